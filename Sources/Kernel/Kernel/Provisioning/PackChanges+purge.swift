/// What a pack left behind, to be removed for good.
package struct PurgeOrder: Sendable {
    /// The pack.
    package let pack: String
    /// Every version of it that the tenant ever had, as far as it is known.
    package let definitions: [PackDefinition]
    /// When it was switched off: stored answers from before may speak of it.
    package let disabledAt: Int64
    /// The state without it.
    package let state: TenantState
    /// Keys of the tenant's edits that go with it.
    package var edits: Set<String> = []

    package init(pack: String, definitions: [PackDefinition], disabledAt: Int64, state: TenantState) {
        self.pack = pack
        self.definitions = definitions
        self.disabledAt = disabledAt
        self.state = state
    }

    /// Settings and rates of the pack, in every version.
    package var settings: Set<String> {
        Set(
            definitions.flatMap { pack in
                pack.settings + pack.rateCards.flatMap { $0.settings(of: pack.id) }
            }.map(\.field.id)
        )
    }

    /// Whether a definition is the pack's, or stands in one that is: `entity/<pack>.note/field/text`, `role/<role of the pack>`.
    package func owns(_ address: String) -> Bool {
        let kinds = ["entity", "terminology", "permission"]
        if kinds.contains(where: { address.hasPrefix("\($0)/\(pack).") }) { return true }
        return definitions.contains { definition in
            let added = definition.extensions.flatMap { extending in
                let things =
                    extending.fields.map { "field/\($0.id)" } + extending.states.map { "state/\($0.id)" }
                    + extending.moves.map { "move/\($0.id)" } + extending.checks.map { "check/\($0.id)" }
                return things.map { "entity/\(extending.entity)/\($0)" }
            }
            let shown = definition.presentation
            let own =
                definition.roles.map { "role/\($0.id)" } + definition.settings.map { "setting/\($0.field.id)" }
                + shown.screens.map { "screen/\($0.id)" } + shown.menu.map { "menu/\($0.id)" }
                + shown.steps.map { "onboarding/\($0.id)" }
            return (added + own).contains { address == $0 || address.hasPrefix("\($0)/") }
        }
    }
}

/// What a purge removed.
package struct PurgeReport: Hashable, Sendable {
    /// Records of the pack's entities.
    package var records: Int64 = 0
    /// Runs of its automations, and of others that its entities started.
    package var runs: Int64 = 0
    /// Rows that the pack sowed into other entities, as it sowed them.
    package var seeds: Int64 = 0
    /// Such rows that were changed or are referred to: they stay, as the tenant's own.
    package var kept: Int64 = 0
    package var tables = 0
    package var columns = 0
    /// Records of other entities that were in a state of the pack and went back.
    package var states: Int64 = 0
    /// Journal entries whose details were erased; the entries stay.
    package var entries: Int64 = 0

    package init() {}
}

extension PackChanges {
    /// What is typed to confirm a purge.
    static func confirmation(_ pack: String, _ tenant: TenantID) -> String {
        "\(pack) of \(tenant)"
    }

    /// Removes a pack that is off, with everything that it left behind.
    /// - Throws: 409 while it is on, before the retention time, without an export made since it went off; 422 where the
    ///   confirmation is not what has to be typed.
    func purge(
        _ id: String,
        for tenant: Tenant,
        confirm: String?,
        retention: Int64,
        now: Int64,
        _ works: WrittenWork
    ) async throws
        -> PurgeReport
    {
        let view = tenant.current
        guard !view.state.packs.contains(where: { $0.id == id }) else {
            throw KernelError(.inUse, "`\(id)` is on for `\(tenant.id)`; disable it first.")
        }
        guard view.state.dormant.contains(where: { $0.id == id }) else {
            throw KernelError(.notFound, "`\(tenant.id)` has nothing of a pack `\(id)`.")
        }
        let store = try tenants.store(of: tenant)
        let disabledAt = try Self.disabledAt(id, store.receipts(), tenant.id)
        guard now - disabledAt >= retention else {
            let due = CalendarText.instant(disabledAt + retention)
            throw KernelError(.stateRefused, "`\(id)` is kept until \(due); purge it then.")
        }
        try requireExport(tenant, since: disabledAt)
        let typed = Self.confirmation(id, tenant.id)
        guard confirm == typed else {
            throw KernelError.invalid([
                Finding(
                    "confirm",
                    "required",
                    "This removes for good what `\(id)` left behind, and no receipt takes it back. "
                        + "To confirm, type: \(typed)"
                )
            ])
        }
        let definitions = try definitions(of: id, view.state, store.receipts())
        var target = view.state
        target.dormant.removeAll { $0.id == id }
        target.retired.removeAll { $0.pack == id }
        let all = definitions.flatMap { pack in
            pack.settings + pack.rateCards.flatMap { $0.settings(of: pack.id) }
        }.map(\.field.id)
        for setting in all where view.model.settings[setting] == nil { target.settings[setting] = nil }
        let own = PurgeOrder(pack: id, definitions: definitions, disabledAt: disabledAt, state: target)
        let edits = try edits(goingWith: own, of: view)
        target.overlay = try Self.edits(target.overlay, without: edits)
        var order = PurgeOrder(pack: id, definitions: definitions, disabledAt: disabledAt, state: target)
        order.edits = Set(view.state.overlay.filter { !target.overlay.contains($0) }.map(\.key))
        let next = try tenants.view(view.entry, state: target)
        let scope = tenants.systemScope(next, reason: SystemReason.packs.rawValue, requestID: requestID)
        let work = PendingWork(id: ids.next(), kind: Self.rewriting, tenant: tenant.id, payload: "{}")
        return try await works.run(work, in: directory.control) {
            let report = try await store.purge(scope, order)
            tenant.replace(next)
            try await store.rewrite()
            return report
        }
    }

    /// The name of the work that a purge leaves where it is interrupted between its transaction and the new file.
    static let rewriting = "rewrite_tenant"

    private static func disabledAt(_ id: String, _ receipts: [Receipt], _ tenant: TenantID) throws -> Int64 {
        let disabled = receipts.first { receipt in
            receipt.status != .undone && receipt.before.packs.contains { $0.id == id }
                && !receipt.after.packs.contains { $0.id == id }
        }
        guard let disabled else {
            throw KernelError(
                .stateRefused,
                "Nobody knows since when `\(id)` is off for `\(tenant)`; enable and disable it once, then export."
            )
        }
        return disabled.at
    }

    private func requireExport(_ tenant: Tenant, since: Int64) throws {
        var filter = JournalFilter()
        filter.entity = "kernel.tenant"
        filter.action = "exported"
        filter.from = since
        guard try !tenants.store(of: tenant).journalTail(limit: 1, after: nil, filter).isEmpty else {
            throw KernelError(
                .stateRefused,
                "Export `\(tenant.id)` first: kernel tenants export \(tenant.id) FILE. There is no export since it went off."
            )
        }
    }

    private func definitions(
        of id: String,
        _ state: TenantState,
        _ receipts: [Receipt]
    ) throws -> [PackDefinition] {
        let states = receipts.flatMap { [$0.before, $0.after] } + [state]
        let hashes = Set(states.flatMap { $0.packs + $0.dormant }.filter { $0.id == id }.map(\.hash))
        let retired = Set(state.retired.filter { $0.pack == id }.map(\.source))
        return try hashes.union(retired).sorted().map { try tenants.library.definition(hash: $0, id: id) }
    }
}
