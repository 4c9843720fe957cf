/// What a pack does by itself when something has happened: once per event, after the commit, in a transaction of its own.
public struct AutomationDefinition: Hashable, Sendable {
    /// Singular snake_case.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// The entity whose records it waits for.
    public var entity: EntityID
    /// `created`, `updated`, `deleted`, or the state that a record enters.
    public var event: String
    /// What must be true of the record; looked at when the automation runs.
    public var condition: ExpressionSource?
    /// An interface without which it is off.
    public var with: String?
    /// What it does, in order; all or nothing.
    public var steps: [AutomationStep]
    /// Where it stands in a file.
    public var span: SourceSpan?

    /// An automation.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        when entity: EntityID,
        _ event: String,
        if condition: ExpressionSource? = nil,
        with: String? = nil,
        do steps: [AutomationStep],
        at span: SourceSpan? = nil
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.entity = entity
        self.event = event
        self.condition = condition
        self.with = with
        self.steps = steps
        self.span = span
    }

    /// Events that every entity has, beside its states.
    package static let verbs = ["created", "updated", "deleted"]
}

/// One step of an automation.
public struct AutomationStep: Hashable, Sendable {
    /// What a step does.
    public enum Act: Hashable, Sendable {
        /// Changes fields of the record, or of the one that a reference field of it names.
        case set(of: String?)
        /// Creates a record.
        case create(EntityID)
        /// Moves the record, or the one that a reference field of it names.
        case move(String, of: String?)
        /// Runs a capability's action.
        case action(owner: String, id: String)
    }

    /// What it does.
    public let act: Act
    /// The fields or the input, each with the expression that gives its value.
    public let values: [FieldAssignment]
    /// Where it stands in a file.
    public let span: SourceSpan?

    /// A step.
    public init(_ act: Act, _ values: [FieldAssignment] = [], at span: SourceSpan? = nil) {
        self.act = act
        self.values = values
        self.span = span
    }
}
