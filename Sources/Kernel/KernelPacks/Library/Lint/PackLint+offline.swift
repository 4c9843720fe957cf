import Kernel

extension PackLint {
    /// A rule that narrows for a role what its devices would carry (P811).
    mutating func offline() {
        for rule in pack.rows {
            guard let role = rule.role, let entity = model.entities[rule.entity],
                entity.definition.offline?.read != nil,
                reads(role, entity.id)
            else { continue }
            let message = "`\(entity.id)` is online only for the role `\(role)`, since this rule narrows it"
            warn(.offlineNarrowed, message, at: rule.condition.span)
        }
    }

    /// Whether a role, or one that it includes, reads an entity.
    private func reads(_ role: String, _ entity: EntityID) -> Bool {
        var left = [role]
        var seen: Set<String> = []
        while let next = left.popLast() {
            guard seen.insert(next).inserted, let definition = model.roles[next] else { continue }
            if definition.grants.contains(where: { $0.permission == Permission.record(entity, .read) }) { return true }
            left += definition.includes
        }
        return false
    }
}
