import Kernel

extension PackLint {
    /// A role that may change records which it may not read, and so never finds (P817).
    mutating func writers() {
        for role in pack.roles where !role.holdsEverything {
            let held = permissions(of: role.id)
            var told: Set<EntityID> = []
            for grant in role.grants {
                guard let (entity, verb) = change(grant.permission), !told.contains(entity.id),
                    entity.definition.verbs.contains(.read), !held.contains(Permission.record(entity.id, .read))
                else { continue }
                told.insert(entity.id)
                let message =
                    "the role `\(role.id)` may `\(verb)` \(entity.id), which it may not read: it finds no record to"
                warn(.writesUnread, message, at: grant.span, hint: "grant `read` with the same scope")
            }
        }
    }

    /// The record that a permission changes, and how; `nil` for others, and for `create`.
    private func change(_ permission: String) -> (entity: EntityModel, verb: String)? {
        let parts = permission.split(separator: ".").map(String.init)
        guard parts.count == 3, let entity = model.entities[EntityID(owner: parts[0], name: parts[1])] else {
            return nil
        }
        let verbs = [RecordVerb.update.rawValue, RecordVerb.delete.rawValue] + entity.definition.moves.map(\.id)
        return verbs.contains(parts[2]) ? (entity, parts[2]) : nil
    }

    /// Everything that a role is granted, by itself, by roles that it includes and by what permissions imply.
    private func permissions(of role: String) -> Set<String> {
        var (roles, open): (Set<String>, [String]) = ([], [role])
        while let next = open.popLast() {
            if roles.insert(next).inserted { open += model.roles[next]?.includes ?? [] }
        }
        let granted = roles.compactMap { model.roles[$0] }.flatMap(\.grants).map(\.permission)
        return granted.reduce(into: []) { $0.formUnion(implied(by: $1)) }
    }
}
