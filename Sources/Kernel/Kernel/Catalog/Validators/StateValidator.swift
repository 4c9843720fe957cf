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
        var owners: [String: String] = [:]
        for (state, by) in draft.declared(\.states, \.states, of: owner) {
            let span = draft.span(of: "state", state.id, on: entity.id, by: by) ?? by.span
            if let other = owners.updateValue(by.name, forKey: state.id) {
                let message = "the state `\(state.id)` of `\(entity.id)` \(by.beside(other))"
                findings.append(Diagnostic(code: "P305", message, at: span))
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
}

/// Who declares a part of an entity.
struct PartOwner {
    let name: String
    /// Where all of that owner's parts of the entity stand.
    let span: SourceSpan?

    /// What is said of a part that another owner, or the same one, declares already.
    func beside(_ other: String) -> String {
        other == name ? "stands twice" : "is declared by `\(other)` and by `\(name)`"
    }
}

extension ModelDraft {
    /// Parts of an entity with who declares them: the entity's owner first, then others in order.
    func declared<Part>(
        _ own: KeyPath<EntityDefinition, [Part]>,
        _ added: KeyPath<EntityExtension, [Part]>,
        of entity: Owned<EntityDefinition>
    ) -> [(part: Part, by: PartOwner)] {
        let first = PartOwner(name: entity.owner, span: entity.span)
        return entity.content[keyPath: own].map { ($0, first) }
            + additions(to: entity.content.id).flatMap { addition in
                let owner = PartOwner(name: addition.owner, span: addition.span)
                return addition.content[keyPath: added].map { ($0, owner) }
            }
    }

    /// Where a pack declares a part of an entity; `nil` for capabilities.
    func span(of kind: String, _ part: String, on entity: EntityID, by owner: PartOwner) -> SourceSpan? {
        let place = owner.name == entity.owner ? "entity/\(entity.name)" : "extend/\(entity.raw)"
        return index.spans[owner.name]?["\(place)/\(kind)/\(part)"]
    }
}

/// Moves: unknown states (P304), twice (P306), sets a field that is not there (P232), a guard without a text (P312),
/// a move added to another's entity that names no permission (P307).
struct MoveValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let merged = draft.merged(entity.content)
            var owners: [String: String] = [:]
            return draft.declared(\.moves, \.moves, of: entity).flatMap { move, by -> [Diagnostic] in
                let span = draft.span(of: "move", move.id, on: merged.id, by: by) ?? by.span
                var findings = findings(move, on: merged, at: span)
                if by.name != entity.owner, move.needs == nil {
                    let message = "the move `\(move.id)` added to `\(merged.id)` must name a permission with `needs`"
                    findings.append(Diagnostic(code: "P307", message, at: span))
                }
                if let other = owners.updateValue(by.name, forKey: move.id) {
                    let message = "the move `\(move.id)` of `\(merged.id)` \(by.beside(other))"
                    findings.append(Diagnostic(code: "P306", message, at: span))
                }
                return findings
            }
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
}

/// Extensions of entities that do not exist (P212), or that their pack keeps to itself (P271).
struct ExtensionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        missing(in: draft) + kept(in: draft)
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
