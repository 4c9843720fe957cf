extension PackChanges {
    /// What changing the overlay would do.
    struct OverlayIntent: Sendable {
        let plan: ChangePlan
        let next: Tenant.View
        /// Edits that stop being in force with the change.
        let parked: [String: Diagnostic]

        var changes: Bool { !plan.isEmpty || isDifferent }
        fileprivate let isDifferent: Bool
    }

    /// What a change of the overlay would do; changes nothing.
    /// - Throws: 422 with a finding for each edit that does not pass the checks of packs.
    func planOverlay(_ requests: [OverlayRequest], for tenant: Tenant) throws -> OverlayIntent {
        let view = tenant.current
        let library = tenants.library
        var editor = OverlayEditor(view.state.overlay, below: try library.resolver(of: view.state).draft())
        for request in requests { try editor.take(request) }
        guard editor.findings.isEmpty else { throw KernelError(.notFound, editor.findings[0].message, findings: []) }
        var target = view.state
        target.overlay = editor.edits
        let before = try library.resolved(view.state).told
        let resolved = try library.resolved(target)
        let told = resolved.told
        func isWanted(_ key: String) -> Bool {
            editor.wanted.contains(key) || editor.wanted.contains { key.hasPrefix("\($0) ") }
        }
        let lost = told.filter { key, _ in before[key] == nil && !isWanted(key) }
        let isTakingBack = requests.contains { if case .set = $0.ask { false } else { $0.ask != .reapply } }
        let refused = told.filter { isWanted($0.key) || !isTakingBack && lost[$0.key] != nil }
        guard refused.isEmpty else { throw Self.refusal(refused) }
        let next = try tenants.view(view.entry, state: target)
        let plan = try plan(.customise, "overlay", version: "", from: view, to: next)
        return OverlayIntent(plan: plan, next: next, parked: lost, isDifferent: target != view.state)
    }

    private static func refusal(_ refused: [String: Diagnostic]) -> KernelError {
        let findings = refused.sorted { $0.key < $1.key }.map { key, diagnostic in
            let hint = diagnostic.hint.map { "; \($0)" } ?? ""
            return Finding(key, diagnostic.code, diagnostic.message + hint)
        }
        let texts = findings.map { "\($0.path): \($0.message)" }.joined(separator: "\n")
        return KernelError(
            .invalid,
            "The edits do not pass the checks of packs; nothing was changed.\n\(texts)",
            findings: findings
        )
    }

    /// Changes the overlay, in one transaction with its schema, its journal entry and its receipt.
    ///
    /// Nothing is written where nothing changes, whatever the caller expects.
    /// - Throws: 409 `plan_stale` where another model is in force than expected; 422.
    func customise(
        _ requests: [OverlayRequest],
        for tenant: Tenant,
        expecting model: String?,
        as scope: (Tenant.View) -> TenantScope
    ) async throws -> (report: Report, intent: OverlayIntent) {
        let view = tenant.current
        let intent = try planOverlay(requests, for: tenant)
        guard intent.next.state != view.state else { return (Report(changed: false, view: view), intent) }
        if let model, model != view.model.hash {
            var error = KernelError(
                .planStale,
                "`\(tenant.id)` has another model by now; nothing was changed. Read it and try again."
            )
            var hash = JSONWriter()
            hash.string(view.model.hash)
            error.members = [("model", hash.bytes)]
            throw error
        }
        let entry = JournalEntry(
            entity: "kernel.overlay",
            record: "overlay",
            action: "customised",
            changes: Self.journalled(from: view.state.overlay, to: intent.next.state.overlay)
        )
        let (action, hash) = (intent.plan.action.rawValue, intent.plan.hash)
        let receipt = try await switchTo(
            intent.next,
            tenant,
            action: action,
            "overlay",
            plan: hash,
            as: scope(intent.next)
        ) {
            try $0.backend.journal($0.scope, entry)
        }
        return (Report(view: intent.next, receipt: receipt), intent)
    }

    /// Each edit that came, went or became another, for the journal.
    private static func journalled(from before: [OverlayEdit], to after: [OverlayEdit]) -> [JournalEntry.Change] {
        func values(_ edits: [OverlayEdit]) -> [String: String] {
            let inForce = edits.filter { !$0.isReverted }.map { ($0.key, $0.value) }
            return Dictionary(inForce, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (values(before), values(after))
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { key in
            JournalEntry.Change(
                field: key,
                before: old[key].map(Value.text) ?? .null,
                after: new[key].map(Value.text) ?? .null
            )
        }
    }
}
