extension PackChanges {
    /// Rows for trying a pack out speak of people of the demo, one for each role.
    /// - Throws: 409 naming the roles of which the tenant has no such person.
    func requirePeople(
        for part: PackPart,
        in model: TenantModel,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws {
        let people = Set(part.rows.flatMap { Self.people($0, model.entities[$0.entity]) })
        let missing = try people.filter { key in
            try backend.seeded(scope, pack: SeedSower.people, entity: ScopePathValidator.member, key: key) == nil
        }
        guard !missing.isEmpty else { return }
        let roles = missing.sorted().map { "`\($0)`" }.joined(separator: ", ")
        throw KernelError(
            .stateRefused,
            "The demo rows of `\(part.definition.id)` speak of people of a demo, one for each role, and `\(scope.tenant)` has none for "
                + "\(roles). A tenant with them is made by `kernel serve --demo --demo-pack \(part.definition.id)`. Nothing was changed."
        )
    }

    /// The keys of the demo's people that a row speaks of: its own, or those of its references.
    private static func people(_ row: SeedRow, _ entity: EntityModel?) -> [String] {
        if row.entity == ScopePathValidator.member { return [row.key] }
        let prefix = "\(SeedSower.people)."
        return row.values.flatMap { name, value -> [String] in
            switch entity?.field(name)?.definition.type {
            case .reference(ScopePathValidator.member, _, _), .references(ScopePathValidator.member, _, _):
                return value.texts.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            default: return []
            }
        }
    }
}

extension SeedValue {
    /// The scalars in it.
    fileprivate var texts: [String] {
        switch self {
        case .text(let text, _): [text]
        case .list(let items, _): items.flatMap(\.texts)
        case .mapping(let members, _): members.values.flatMap(\.texts)
        }
    }
}
