/// The definition of a kind of record.
public struct EntityDefinition: Hashable, Sendable {
    /// `<owner>.<name>`.
    public let id: EntityID
    /// What people see, one.
    public var title: LocalizedText
    /// Its path in the API, kebab-case; clashes are found per tenant model.
    public var collection: String
    /// A text with `{field}` places that names a record, such as `{name}`.
    public var label: String
    /// Its fields, in order.
    public var fields: [FieldDefinition]
    /// Its states, in order; empty for entities without a life.
    public var states: [StateDefinition]
    /// Its moves.
    public var moves: [MoveDefinition]
    /// What the scopes own, assigned and team mean here; `all` needs no line.
    public var scopes: [Scope: ScopePath]
    /// Which record operations exist at all.
    public var verbs: Set<RecordVerb>
    /// Fields that together tell live records apart, beyond fields that do so alone (`unique`).
    public var uniques: [UniqueRule]
    /// What must be true of every record, whatever writes it.
    public var checks: [CheckDefinition]
    /// What devices carry of it; `nil` for nothing.
    public var offline: OfflineRule?

    /// An entity.
    public init(
        _ id: EntityID,
        title: LocalizedText? = nil,
        collection: String,
        label: String = "{name}",
        fields: [FieldDefinition],
        states: [StateDefinition] = [],
        moves: [MoveDefinition] = [],
        scopes: [Scope: ScopePath] = [.own: "owner"],
        verbs: Set<RecordVerb> = Set(RecordVerb.allCases),
        uniques: [UniqueRule] = [],
        checks: [CheckDefinition] = []
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id.name))
        self.collection = collection
        self.label = label
        self.fields = fields
        self.states = states
        self.moves = moves
        self.scopes = scopes
        self.verbs = verbs
        self.uniques = uniques
        self.checks = checks
    }
}

/// The operations that every entity has without code.
public enum RecordVerb: String, Hashable, Sendable, CaseIterable {
    /// List, get, history.
    case read
    /// Create.
    case create
    /// Update; restoring needs `delete`.
    case update
    /// Delete to the bin, restore, and list the bin.
    case delete
}

/// Where a record is in its life.
public struct StateDefinition: Hashable, Sendable {
    /// Singular snake_case.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// Whether records begin here; one state of an entity.
    public var start: Bool
    /// Whether no move leads out of it on purpose.
    public var final: Bool
    /// Whether records in it are neither updated nor deleted: moves alone take them on.
    public var locked: Bool
    /// Whether actions bring records here, so that no move need lead to it.
    public var byActions: Bool

    /// A state.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        start: Bool = false,
        final: Bool = false,
        locked: Bool = false,
        byActions: Bool = false
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.start = start
        self.final = final
        self.locked = locked
        self.byActions = byActions
    }
}

/// A guarded step between states.
public struct MoveDefinition: Hashable, Sendable {
    /// Singular snake_case; its path has hyphens.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// States it leads from.
    public var from: [String]
    /// The state it leads to.
    public var to: String
    /// The permission it needs; `nil` means `<entity>.<move>`.
    public var needs: String?
    /// Its input, typed like fields.
    public var input: [FieldDefinition]
    /// Fields it sets.
    public var set: [FieldAssignment]
    /// An expression over the record that must be true; paths see `input.x`.
    public var guardExpression: ExpressionSource?
    /// What people read when the guard refuses.
    public var refusal: LocalizedText?

    /// A move.
    public init(
        _ id: String,
        from: [String],
        to: String,
        title: LocalizedText? = nil,
        needs: String? = nil,
        input: [FieldDefinition] = [],
        set: [FieldAssignment] = [],
        guardExpression: ExpressionSource? = nil,
        refusal: LocalizedText? = nil
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.from = from
        self.to = to
        self.needs = needs
        self.input = input
        self.set = set
        self.guardExpression = guardExpression
        self.refusal = refusal
    }
}

/// A field that a move sets, and the expression that gives its value.
public struct FieldAssignment: Hashable, Sendable {
    /// The field.
    public let field: String
    /// The expression, over the record, `input`, `me` and `now()`.
    public let value: ExpressionSource
    /// Where the field is named, in a file.
    package let span: SourceSpan?

    /// An assignment.
    public init(_ field: String, _ value: ExpressionSource) {
        self.init(field, value, at: nil)
    }

    package init(_ field: String, _ value: ExpressionSource, at span: SourceSpan?) {
        self.field = field
        self.value = value
        self.span = span
    }
}

/// The text of an expression and where it stands, so that findings point at the place.
public struct ExpressionSource: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The text.
    public let text: String
    /// The first character's place, where the text came from a file.
    public let span: SourceSpan?
    /// Where its characters stand, when not on one line as they are read.
    package let runs: SourceRuns?

    /// An expression's text.
    public init(_ text: String, at span: SourceSpan? = nil) {
        self.init(text, at: span, runs: nil)
    }

    package init(_ text: String, at span: SourceSpan?, runs: SourceRuns?) {
        self.text = text
        self.span = span
        self.runs = runs
    }

    /// An expression's text.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
