/// Ids that are not in their case (P203): kebab-case for owners and collections, snake_case for everything inside.
struct SpellingValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        // A place is looked up only for what is wrong: hundreds of packs are checked at once.
        func kebab(_ id: String, _ what: String, _ span: @autoclosure () -> SourceSpan? = nil) {
            if !Naming.isKebab(id) { findings.append(finding(id, what, "kebab-case", span())) }
        }
        func snake(_ id: String, _ what: String, _ span: @autoclosure () -> SourceSpan? = nil) {
            if !Naming.isSnake(id) { findings.append(finding(id, what, "snake_case", span())) }
        }
        for capability in draft.capabilities { kebab(capability.descriptor.id, "capability") }
        for pack in draft.packs { kebab(pack.id, "pack", pack.spans["pack"]) }
        for entity in draft.entities {
            let id = entity.content.id
            snake(id.name, "entity", entity.span)
            // A pack's own is told where it is read, and then stands here empty.
            if !entity.content.collection.isEmpty || entity.span == nil {
                kebab(
                    entity.content.collection,
                    "collection",
                    draft.span(of: "collection", on: id, by: entity.owner) ?? entity.span
                )
            }
            for part in draft.parts(of: entity) {
                func place(_ address: String) -> SourceSpan? {
                    draft.span(of: address, on: id, by: part.owner) ?? part.span
                }
                for field in part.content.fields { snake(field.id, "field", place("field/\(field.id)")) }
                for state in part.content.states { snake(state.id, "state", place("state/\(state.id)")) }
                for move in part.content.moves { snake(move.id, "move", place("move/\(move.id)")) }
            }
        }
        for role in draft.roles { snake(role.content.id, "role", role.span) }
        for action in draft.actions { snake(action.content.id, "action") }
        for setting in draft.settings { snake(setting.content.field.id, "setting", setting.span) }
        return findings
    }

    private func finding(_ id: String, _ what: String, _ wanted: String, _ span: SourceSpan?) -> Diagnostic {
        Diagnostic(code: "P203", "the \(what) id `\(id)` is not \(wanted) of at most 63 characters", at: span)
    }
}
