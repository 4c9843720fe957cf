/// A checked expression: every name resolved, every literal read as the type of its other side.
///
/// Meaning (expressions.md): a comparison with null is false except `= null` and `!= null`; `and`, `or` and `not` see
/// null as false; paths through null give null; text compares by Unicode scalar value.
package indirect enum ExpressionNode: Hashable, Sendable {
    /// A constant, already of the type it is compared with; scalars of decimals already scaled to the field.
    case literal(Value)
    /// A constant list, for `in`.
    case constants([Value])
    /// A field of the record, or of a record one reference away.
    case path(ExpressionPath)
    /// The principal's member record: the id itself (`me`), or one of its fields (`me.teams`, `me.email`).
    case me(field: String?)
    /// A field of the record that a value of the principal or of the input refers to: `me.site.name`, `input.site.name`.
    ///
    /// The path begins at that record.
    case through(ExpressionNode, ExpressionPath)
    /// A setting of the tenant.
    case setting(String)
    /// A value of a move's or an action's input.
    case input(String)
    /// The instant of the request, milliseconds.
    case now
    /// The day of the request in the tenant's zone.
    case today
    /// A comparison.
    case compare(ComparisonOperator, ExpressionNode, ExpressionNode)
    /// `x in list`; the right side is `constants`, `me(field:)` of several, or a path of several.
    case member(ExpressionNode, of: ExpressionNode)
    /// All are true.
    case and([ExpressionNode])
    /// One is true.
    case or([ExpressionNode])
    /// Not true.
    case not(ExpressionNode)
    /// `contains(text, part)`.
    case contains(ExpressionNode, ExpressionNode)
    /// `starts_with(text, part)`.
    case startsWith(ExpressionNode, ExpressionNode)
    /// An operation on values; null where one of them is.
    case call(ExpressionOperation, [ExpressionNode])
    /// `if` and `case`: conditions, each before its value, and the value of the case that none is true.
    case choose([ExpressionNode])
    /// The first that is not null.
    case coalesce([ExpressionNode])
    /// A function over several records or sub-records.
    case aggregate(ExpressionAggregate)
    /// A line of a rate card.
    case rate(card: String, line: String)
}

/// The six comparisons.
package enum ComparisonOperator: String, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// The place of a value: over at most three references, then a field or system field.
package struct ExpressionPath: Hashable, Sendable {
    /// How many records further out it begins: 0 for the record itself, 1 for `parent` inside a function over several.
    package let outer: Int
    /// Where the path begins.
    package let entity: EntityID
    /// Reference fields followed, in order, each with the entity it leads to.
    package let hops: [Hop]
    /// The last name: a declared field, or one of `SystemField`.
    package let field: String
    /// The type of its values.
    package let type: ExpressionType

    /// One reference followed.
    package struct Hop: Hashable, Sendable {
        /// The reference field.
        package let field: String
        /// The entity it leads to.
        package let target: EntityID

        package init(field: String, target: EntityID) {
            self.field = field
            self.target = target
        }
    }

    package init(entity: EntityID, hops: [Hop], field: String, type: ExpressionType, outer: Int = 0) {
        self.outer = outer
        self.entity = entity
        self.hops = hops
        self.field = field
        self.type = type
    }
}

/// The type of an expression.
package enum ExpressionType: Hashable, Sendable {
    case bool
    case int
    /// Exact decimal of a scale.
    case decimal(scale: Int)
    case money
    case text
    case date
    case time
    case duration
    case datetime
    /// One of the options, a state included.
    case choice([String])
    /// Several of the options.
    case choices([String])
    /// A record of an entity.
    case reference(EntityID)
    /// Several records of an entity.
    case references(EntityID)
    case geo
    /// Sub-records.
    case list
    /// The literal `null`.
    case null
}

/// The fields that every record has.
package enum SystemField: String, CaseIterable, Sendable {
    case id
    case version
    case createdAt = "created_at"
    case updatedAt = "updated_at"
    case createdBy = "created_by"
    case updatedBy = "updated_by"
    case owner
    case state
}
