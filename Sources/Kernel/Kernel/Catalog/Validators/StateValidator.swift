/// States: no beginning (P301), several (P302), twice (P305), no way out (P310), out of reach (P311), final with a way out
/// (P313).
struct StateValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity in
            let parts = draft.parts(of: entity)
            let states = parts.flatMap { part in
                part.content.states.map { Owned(owner: part.owner, content: $0, span: part.span) }
            }
            return findings(draft.merged(entity.content), states, in: draft)
        }
    }

    private func findings(
        _ entity: EntityDefinition,
        _ states: [Owned<StateDefinition>],
        in draft: ModelDraft
    ) -> [Diagnostic] {
        guard let first = states.first else { return [] }
        func place(_ state: Owned<StateDefinition>, _ key: String = "") -> SourceSpan? {
            draft.span(of: "state/\(state.content.id)\(key)", on: entity.id, by: state.owner) ?? state.span
        }
        let starts = states.filter(\.content.start)
        var findings: [Diagnostic] = []
        if starts.isEmpty {
            let message = "`\(entity.id)` has states but none with `start: true`"
            findings.append(Diagnostic(code: "P301", message, at: place(first)))
        }
        if let other = starts.dropFirst().first {
            let list = starts.map { "`\($0.content.id)`" }.joined(separator: ", ")
            let message = "`\(entity.id)` begins in several states: \(list)"
            findings.append(Diagnostic(code: "P302", message, at: place(other, "/start")))
        }
        var owners: [String: String] = [:]
        for state in states {
            if let other = owners.updateValue(state.owner, forKey: state.content.id) {
                let message = "the state `\(state.content.id)` of `\(entity.id)` \(state.beside(other))"
                findings.append(Diagnostic(code: "P305", message, at: place(state)))
            }
            findings += reach(of: state.content, in: entity, at: place(state))
            findings += waysOut(of: state.content, in: entity, at: place(state, "/final") ?? place(state))
        }
        return findings
    }

    /// Who reads `final` takes the record for done with, and a move takes it up again.
    private func waysOut(of state: StateDefinition, in entity: EntityDefinition, at span: SourceSpan?) -> [Diagnostic] {
        let moves = entity.moves.filter { $0.from.contains(state.id) && $0.to != state.id }
        guard state.final, !moves.isEmpty else { return [] }
        let names = moves.map { "`\($0.id)`" }.joined(separator: ", ")
        let message =
            "the state `\(state.id)` of `\(entity.id)` is final, and \(names) \(moves.count == 1 ? "leads" : "lead") out of it"
        return [Diagnostic(.warning, code: "P313", message, at: span, hint: "leave `final` out if that is meant")]
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
}

/// Moves: unknown states (P304), twice (P306), sets a field that is not there (P232), a guard without a text (P312),
/// a move added to another's entity that names no permission (P307).
struct MoveValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let merged = draft.merged(entity.content)
            var owners: [String: String] = [:]
            return draft.parts(of: entity).flatMap { part in
                part.content.moves.flatMap { move -> [Diagnostic] in
                    func place(_ key: String = "") -> SourceSpan? {
                        draft.span(of: "move/\(move.id)\(key)", on: merged.id, by: part.owner) ?? part.span
                    }
                    var findings = findings(move, on: merged, at: place)
                    if part.owner != merged.id.owner { findings += needs(move, of: merged.id, at: place()) }
                    if let other = owners.updateValue(part.owner, forKey: move.id) {
                        let message = "the move `\(move.id)` of `\(merged.id)` \(part.beside(other))"
                        findings.append(Diagnostic(code: "P306", message, at: place()))
                    }
                    return findings
                }
            }
        }
    }

    private func findings(
        _ move: MoveDefinition,
        on entity: EntityDefinition,
        at place: (_ key: String) -> SourceSpan?
    ) -> [Diagnostic] {
        let states = entity.states.map(\.id)
        let thing = "the move `\(move.id)` of `\(entity.id)`"
        let named = move.from.map { ("from", $0) } + [("to", move.to)]
        var findings = named.filter { !states.contains($0.1) }.map { key, state in
            let message = "\(thing) names the state `\(state)`, which does not exist"
            let hint = DidYouMean.hint(for: state, in: states)
            return Diagnostic(code: "P304", message, at: place("/\(key)/\(state)"), hint: hint)
        }
        let fields = entity.fields.map(\.id)
        for assignment in move.set where !fields.contains(assignment.field) {
            let message = "\(thing) sets `\(assignment.field)`, which is not a field"
            let hint = DidYouMean.hint(for: assignment.field, in: fields)
            let span = assignment.span ?? assignment.value.span ?? place("")
            findings.append(Diagnostic(code: "P232", message, at: span, hint: hint))
        }
        if let guardExpression = move.guardExpression, move.refusal == nil {
            let message = "\(thing) has a guard but no `else` text for people"
            findings.append(Diagnostic(.warning, code: "P312", message, at: guardExpression.span ?? place("")))
        }
        return findings
    }

    private func needs(_ move: MoveDefinition, of entity: EntityID, at span: SourceSpan?) -> [Diagnostic] {
        guard move.needs == nil else { return [] }
        let message = "the move `\(move.id)` added to `\(entity)` must name a permission with `needs`"
        return [Diagnostic(code: "P307", message, at: span)]
    }
}

/// Extensions of entities that do not exist (P212), that their pack keeps to itself (P271), or of a pack that is not required (P274).
struct ExtensionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        missing(in: draft) + kept(in: draft) + unnamed(in: draft)
    }

    /// The owner could be switched off under the extension, and would take it along unseen.
    private func unnamed(in draft: ModelDraft) -> [Diagnostic] {
        draft.extensions.compactMap { addition in
            let id = addition.content.entity
            guard addition.owner != id.owner, addition.owner != OverlayEdit.owner, draft.entity(id) != nil,
                draft.packs.contains(where: { $0.id == id.owner }),
                let pack = draft.packs.first(where: { $0.id == addition.owner }),
                !(pack.requires + pack.optional).contains(where: { $0.id == id.owner })
            else { return nil }
            let message = "`\(pack.id)` extends `\(id)` of `\(id.owner)`, which it does not require"
            let hint = "name `\(id.owner)` and its version under `requires`"
            return Diagnostic(code: "P274", message, at: addition.span, hint: hint)
        }
    }

    private func kept(in draft: ModelDraft) -> [Diagnostic] {
        draft.extensions.compactMap { addition in
            let id = addition.content.entity
            guard draft.entity(id) != nil, addition.owner != id.owner,
                draft.ownership(of: .entity(id), id.owner) == .pack
            else { return nil }
            let message = "`\(id)` is `owner: pack` of `\(id.owner)`: nobody else adds to it"
            return Diagnostic(code: "P271", message, at: addition.span)
        }
    }

    private func missing(in draft: ModelDraft) -> [Diagnostic] {
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
