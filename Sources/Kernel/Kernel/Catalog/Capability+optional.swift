extension CapabilityContribution {
    /// The contribution without everything that is about entities or permissions of some owners.
    func without(owners: Set<String>) -> CapabilityContribution {
        guard !owners.isEmpty else { return self }
        func stays(_ field: FieldDefinition) -> Bool { field.type.target.map { !owners.contains($0.owner) } ?? true }
        var kept = self
        for index in entities.indices {
            let gone = Set(entities[index].fields.filter { !stays($0) }.map(\.id))
            kept.entities[index].fields.removeAll { gone.contains($0.id) }
            kept.entities[index].scopes = entities[index].scopes.filter { !gone.contains($0.value.steps.first ?? "") }
            kept.entities[index].uniques.removeAll { !gone.isDisjoint(with: $0.fields) }
            for role in kept.grants.keys.sorted() { kept.grants[role]?.drop(gone, of: entities[index].id) }
        }
        for index in actions.indices { kept.actions[index].input.removeAll { !stays($0) } }
        for role in kept.grants.keys.sorted() {
            kept.grants[role]?.removeAll { grant in owners.contains { grant.permission.hasPrefix("\($0).") } }
        }
        return kept
    }
}

extension [Grant] {
    /// Takes fields of an entity out of grants that name them.
    fileprivate mutating func drop(_ fields: Set<String>, of entity: EntityID) {
        self = map { grant in
            guard let named = grant.fields, grant.permission.hasPrefix("\(entity.raw)."),
                !named.isDisjoint(with: fields)
            else { return grant }
            let rest = named.subtracting(fields)
            return Grant(grant.permission, grant.scope, fields: rest, limit: grant.limit, at: grant.span)
        }
    }
}
