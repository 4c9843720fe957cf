/// A pack that another one needs and that comes along with it.
struct NeededPack: Sendable {
    let offer: PackChanges.Offer
    /// Whether the tenant had it before: its rows are there.
    let isDormant: Bool

    var enabled: TenantState.EnabledPack {
        let definition = offer.definition
        return TenantState.EnabledPack(
            id: definition.id,
            version: definition.version.description,
            hash: definition.hash
        )
    }
}

extension PackChanges {
    /// Packs that a pack needs and that a tenant lacks, each after what it needs itself.
    ///
    /// What the tenant had before comes back as it was; else the newest version on offer that will do. A need that nothing meets
    /// is left out: the model's own checks tell it.
    func needed(by definition: PackDefinition, in state: TenantState) throws -> [NeededPack] {
        var found: [NeededPack] = []
        try gather(definition, in: state, try state.packs.map(definition(of:)), &found, [definition.id])
        return found
    }

    private func gather(
        _ definition: PackDefinition,
        in state: TenantState,
        _ enabled: [PackDefinition],
        _ found: inout [NeededPack],
        _ path: [String]
    ) throws {
        for need in definition.requires where !path.contains(need.id) {
            let isThere = tenants.library.catalog.capabilities.contains { capability in
                capability.descriptor.provides.contains { $0.meets(need) }
            }
            let packs = enabled + found.map(\.offer.definition)
            // A version that is on and does not do is upgraded by its own plan.
            guard !isThere, !packs.contains(where: { $0.id == need.id }) else { continue }
            guard let pack = try candidate(for: need, in: state) else { continue }
            try gather(pack.offer.definition, in: state, enabled, &found, path + [need.id])
            found.append(pack)
            tenants.library.remember(pack.offer.definition)
        }
    }

    private func candidate(for need: Interface, in state: TenantState) throws -> NeededPack? {
        if let dormant = state.dormant.first(where: { $0.id == need.id }) {
            let known = try definition(of: dormant)
            return known.interface.meets(need)
                ? NeededPack(offer: Offer(definition: known, files: [:]), isDormant: true) : nil
        }
        guard try packs.offered().contains(need.id) else { return nil }
        let offers = try packs.versions(of: need.id).compactMap { files -> Offer? in
            let read = packs.read(files, named: need.id)
            return read.definition.map { Offer(definition: $0, files: files, warnings: read.diagnostics) }
        }
        return offers.filter { $0.definition.interface.meets(need) }
            .max { $0.definition.version < $1.definition.version }
            .map { NeededPack(offer: $0, isDormant: false) }
    }

    private func definition(of pack: TenantState.EnabledPack) throws -> PackDefinition {
        try tenants.library.definition(hash: pack.hash, id: pack.id)
    }

    /// The packs that a tenant is made with: one on offer, after what it needs, checked together and kept.
    /// - Throws: 404 where it is not on offer; 422 with every finding. Nothing is made then.
    func first(_ id: String) throws -> [TenantState.EnabledPack] {
        let (definition, files, _) = try offered(id)
        var state = TenantState(zone: "UTC", currency: "EUR", language: "en")
        state.capabilities = tenants.library.catalog.capabilities.map(\.descriptor.id)
        let needed = try needed(by: definition, in: state)
        state.packs = needed.map(\.enabled)
        let target = try self.state(adding: definition, to: state)
        try check(target, definition, files)
        for offer in needed.map(\.offer) { try keep(offer.definition, offer.files) }
        try keep(definition, files)
        return target.packs
    }

    /// Keeps a pack's source, so that a model can be built from it after a restart.
    func keep(_ definition: PackDefinition, _ files: [String: [UInt8]]) throws {
        // One that the tenant had is kept already.
        guard !files.isEmpty else { return }
        try directory.control.putPackSource(
            hash: definition.hash,
            id: definition.id,
            version: definition.version.description,
            files: files
        )
    }
}
