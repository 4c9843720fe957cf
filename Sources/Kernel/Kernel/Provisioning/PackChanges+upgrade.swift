extension PackChanges {
    /// What moving a tenant to another version of a pack would do.
    ///
    /// The old version is the one kept with the tenant, by its hash; the folder is asked for the new one only.
    /// - Throws: 404 where there is no such version; 409 where the pack is off, or nothing newer is on offer.
    func planUpgrade(
        _ id: String,
        to version: Version?,
        for tenant: Tenant,
        resolving resolutions: Resolutions = [:]
    ) throws -> Intent {
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
        return try plan(.upgrade, offer, from: pack, for: tenant, resolving: resolutions)
    }

    /// Moves a tenant to another version of a pack, in one transaction with its schema.
    /// - Throws: 409 `plan_stale` where a plan is named and another one would be made now.
    func upgrade(
        _ id: String,
        to version: Version?,
        for tenant: Tenant,
        plan named: String?,
        accept: Int64?,
        resolving resolutions: Resolutions = [:]
    ) async throws -> Report {
        let intent = try planUpgrade(id, to: version, for: tenant, resolving: resolutions)
        return try await carryOut(intent, for: tenant, plan: named, accept: accept)
    }

    /// Refuses a plan that loses data, unless exactly that many rows are accepted.
    static func requireAccepted(_ plan: ChangePlan, _ accept: Int64?) throws(KernelError) {
        guard plan.lost > 0, accept != plan.lost else { return }
        let losses = plan.risks.filter { $0.kind == .losesData }
        var error = KernelError(
            .planLoses,
            losses.map(\.text).joined(separator: " ") + " Nothing was changed. To go on, accept \(plan.lost)."
        )
        var writer = JSONWriter()
        writer.array(losses) { $0.risk($1) }
        var count = JSONWriter()
        count.int(plan.lost)
        error.members = [("losses", writer.bytes), ("accept", count.bytes)]
        throw error
    }

    /// Does what an intent to enable or to upgrade says.
    func carryOut(
        _ intent: Intent,
        for tenant: Tenant,
        plan named: String?,
        accept: Int64? = nil
    ) async throws -> Report {
        try Self.require(named, intent.plan)
        try Self.requireSettled(intent.plan)
        try Self.requireAccepted(intent.plan, accept)
        let view = tenant.current
        if view.state == intent.next.state { return Report(changed: false, warnings: intent.warnings, view: view) }
        try keep(intent)
        let done = intent.plan.action == .upgrade ? "upgraded" : "enabled"
        let parts = intent.parts
        let bridges = parts.compactMap { part in
            part.bridge.map { model in
                let scope = tenants.systemScope(
                    intent.next.with(model),
                    reason: SystemReason.packs.rawValue,
                    requestID: requestID
                )
                return (part.migrations, scope)
            }
        }
        let receipt = try await switchTo(intent.next, tenant, for: intent.plan) { writer in
            for (migrations, scope) in bridges {
                let migrating = RecordWriter(scope: scope, backend: writer.backend, ids: writer.ids)
                try MigrationRun(migrations: migrations, writer: migrating).run()
            }
            for part in parts {
                try SeedSower(writer: writer, pack: part.definition.id, before: part.follows).sow(part.rows)
                let action = part.role == .asked ? done : part.role == .along ? "upgraded" : "enabled"
                try writer.journalChange("kernel.pack", part.definition.id, action)
            }
        }
        let seeds = parts.reduce(0) { $0 + $1.rows.count }
        var report = Report(warnings: intent.warnings, seeds: seeds, view: intent.next)
        report.packs = intent.plan.packs
        report.upgraded = intent.plan.upgraded
        report.capabilities = intent.plan.capabilities
        report.receipt = receipt
        return report
    }
}
