extension CapabilityContribution {
    /// The contribution beside packs that were there first: a collection that one of them has keeps its name, and the
    /// capability's own is reached at `<capability>-<collection>`.
    ///
    /// A capability may gain an entity in a release, and must not take a tenant's pack out of service by that. What is
    /// named by the old collection besides the path, the far ends of its references, stays as it was.
    func yielding(to packs: [PackDefinition]) -> CapabilityContribution {
        let taken = Set(packs.flatMap { $0.entities.map(\.collection) })
        let own = entities.map(\.collection).filter(taken.contains)
        guard !own.isEmpty else { return self }
        var kept = self
        let prefix = descriptor.id
        for index in entities.indices where taken.contains(entities[index].collection) {
            let name = entities[index].collection
            kept.entities[index].collection = "\(prefix)-\(name)"
            let end = name.split(separator: "-").joined(separator: "_")
            kept.entities[index].fields = entities[index].fields.map { $0.naming(farEnd: end) }
        }
        for index in actions.indices {
            guard let name = actions[index].collection, own.contains(name) else { continue }
            kept.actions[index].collection = "\(prefix)-\(name)"
        }
        return kept
    }
}

extension FieldDefinition {
    /// The field with the name of its far end written out, where it is a reference that has none.
    fileprivate func naming(farEnd name: String) -> FieldDefinition {
        var field = self
        switch type {
        case .reference(let target, let onDelete, nil):
            field.type = .reference(to: target, onDelete: onDelete, inverse: name)
        case .references(let target, let through, nil):
            field.type = .references(to: target, through: through, inverse: name)
        default: break
        }
        return field
    }
}
