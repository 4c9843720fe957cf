/// Expressions in what is left out because an optional interface is absent: their syntax is checked all the same.
///
/// What they name cannot be known, but a text that is no expression would be found by the first tenant that has both.
struct AbsentPartValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.packs.flatMap { pack -> [Diagnostic] in
            let absent = draft.absent(pack.optional)
            // What an automation waits for by `with` alone is left out by its compiler.
            guard !absent.isEmpty else { return [] }
            let kept = Set(pack.without(owners: absent).expressions)
            return pack.expressions.filter { !kept.contains($0) }.flatMap(ExpressionCompiler.syntax)
        }
    }
}

extension PackDefinition {
    /// Every expression of its sections that an optional interface can switch off.
    fileprivate var expressions: [ExpressionSource] {
        let parts =
            entities.flatMap { Self.expressions($0.fields, $0.moves, $0.checks) }
            + extensions.flatMap { Self.expressions($0.fields, $0.moves, $0.checks) }
        let steps = automations.flatMap { automation in
            [automation.condition].compactMap(\.self) + automation.steps.flatMap(\.values).map(\.value)
        }
        let lines = scorings.flatMap(\.factors).flatMap(\.lines).map(\.condition)
        let proofs = obligations.requirements.compactMap(\.condition)
        let shown =
            presentation.screens.compactMap(\.condition)
            + presentation.menu.flatMap(\.items).compactMap(\.condition) + presentation.steps.map(\.done)
        return parts + rows.map(\.condition) + steps + lines + proofs + shown
    }

    private static func expressions(
        _ fields: [FieldDefinition],
        _ moves: [MoveDefinition],
        _ checks: [CheckDefinition]
    ) -> [ExpressionSource] {
        fields.compactMap(\.compute) + checks.map(\.condition)
            + moves.flatMap { move in [move.guardExpression].compactMap(\.self) + move.set.map(\.value) }
    }
}
