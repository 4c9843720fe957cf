extension PackChanges {
    /// What moving a tenant to another version of a pack would do.
    ///
    /// The old version is the one kept with the tenant, by its hash; the folder is asked for the new one only.
    /// - Throws: 404 where there is no such version; 409 where the pack is off, or nothing newer is on offer.
    func planUpgrade(_ id: String, to version: Version?, for tenant: Tenant) throws -> Intent {
        let view = tenant.current
        guard let pack = view.state.packs.first(where: { $0.id == id }) else {
            throw KernelError(.stateRefused, "`\(InputDecoder.shown(id))` is not on for `\(tenant.id)`; enable it.")
        }
        let offer = try offer(id, version: version)
        let next = offer.definition.version
        if version == nil, let current = Version(pack.version), next < current {
            throw KernelError(
                .stateRefused,
                "`\(tenant.id)` has \(id) \(current), and \(next) is the newest on offer; to go back, name the version."
            )
        }
        return try plan(.upgrade, offer, from: pack, for: tenant)
    }

    /// Moves a tenant to another version of a pack, in one transaction with its schema.
    /// - Throws: 409 `plan_stale` where a plan is named and another one would be made now.
    func upgrade(_ id: String, to version: Version?, for tenant: Tenant, plan named: String?) async throws -> Report {
        let intent = try planUpgrade(id, to: version, for: tenant)
        return try await carryOut(intent, for: tenant, plan: named)
    }

    /// Does what an intent to enable or to upgrade says.
    func carryOut(_ intent: Intent, for tenant: Tenant, plan named: String?) async throws -> Report {
        try Self.require(named, intent.plan)
        let view = tenant.current
        if view.state == intent.next.state { return Report(changed: false, warnings: intent.warnings, view: view) }
        try keep(intent)
        let rows = intent.rows
        let id = intent.plan.subject
        let done = intent.plan.action == .upgrade ? "upgraded" : "enabled"
        let receipt = try await switchTo(intent.next, tenant, for: intent.plan) { writer in
            try SeedSower(writer: writer, pack: id).sow(rows)
            try writer.journalChange("kernel.pack", id, done)
        }
        var report = Report(warnings: intent.warnings, seeds: rows.count, view: intent.next)
        report.capabilities = intent.plan.capabilities
        report.receipt = receipt
        return report
    }
}
