extension Runtime {
    /// `GET /operator/packs/{pack}/plan`: what a change would do; changes nothing.
    func planPack(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try changeableTenant(call)
        let changes = packChanges(call)
        let id = call.parameter("pack")
        if call.flag("disable") {
            guard let intent = try changes.planDisable(id, for: tenant) else {
                throw KernelError(.stateRefused, "`\(id)` is not on for `\(tenant.id)`.")
            }
            return .json(body: intent.plan.json)
        }
        if call.flag("drop") { return .json(body: try changes.planDrop(id, for: tenant).plan.json) }
        let version = try PackChanges.version(call.value("to"))
        let resolutions = try PackChanges.resolutions(call.values("resolve"))
        if version != nil || call.flag("upgrade") {
            let intent = try changes.planUpgrade(id, to: version, for: tenant, resolving: resolutions)
            return .json(body: intent.plan.json)
        }
        let intent = try changes.planEnable(id, for: tenant, demo: call.flag("demo"), resolving: resolutions)
        return .json(body: intent.plan.json)
    }

    /// `POST /operator/packs/{pack}/enable` and `/disable`.
    func changePack(_ call: AuthenticatedInvocation, on: Bool) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let id = call.parameter("pack")
        let changes = packChanges(call)
        let resolutions = on ? try PackChanges.resolutions(call.values("resolve")) : [:]
        let (demo, plan) = (call.flag("demo"), call.value("plan"))
        let report = try await self.changes.alone(tenant.id) {
            on
                ? try await changes.enable(id, for: tenant, demo: demo, plan: plan, resolving: resolutions)
                : try await changes.disable(id, for: tenant, plan: plan)
        }
        return Self.report(report, of: id, tenant, enabled: on)
    }

    /// `POST /operator/packs/{pack}/upgrade`.
    func upgradePack(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let id = call.parameter("pack")
        let changes = packChanges(call)
        let version = try PackChanges.version(call.value("to"))
        let accept = try Self.accepted(call)
        let resolutions = try PackChanges.resolutions(call.values("resolve"))
        let report = try await self.changes.alone(tenant.id) {
            try await changes.upgrade(
                id,
                to: version,
                for: tenant,
                plan: call.value("plan"),
                accept: accept,
                resolving: resolutions
            )
        }
        return Self.report(report, of: id, tenant, enabled: true)
    }

    /// `POST /operator/packs/{pack}/purge`.
    func purgePack(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let id = call.parameter("pack")
        let changes = packChanges(call)
        let (retention, now) = (parts.purgeAfter, parts.clock.now())
        let report = try await self.changes.alone(tenant.id) {
            try await changes.purge(
                id,
                for: tenant,
                confirm: call.value("confirm"),
                retention: retention,
                now: now,
                works
            )
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("pack")
            writer.string(id)
            writer.key("tenant")
            writer.string(tenant.id.raw)
            let counts = [
                ("records", report.records), ("seeds", report.seeds), ("seeds_kept", report.kept),
                ("runs", report.runs), ("tables", Int64(report.tables)), ("columns", Int64(report.columns)),
                ("states", report.states),
                ("journal_details", report.entries),
            ]
            for (name, count) in counts {
                writer.key(name)
                writer.int(count)
            }
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/packs/{pack}/drop`.
    func dropRetired(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let id = call.parameter("pack")
        let changes = packChanges(call)
        let accept = try Self.accepted(call)
        let done = try await self.changes.alone(tenant.id) {
            try await changes.drop(id, for: tenant, plan: call.value("plan"), accept: accept)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("pack")
            writer.string(id)
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("dropped")
            writer.array(done.plan.drops) { $0.retired($1) }
            writer.key("receipt")
            writer.string(done.receipt.raw)
        }
        return .json(body: writer.bytes)
    }

    /// `GET /operator/receipts`: every change of a tenant's packs and capabilities, newest first.
    func operatorReceipts(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let receipts = try tenants.store(of: tenant).receipts()
        let newest = receipts.first { $0.status == .done }?.id
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("receipts")
            writer.array(receipts) { writer, receipt in
                writer.object { writer in
                    writer.members(of: receipt)
                    writer.key("undoable")
                    writer.bool(receipt.id == newest)
                }
            }
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/receipts/{receipt}/undo`.
    func undoReceipt(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let changes = packChanges(call)
        let rows = try Self.accepted(call)
        let undone = try await self.changes.alone(tenant.id) {
            try await changes.undo(call.parameter("receipt"), for: tenant, accept: rows)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(of: undone.receipt)
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("lost")
            writer.array(undone.losses) { $0.string($1.text) }
            writer.key("model")
            writer.string(undone.view.model.hash)
        }
        return .json(body: writer.bytes)
    }

    /// How many rows may be lost.
    private static func accepted(_ call: AuthenticatedInvocation) throws -> Int64? {
        guard let text = call.value("accept") else { return nil }
        guard let count = Int64(text), count >= 0 else {
            throw KernelError.invalid([Finding("accept", "number", "Must be the number of rows that may be lost.")])
        }
        return count
    }

    static func report(_ report: PackChanges.Report, of id: String, _ tenant: Tenant, enabled: Bool) -> Outcome {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(id)
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("enabled")
            writer.bool(enabled)
            writer.key("version")
            let version = report.view.state.packs.first { $0.id == id }?.version
            if let version { writer.string(version) } else { writer.null() }
            writer.key("changed")
            writer.bool(report.changed)
            writer.key("capabilities_enabled")
            writer.array(report.capabilities) { $0.string($1) }
            writer.neededPacks(report.packs)
            writer.upgradedPacks(report.upgraded)
            writer.key("seeds")
            writer.int(Int64(report.seeds))
            writer.key("model")
            writer.string(report.view.model.hash)
            writer.key("receipt")
            if let receipt = report.receipt { writer.string(receipt.raw) } else { writer.null() }
            writer.key("warnings")
            writer.array(report.warnings) { $0.string("\($1.code): \($1.message)") }
        }
        return .json(body: writer.bytes)
    }
}

extension AuthenticatedInvocation {
    /// A query parameter's text; `nil` where it is not there.
    func value(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// Every text of a query parameter that may stand several times.
    func values(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }

    /// Whether a query parameter says `true`.
    func flag(_ name: String) -> Bool {
        value(name) == "true"
    }
}

extension JSONWriter {
    fileprivate mutating func members(of receipt: Receipt) {
        let members = [
            ("receipt", receipt.id.raw), ("at", CalendarText.instant(receipt.at)), ("action", receipt.action),
            ("subject", receipt.subject), ("plan", receipt.plan), ("status", receipt.status.rawValue),
        ]
        for (name, text) in members {
            key(name)
            string(text)
        }
    }
}
