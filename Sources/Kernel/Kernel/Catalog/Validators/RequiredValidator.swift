/// What is required and can come from nowhere (P123): a field that nobody writes by hand, of an entity that people
/// create, and a setting, which a tenant need not set; either without a default.
struct RequiredValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let own = draft.entities.flatMap { entity in
            entity.content.fields.compactMap { finding($0, of: entity.content, by: entity.owner, entity.span, draft) }
        }
        let added = draft.extensions.flatMap { addition in
            addition.content.fields.compactMap { field in
                draft.entity(addition.content.entity).flatMap {
                    finding(field, of: $0, by: addition.owner, addition.span, draft)
                }
            }
        }
        return own + added + draft.settings.compactMap(finding)
    }

    private func finding(
        _ field: FieldDefinition,
        of entity: EntityDefinition,
        by owner: String,
        _ span: SourceSpan?,
        _ draft: ModelDraft
    ) -> Diagnostic? {
        // What capabilities declare is written by their own code.
        guard field.required, field.writing == .never, field.compute == nil, field.defaultValue.isNull,
            entity.verbs.contains(.create), draft.packs.contains(where: { $0.id == owner })
        else { return nil }
        let message = "`\(entity.id).\(field.id)` is required and never written, so nobody could create a record"
        let place = draft.span(ofField: field.id, on: entity.id, by: owner) ?? span
        return Diagnostic(code: "P123", message, at: place, hint: "give it a `default`")
    }

    private func finding(_ setting: Owned<SettingDefinition>) -> Diagnostic? {
        let field = setting.content.field
        guard field.required, field.defaultValue.isNull else { return nil }
        let message = "the setting `\(field.id)` is required, and without a default it has no value until it is set"
        return Diagnostic(code: "P123", message, at: setting.span, hint: "give it a `default`")
    }
}

/// Permissions that are said to have another's name while that is there still (P123).
struct FormerPermissionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let owners = Dictionary(
            draft.permissions.map { ($0.content.id, $0.owner) },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.packs.flatMap { pack in
            pack.renames.filter { $0.kind == .permission }.flatMap { rename in
                rename.was.compactMap { was in
                    // Another name of the pack's own section is told where it stands.
                    guard let owner = owners[was], pack.spans["permission/\(was)"] == nil else { return nil }
                    let message = "`\(rename.name)` cannot replace `\(was)`, which `\(owner)` declares still"
                    return Diagnostic(code: "P123", message, at: pack.spans["permission/\(rename.name)"])
                }
            }
        }
    }
}
