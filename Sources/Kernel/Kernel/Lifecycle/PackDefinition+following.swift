extension PackDefinition {
    /// The same pack as if it had named entities as they are named now: those that it adds to, refers to and sows.
    func following(_ changes: NameChanges) -> PackDefinition {
        guard !changes.entities.isEmpty else { return self }
        var pack = self
        for place in pack.entities.indices {
            pack.entities[place].fields = pack.entities[place].fields.map { $0.following(changes) }
        }
        pack.extensions = extensions.map { addition in
            var followed = EntityExtension(
                changes.entity(after: addition.entity),
                fields: addition.fields.map { $0.following(changes) },
                states: addition.states,
                moves: addition.moves,
                scopes: addition.scopes,
                checks: addition.checks,
                at: addition.span
            )
            followed.offline = addition.offline
            return followed
        }
        pack.referenceSeeds = referenceSeeds.map { $0.following(changes) }
        pack.demoSeeds = demoSeeds.map { $0.following(changes) }
        return pack
    }
}

extension FieldDefinition {
    /// The same field; what it refers to is named as it is now.
    func following(_ changes: NameChanges) -> FieldDefinition {
        var field = self
        switch type {
        case .reference(let target, let onDelete, let inverse):
            field.type = .reference(to: changes.entity(after: target), onDelete: onDelete, inverse: inverse)
        case .references(let target, let through, let inverse):
            let link = through.map(changes.entity(after:))
            field.type = .references(to: changes.entity(after: target), through: link, inverse: inverse)
        default: break
        }
        return field
    }
}

extension SeedRow {
    fileprivate func following(_ changes: NameChanges) -> SeedRow {
        SeedRow(
            changes.entity(after: entity),
            key: key,
            values: values,
            state: state,
            owner: owner,
            at: span
        )
    }
}
