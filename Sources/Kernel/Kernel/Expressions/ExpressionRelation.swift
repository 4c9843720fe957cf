/// A function over several records or sub-records.
package struct ExpressionAggregate: Hashable, Sendable {
    /// What is asked of them.
    package enum Function: String, Hashable, Sendable, CaseIterable {
        /// Whether one satisfies the condition; `any` too.
        case exists
        /// Whether each satisfies the condition.
        case all
        case count, sum
        case least = "min_of"
        case greatest = "max_of"
        case average = "avg_of"
        /// The record whose value is the least, by id where several are; null values come last.
        case first
    }

    package let function: Function
    /// What it goes over.
    package let relation: ExpressionRelation
    /// Which of them count; names are the other record's.
    package let condition: ExpressionNode?
    /// What is summed and the like, or the order of `first`.
    package let value: ExpressionNode?
    /// The type of `value`; of the result, `bool`, `int` or a reference where there is none.
    package let type: ExpressionType
    /// The currency of all amounts, where that is fixed: a sum of none is 0 of it.
    package let currency: String?

    package init(
        _ function: Function,
        _ relation: ExpressionRelation,
        condition: ExpressionNode? = nil,
        value: ExpressionNode? = nil,
        type: ExpressionType,
        currency: String? = nil
    ) {
        self.function = function
        self.relation = relation
        self.condition = condition
        self.value = value
        self.type = type
        self.currency = currency
    }

    /// The parts that are about the other record.
    package var parts: [ExpressionNode] { [condition, value].compactMap(\.self) }
}

/// Several records or sub-records, seen from one record.
package struct ExpressionRelation: Hashable, Sendable {
    /// What leads to them.
    package enum Kind: Hashable, Sendable {
        /// Records of an entity that refer to this one through a field, one or several at a time.
        case far(EntityID, field: String)
        /// The records that a `references` field holds.
        case references(EntityID, field: String)
        /// Every record of an entity.
        case tenant(EntityID)
        /// The sub-records of a `list` field.
        case list(field: String)
    }

    /// How many records further out it begins, as in a path.
    package let outer: Int
    /// The entity where it begins.
    package let entity: EntityID
    /// References followed before.
    package let hops: [ExpressionPath.Hop]
    package let kind: Kind
    /// The name of the last step as written: of the far end, the field, or the entity.
    package let name: String

    package init(outer: Int, entity: EntityID, hops: [ExpressionPath.Hop], _ kind: Kind, name: String) {
        self.outer = outer
        self.entity = entity
        self.hops = hops
        self.kind = kind
        self.name = name
    }

    /// The entity of the records; `nil` for sub-records.
    package var target: EntityID? {
        switch kind {
        case .far(let entity, _), .references(let entity, _), .tenant(let entity): entity
        case .list: nil
        }
    }

    /// The record that it begins at, as a path to its id.
    package var anchor: ExpressionPath {
        ExpressionPath(entity: entity, hops: hops, field: "id", type: .reference(entity), outer: outer)
    }

    /// A field of that record.
    package func path(_ field: String, _ type: ExpressionType) -> ExpressionPath {
        ExpressionPath(entity: entity, hops: hops, field: field, type: type, outer: outer)
    }
}
