/// Ids that are not in their case (P203): kebab-case for owners and collections, snake_case for everything inside.
struct SpellingValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func kebab(_ id: String, _ what: String, _ span: SourceSpan? = nil) {
            if !Naming.isKebab(id) { findings.append(finding(id, what, "kebab-case", span)) }
        }
        func snake(_ id: String, _ what: String, _ span: SourceSpan? = nil) {
            if !Naming.isSnake(id) { findings.append(finding(id, what, "snake_case", span)) }
        }
        for capability in draft.capabilities { kebab(capability.descriptor.id, "capability") }
        for pack in draft.packs { kebab(pack.id, "pack", pack.spans["pack"]) }
        for entity in draft.entities {
            snake(entity.content.id.name, "entity", entity.span)
            kebab(entity.content.collection, "collection", entity.span)
            for field in entity.content.fields { snake(field.id, "field", entity.span) }
            for state in entity.content.states { snake(state.id, "state", entity.span) }
            for move in entity.content.moves { snake(move.id, "move", entity.span) }
        }
        for addition in draft.extensions {
            for field in addition.content.fields { snake(field.id, "field", addition.span) }
            for state in addition.content.states { snake(state.id, "state", addition.span) }
            for move in addition.content.moves { snake(move.id, "move", addition.span) }
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
