/// The canonical JSON of a model: what `GET /api/model` answers and what the model's hash is taken over.
///
/// Everything that changes behaviour stands in it; its order depends on declarations and ids only.
enum ModelDocument {
    static func write(_ parts: ModelParts, versions: [String]) -> [UInt8] {
        var writer = JSONWriter(capacity: 32_768)
        writer.object { writer in
            writer.key("format")
            writer.int(1)
            writer.key("capabilities")
            writer.array(versions) { $0.string($1) }
            writer.key("packs")
            writer.array(parts.packs) { $0.pack($1) }
            writer.key("entities")
            writer.object { writer in
                for entity in parts.entities.values.sorted(by: { $0.id < $1.id }) {
                    writer.key(entity.id.raw)
                    writer.entity(entity, rules: parts.rules[entity.id] ?? [])
                }
            }
            writer.key("permissions")
            writer.array(parts.permissions.values.sorted { $0.id < $1.id }) { $0.permission($1) }
            writer.key("roles")
            writer.array(parts.roles.values.sorted { $0.id < $1.id }) { $0.role($1) }
            writer.key("rows")
            writer.array(parts.rows) { $0.row($1) }
            writer.key("settings")
            writer.array(parts.settings.values.sorted { $0.field.id < $1.field.id }) { writer, setting in
                writer.field(setting.field, owner: setting.owner.rawValue)
            }
            writer.key("actions")
            writer.array(parts.actions.values.sorted { $0.path < $1.path }) { $0.action($1) }
            writer.key("automations")
            writer.array(parts.automations) { $0.automation($1) }
            writer.pricing(parts)
            writer.key("terminology")
            writer.object { writer in
                for (entity, terms) in parts.terminology.sorted(by: { $0.key < $1.key }) {
                    writer.key(entity.raw)
                    writer.terms(terms)
                }
            }
            writer.presentation(parts.presentation)
            writer.obligations(parts.obligations)
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func pack(_ pack: PackSummary) {
        object { writer in
            writer.key("id")
            writer.string(pack.id)
            writer.key("version")
            writer.string(pack.version.description)
            writer.key("hash")
            writer.string(pack.hash)
            writer.key("title")
            writer.localized(pack.title)
        }
    }

    fileprivate mutating func permission(_ permission: Permission) {
        object { writer in
            writer.key("id")
            writer.string(permission.id)
            writer.key("title")
            writer.localized(permission.title)
            writer.key("scopes")
            writer.array(permission.scopes.sorted()) { $0.string($1.rawValue) }
            if !permission.implies.isEmpty {
                writer.key("implies")
                writer.array(permission.implies.sorted()) { $0.string($1) }
            }
        }
    }

    fileprivate mutating func role(_ role: RoleDefinition) {
        object { writer in
            writer.key("id")
            writer.string(role.id)
            writer.key("title")
            writer.localized(role.title)
            writer.key("space")
            writer.string(role.space.rawValue)
            writer.key("includes")
            writer.array(role.includes) { $0.string($1) }
            writer.key("holds_everything")
            writer.bool(role.holdsEverything)
            if role.carriesSecrets {
                writer.key("offline")
                writer.object { writer in
                    writer.key("secrets")
                    writer.bool(true)
                }
            }
            writer.key("grants")
            writer.array(role.grants.sorted { ($0.permission, $0.scope) < ($1.permission, $1.scope) }) { $0.grant($1) }
        }
    }

    private mutating func grant(_ grant: Grant) {
        object { writer in
            writer.key("permission")
            writer.string(grant.permission)
            writer.key("scope")
            writer.string(grant.scope.rawValue)
            if let fields = grant.fields {
                writer.key("fields")
                writer.array(fields.sorted()) { $0.string($1) }
            }
            if !grant.limit.isEmpty {
                writer.key("limit")
                writer.object { writer in
                    for (field, bound) in grant.limit.sorted(by: { $0.key < $1.key }) {
                        writer.key(field)
                        writer.int(bound)
                    }
                }
            }
        }
    }

    fileprivate mutating func row(_ rule: CompiledRowRule) {
        object { writer in
            writer.key("entity")
            writer.string(rule.entity.raw)
            writer.key("role")
            if let role = rule.role { writer.string(role) } else { writer.null() }
            writer.key("where")
            writer.raw(ExpressionJSON.bytes(of: rule.condition))
        }
    }

    fileprivate mutating func action(_ action: ActionDefinition) {
        object { writer in
            writer.key("path")
            writer.string(action.path)
            writer.key("owner")
            writer.string(action.owner)
            writer.key("title")
            writer.localized(action.title)
            writer.key("permission")
            writer.string(action.permission.id)
            writer.key("reads")
            writer.bool(action.isRead)
            if action.takesID {
                writer.key("takes_id")
                writer.bool(true)
            }
            writer.key("input")
            writer.array(action.input) { $0.field($1, owner: nil) }
        }
    }

    fileprivate mutating func terms(_ terms: Terms) {
        object { writer in
            writer.key("one")
            writer.localized(terms.one)
            writer.key("many")
            writer.localized(terms.many)
        }
    }

    /// Texts by language tag.
    mutating func localized(_ text: LocalizedText) {
        object { writer in
            for (language, text) in text.texts.sorted(by: { $0.key < $1.key }) {
                writer.key(language)
                writer.string(text)
            }
        }
    }
}

extension ActionDefinition {
    /// Whether it only reads.
    package var isRead: Bool {
        if case .read = body { true } else { false }
    }
}
