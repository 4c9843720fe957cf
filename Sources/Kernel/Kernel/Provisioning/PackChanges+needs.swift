extension PackChanges {
    /// The parts of a change: packs that are needed and lack, others that must change with it, and last the one asked for.
    ///
    /// What the tenant had before comes back as it was; else the newest version on offer that will do. A need that nothing meets
    /// is left out: the model's own checks tell it. Only an upgrade moves other packs to another version.
    func parts(with asked: PackPart, in state: TenantState, mayMove: Bool) throws -> [PackPart] {
        var along: [PackPart] = []
        while true {
            let changed = along + [asked]
            let needed = try needed(by: changed.map(\.definition), in: state)
            let parts = needed + changed
            guard mayMove, let next = try misfit(among: parts, in: state) else { return parts }
            along.insert(next, at: 0)
        }
    }

    /// A pack that is on, does not go with the parts of a change, and has a newer version on offer that does.
    private func misfit(among parts: [PackPart], in state: TenantState) throws -> PackPart? {
        for part in parts { tenants.library.remember(part.definition) }
        let target = try parts.reduce(state) { try self.state(adding: $1.definition, to: $0) }
        let needs = parts.flatMap(\.definition.requires)
        let misfits = try tenants.library.misfits(of: target)
        let users = Set(misfits.compactMap { $0.span?.pack })
        for pack in state.packs where !parts.contains(where: { $0.definition.id == pack.id }) {
            let known = try definition(of: pack)
            let unmet = needs.filter { $0.id == pack.id && !known.interface.meets($0) }
            guard !unmet.isEmpty || users.contains(pack.id) else { continue }
            let others = try target.packs.filter { $0.id != pack.id }.map { try definition(of: $0).interface }
            let offer = try newest(of: try offers(of: pack.id)) { offered in
                offered.version > known.version && unmet.allSatisfy(offered.meets)
            } where: { offer in
                offer.requires.allSatisfy { need in others.allSatisfy { $0.id != need.id || $0.meets(need) } }
            }
            if let offer { return PackPart(offer: offer, from: pack, before: known, role: .along) }
        }
        return nil
    }

    /// Packs that packs need and that a tenant lacks, each after what it needs itself.
    func needed(by definitions: [PackDefinition], in state: TenantState) throws -> [PackPart] {
        var found: [PackPart] = []
        let ids = definitions.map(\.id)
        let enabled = try state.packs.filter { !ids.contains($0.id) }.map(definition(of:)) + definitions
        for definition in definitions { try gather(definition, in: state, enabled, &found, ids) }
        return found
    }

    private func gather(
        _ definition: PackDefinition,
        in state: TenantState,
        _ enabled: [PackDefinition],
        _ found: inout [PackPart],
        _ path: [String]
    ) throws {
        for need in definition.requires where !path.contains(need.id) {
            let isThere = tenants.library.catalog.capabilities.contains { capability in
                capability.descriptor.provides.contains { $0.meets(need) }
            }
            let packs = enabled + found.map(\.definition)
            // A version that is on and does not do is upgraded by a plan of that.
            guard !isThere, !packs.contains(where: { $0.id == need.id }) else { continue }
            guard let pack = try candidate(for: need, in: state) else { continue }
            try gather(pack.definition, in: state, enabled, &found, path + [need.id])
            found.append(pack)
            tenants.library.remember(pack.definition)
        }
    }

    private func candidate(for need: Interface, in state: TenantState) throws -> PackPart? {
        if let dormant = state.dormant.first(where: { $0.id == need.id }) {
            let known = try definition(of: dormant)
            guard known.interface.meets(need) else { return nil }
            return PackPart(offer: Offer(definition: known, files: [:]), from: dormant, before: nil, role: .needed)
        }
        // As for a pack that is enabled by its name: the version of the pack's own folder, where that will do.
        let all = try offers(of: need.id)
        let own = all.first { $0.place.folder == need.id }?.sound
        if let own, own.definition.interface.meets(need) {
            return PackPart(offer: own, from: nil, before: nil, role: .needed)
        }
        return try newest(of: all) { $0.meets(need) }.map { PackPart(offer: $0, from: nil, before: nil, role: .needed) }
    }

    private func offers(of id: String) throws -> [FoundVersion] {
        guard try packs.offered().contains(id) else { return [] }
        return try found(id)
    }

    private func definition(of pack: TenantState.EnabledPack) throws -> PackDefinition {
        try tenants.library.definition(hash: pack.hash, id: pack.id)
    }

    /// The packs that a tenant is made with: one on offer, after what it needs, checked together and kept.
    /// - Throws: 404 where it is not on offer; 422 with every finding. Nothing is made then.
    func first(_ id: String) throws -> [TenantState.EnabledPack] {
        let offer = try offered(id)
        let definition = offer.definition
        var state = TenantState(zone: "UTC", currency: "EUR", language: "en")
        state.capabilities = tenants.library.catalog.capabilities.map(\.descriptor.id)
        let needed = try needed(by: [definition], in: state)
        state.packs = needed.map(\.enabled)
        let target = try self.state(adding: definition, to: state)
        try check(target, offer)
        for offer in needed.map(\.offer) { try keep(offer.definition, offer.files) }
        try keep(definition, offer.files)
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
