/// What must be true of every record of an entity: a rule over several fields, as an expression.
///
/// It is asked in every write of the record, whatever door the write comes through. Null is not true.
public struct CheckDefinition: Hashable, Sendable {
    /// Singular snake_case, unique in its entity.
    public let id: String
    /// Over the record as it is to become.
    public var condition: ExpressionSource
    /// What people read when it is not true.
    public var refusal: LocalizedText

    /// A check.
    public init(_ id: String, _ condition: ExpressionSource, else refusal: LocalizedText) {
        self.id = id
        self.condition = condition
        self.refusal = refusal
    }
}
