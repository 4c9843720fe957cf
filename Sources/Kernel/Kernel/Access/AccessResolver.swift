/// Turns roles into what they may do: default deny, union of grants, row rules that only narrow (DESIGN section 7).
package enum AccessResolver {
    /// The access of a set of roles in a model.
    package static func resolve(_ roles: [String], in model: TenantModel) -> PrincipalAccess {
        let held = closure(of: roles, in: model)
        let definitions = held.compactMap { model.roles[$0] }
        let spaces = Set(roles.compactMap { model.roles[$0]?.space })
        if definitions.contains(where: \.holdsEverything) {
            return everything(in: model, spaces: spaces)
        }
        var reached: [String: [RecordAccess.Part]] = [:]
        for role in definitions {
            for grant in role.grants {
                for permission in implied(by: grant.permission, in: model) {
                    reached[permission, default: []].append(part(of: grant, as: permission, role: role.id, in: model))
                }
            }
        }
        hideFields(&reached, in: model)
        return PrincipalAccess(
            records: reached.mapValues(RecordAccess.init(parts:)),
            permissions: reached.keys.sorted(),
            spaces: spaces
        )
    }

    /// Takes away fields whose own permission is not held, and secrets that neither a grant names nor a permission of
    /// their own opens.
    private static func hideFields(_ reached: inout [String: [RecordAccess.Part]], in model: TenantModel) {
        for entity in model.entities.values {
            let hidden = entity.fields.filter { field in
                field.definition.readNeeds.map { reached[$0] == nil } ?? false
            }
            let closed = entity.fields.filter { $0.definition.secret && $0.definition.readNeeds == nil }
            let permission = Permission.record(entity.id, .read)
            guard !hidden.isEmpty || !closed.isEmpty, let parts = reached[permission] else { continue }
            let open = Set(entity.fields.map(\.id)).subtracting(closed.map(\.id))
            reached[permission] = parts.map { part in
                let fields = (part.fields ?? open).subtracting(hidden.map(\.id))
                return RecordAccess.Part(rows: part.rows, fields: fields, limits: part.limits)
            }
        }
    }

    /// What the kernel's own work may do: everything, row rules left aside.
    package static func system(in model: TenantModel) -> PrincipalAccess {
        let all = RecordAccess(rows: .everything, fields: nil)
        return PrincipalAccess(
            records: model.permissions.mapValues { _ in all },
            permissions: model.permissions.keys.sorted(),
            spaces: []
        )
    }

    /// Roles with everything they include, each once.
    private static func closure(of roles: [String], in model: TenantModel) -> [String] {
        var found: [String] = []
        var open = roles
        while let role = open.popLast() {
            guard !found.contains(role) else { continue }
            found.append(role)
            open += model.roles[role]?.includes ?? []
        }
        return found
    }

    static func implied(by permission: String, in model: TenantModel) -> Set<String> {
        var found: Set<String> = []
        var open = [permission]
        while let next = open.popLast() {
            if found.insert(next).inserted { open += model.permissions[next]?.implies ?? [] }
        }
        return found
    }

    private static func everything(in model: TenantModel, spaces: Set<Space>) -> PrincipalAccess {
        var records: [String: RecordAccess] = [:]
        for permission in model.permissions.keys {
            let narrow = globalRules(for: permission, in: model)
            records[permission] = RecordAccess(rows: narrow, fields: nil)
        }
        return PrincipalAccess(records: records, permissions: model.permissions.keys.sorted(), spaces: spaces)
    }

    /// The rows that rules without a role leave, for the entity of a permission.
    private static func globalRules(for permission: String, in model: TenantModel) -> RowFilter {
        rules(for: permission, role: nil, in: model)
    }

    private static func rules(for permission: String, role: String?, in model: TenantModel) -> RowFilter {
        guard let entity = entity(of: permission, in: model) else { return .everything }
        let rules = model.rows.filter { $0.entity == entity && $0.role == role }
        return .intersection(rules.map { .expression($0.condition) })
    }

    private static func entity(of permission: String, in model: TenantModel) -> EntityID? {
        guard let dot = permission.lastIndex(of: ".") else { return nil }
        return EntityID(String(permission[..<dot])).flatMap { model.entities[$0]?.id }
    }

    private static func part(
        of grant: Grant,
        as permission: String,
        role: String,
        in model: TenantModel
    ) -> RecordAccess.Part {
        let rows: RowFilter
        if grant.scope == .all {
            rows = .everything
        } else if let entity = entity(of: permission, in: model) {
            rows = filter(grant.scope, on: entity, in: model)
        } else {
            // A permission without an entity (a capability's or a pack's own verb) has no rows of its own: its scope
            // counts where an action or a move applies it to a record.
            rows = .scope(grant.scope)
        }
        let narrowed = RowFilter.intersection([
            rows, globalRules(for: permission, in: model), rules(for: permission, role: role, in: model),
        ])
        let own = permission == grant.permission
        return RecordAccess.Part(rows: narrowed, fields: own ? grant.fields : nil, limits: own ? grant.limit : [:])
    }

    /// What a scope means for an entity's rows; an undeclared scope reaches none.
    package static func filter(_ scope: Scope, on entity: EntityID, in model: TenantModel) -> RowFilter {
        if scope == .all { return .everything }
        guard let path = model.entities[entity]?.definition.scopes[scope] else { return .nothing }
        return scope == .team ? .team(path) : .principal(path)
    }
}
