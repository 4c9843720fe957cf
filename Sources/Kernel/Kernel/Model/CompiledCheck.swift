/// A check with its expression checked against the model.
package struct CompiledCheck: Sendable {
    /// What was declared.
    package let definition: CheckDefinition
    /// What must be true.
    package let condition: ExpressionNode
    /// The field that a finding names: the first one of the record that the condition reads.
    package let field: String

    package init(definition: CheckDefinition, condition: ExpressionNode) {
        self.definition = definition
        self.condition = condition
        field = condition.paths.first.map { $0.hops.first?.field ?? $0.field } ?? ""
    }

    /// What a record that breaks it is told.
    func finding(in language: String) -> Finding {
        Finding(field, "check.\(definition.id)", definition.refusal.text(language))
    }
}
