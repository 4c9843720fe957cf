/// Secrets that could not be kept: of a type that cannot be sealed, in an index, a search, a default, a list or a
/// setting (P237); and rows of a pack that give one, as a pack's source lies open in the store (P329).
struct SecretValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let own = draft.entities.flatMap { entity in
            entity.content.fields.flatMap { refusals($0, on: entity.content.id, by: entity.owner, draft) }
        }
        let added = draft.extensions.flatMap { addition in
            addition.content.fields.flatMap { refusals($0, on: addition.content.entity, by: addition.owner, draft) }
        }
        let settings = draft.settings.filter(\.content.field.secret).map { setting in
            Diagnostic(code: "P237", "the setting `\(setting.content.field.id)` cannot be secret", at: setting.span)
        }
        return own + added + settings + seeds(in: draft)
    }

    private func refusals(
        _ field: FieldDefinition,
        on entity: EntityID,
        by owner: String,
        _ draft: ModelDraft
    ) -> [Diagnostic] {
        Self.reasons(field).map { reason in
            let span = draft.span(ofField: field.id, on: entity, by: owner)
            return Diagnostic(code: "P237", "`\(entity.raw).\(field.id)`: \(reason)", at: span)
        }
    }

    private static func reasons(_ field: FieldDefinition) -> [String] {
        if case .list(let parts) = field.type {
            return parts.filter(\.secret).map { "a field of a list cannot be secret, as `\($0.id)` is" }
        }
        guard field.secret else { return [] }
        var reasons: [String] = []
        if !field.type.isText { reasons.append("a secret is a text, not \(field.type.word)") }
        let uses = [("unique", field.unique), ("indexed", field.indexed), ("searchable", field.searchable)]
        reasons += uses.filter(\.1).map { "a secret cannot be `\($0.0)`" }
        if !field.defaultValue.isNull { reasons.append("a secret has no `default`") }
        return reasons
    }

    private func seeds(in draft: ModelDraft) -> [Diagnostic] {
        let secrets = Dictionary(
            draft.entities.map { entity in
                (entity.content.id, Set(draft.merged(entity.content).fields.filter(\.secret).map(\.id)))
            },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.packs.flatMap { pack in
            (pack.referenceSeeds + pack.demoSeeds).flatMap { row in
                row.values.keys.sorted().filter { secrets[row.entity]?.contains($0) ?? false }.map { field in
                    let span = pack.spans["seed/\(row.entity)/\(row.key)/\(field)"] ?? row.values[field]?.span
                    return Diagnostic(
                        code: "P329",
                        "the row `\(row.key)` gives `\(field)`, which is secret",
                        at: span ?? row.span
                    )
                }
            }
        }
    }
}
