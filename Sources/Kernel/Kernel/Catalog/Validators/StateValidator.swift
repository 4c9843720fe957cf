/// States: no beginning (P301), several (P302), twice (P305), no way out (P310), out of reach (P311).
struct StateValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity in
            findings(draft.merged(entity.content), owner: entity, in: draft)
        }
    }

    private func findings(
        _ entity: EntityDefinition,
        owner: Owned<EntityDefinition>,
        in draft: ModelDraft
    ) -> [Diagnostic] {
        guard !entity.states.isEmpty else { return [] }
        let starts = entity.states.filter(\.start).map(\.id)
        var findings: [Diagnostic] = []
        if starts.isEmpty {
            findings.append(
                Diagnostic(code: "P301", "`\(entity.id)` has states but none with `start: true`", at: owner.span)
            )
        }
        if starts.count > 1 {
            let list = starts.map { "`\($0)`" }.joined(separator: ", ")
            findings.append(
                Diagnostic(code: "P302", "`\(entity.id)` begins in several states: \(list)", at: owner.span)
            )
        }
        var seen: Set<String> = []
        for state in entity.states {
            let span = span(of: state.id, on: owner, in: draft)
            if !seen.insert(state.id).inserted {
                findings.append(
                    Diagnostic(code: "P305", "the state `\(state.id)` of `\(entity.id)` stands twice", at: span)
                )
            }
            findings += reach(of: state, in: entity, at: span)
        }
        return findings
    }

    private func reach(of state: StateDefinition, in entity: EntityDefinition, at span: SourceSpan?) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let leaves = entity.moves.contains { $0.from.contains(state.id) && $0.to != state.id }
        if !leaves, !state.final {
            let message = "the state `\(state.id)` of `\(entity.id)` has no way out"
            findings.append(Diagnostic(.warning, code: "P310", message, at: span, hint: "add `final: true` if meant"))
        }
        if !state.start, !state.byActions, !entity.moves.contains(where: { $0.to == state.id && $0.from != [state.id] })
        {
            let message = "no move leads to the state `\(state.id)` of `\(entity.id)`"
            findings.append(Diagnostic(.warning, code: "P311", message, at: span))
        }
        return findings
    }

    private func span(of state: String, on owner: Owned<EntityDefinition>, in draft: ModelDraft) -> SourceSpan? {
        let addition = draft.additions(to: owner.content.id).first { addition in
            addition.content.states.contains { $0.id == state }
        }
        return addition?.span ?? owner.span
    }
}

/// Moves: unknown states (P304), twice (P306), sets a field that is not there (P232), a guard without a text (P312),
/// a move added to another's entity that names no permission (P307).
struct MoveValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let merged = draft.merged(entity.content)
            let own = entity.content.moves.flatMap { findings($0, on: merged, at: entity.span) }
            let added = draft.additions(to: merged.id).flatMap { addition in
                addition.content.moves.flatMap { move in
                    findings(move, on: merged, at: addition.span) + needs(move, of: addition)
                }
            }
            return own + added + twice(merged, at: entity.span)
        }
    }

    private func findings(_ move: MoveDefinition, on entity: EntityDefinition, at span: SourceSpan?) -> [Diagnostic] {
        let states = entity.states.map(\.id)
        let place = "the move `\(move.id)` of `\(entity.id)`"
        var findings = (move.from + [move.to]).filter { !states.contains($0) }.map { state in
            let message = "\(place) names the state `\(state)`, which does not exist"
            return Diagnostic(code: "P304", message, at: span, hint: DidYouMean.hint(for: state, in: states))
        }
        let fields = entity.fields.map(\.id)
        for assignment in move.set where !fields.contains(assignment.field) {
            let message = "\(place) sets `\(assignment.field)`, which is not a field"
            let hint = DidYouMean.hint(for: assignment.field, in: fields)
            findings.append(Diagnostic(code: "P232", message, at: assignment.value.span ?? span, hint: hint))
        }
        if let guardExpression = move.guardExpression, move.refusal == nil {
            let message = "\(place) has a guard but no `else` text for people"
            findings.append(Diagnostic(.warning, code: "P312", message, at: guardExpression.span ?? span))
        }
        return findings
    }

    private func needs(_ move: MoveDefinition, of addition: Owned<EntityExtension>) -> [Diagnostic] {
        guard move.needs == nil else { return [] }
        let message = "the move `\(move.id)` added to `\(addition.content.entity)` must name a permission with `needs`"
        return [Diagnostic(code: "P307", message, at: addition.span)]
    }

    private func twice(_ entity: EntityDefinition, at span: SourceSpan?) -> [Diagnostic] {
        var seen: Set<String> = []
        return entity.moves.filter { !seen.insert($0.id).inserted }.map {
            Diagnostic(code: "P306", "the move `\($0.id)` of `\(entity.id)` stands twice", at: span)
        }
    }
}

/// Extensions of entities that do not exist (P212).
struct ExtensionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.extensions.filter { draft.entity($0.content.entity) == nil }.map { addition in
            let id = addition.content.entity.raw
            let hint = DidYouMean.hint(for: id, in: draft.entityNames)
            return Diagnostic(
                code: "P212",
                "`\(id)` cannot be extended: it does not exist",
                at: addition.span,
                hint: hint
            )
        }
    }
}
