/// Two declarations of one name, told with both owners: entity (P201), table (P206), permission (P207), event (P209),
/// action path (P210), role (P211), setting (P226).
struct CollisionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        collisions("P201", "entity", draft.entities, by: \.id.raw)
            + collisions("P206", "table", firsts(of: draft.entities), by: { Self.table(of: $0.id) })
            + collisions("P207", "permission", draft.permissions, by: \.id, hint: { verb(of: $0, in: draft) })
            + collisions("P209", "event", draft.events, by: \.id)
            + collisions("P210", "action path", draft.actions, by: \.path)
            + collisions("P211", "role", draft.roles, by: \.id)
            + collisions("P226", "setting", draft.settings, by: \.field.id)
    }

    /// A move that has the name of a record operation would share its permission.
    private func verb(of permission: String, in draft: ModelDraft) -> String? {
        guard let entity = draft.entity(ofPermission: permission).map(draft.merged) else { return nil }
        let verbs = entity.verbs.map(\.rawValue)
        return entity.moves.first { permission == "\(entity.id).\($0.id)" && verbs.contains($0.id) }.map {
            "a move cannot be called `\($0.id)`, as an operation of every entity is"
        }
    }

    /// The table's name before it is cut; two addresses may not share it.
    static func table(of id: EntityID) -> String {
        Naming.snake("\(id.owner)__\(id.name)")
    }

    /// An entity declared twice is one finding, not a second one about its table.
    private func firsts(of entities: [Owned<EntityDefinition>]) -> [Owned<EntityDefinition>] {
        var seen: Set<EntityID> = []
        return entities.filter { seen.insert($0.content.id).inserted }
    }

    private func collisions<Content>(
        _ code: String,
        _ what: String,
        _ all: [Owned<Content>],
        by name: (Content) -> String,
        hint: (String) -> String? = { _ in nil }
    ) -> [Diagnostic] {
        var owners: [String: String] = [:]
        return all.compactMap { declaration in
            let key = name(declaration.content)
            guard let other = owners.updateValue(declaration.owner, forKey: key) else { return nil }
            let owners =
                other == declaration.owner ? "twice by `\(other)`" : "by `\(other)` and by `\(declaration.owner)`"
            let message = "the \(what) `\(key)` is declared \(owners)"
            return Diagnostic(code: code, message, at: declaration.span, hint: hint(key))
        }
    }
}

/// A field name used twice on an entity, by whoever (P204), or reserved for the kernel (P205).
struct FieldCollisionValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity in
            let fields = draft.parts(of: entity).flatMap { part in
                part.content.fields.map { field in
                    let span = draft.span(ofField: field.id, on: entity.content.id, by: part.owner)
                    return (field, part.owner, span ?? part.span)
                }
            }
            return findings(fields, on: entity.content.id)
        }
    }

    private func findings(
        _ fields: [(FieldDefinition, String, SourceSpan?)],
        on entity: EntityID
    ) -> [Diagnostic] {
        var owners: [String: String] = [:]
        var findings: [Diagnostic] = []
        for (field, owner, span) in fields {
            if Self.reserved.contains(field.id) {
                let message = "`\(field.id)` on `\(entity)` is a name of the kernel's own"
                findings.append(Diagnostic(code: "P205", message, at: span))
            }
            if let other = owners.updateValue(owner, forKey: field.id) {
                let owners = other == owner ? "twice by `\(owner)`" : "by `\(other)` and by `\(owner)`"
                let message = "the field `\(field.id)` of `\(entity)` is declared \(owners)"
                findings.append(Diagnostic(code: "P204", message, at: span))
            }
        }
        return findings
    }

    /// Names that every record has, and names with a meaning in expressions and requests.
    static let reserved: Set<String> = Set(SystemField.allCases.map(\.rawValue)).union([
        "deleted_at", "me", "now", "today", "settings", "rates", "input", "parent", "tenant",
        "where", "sort", "limit", "after", "fields", "expand", "q", "count", "deleted",
    ])
}
