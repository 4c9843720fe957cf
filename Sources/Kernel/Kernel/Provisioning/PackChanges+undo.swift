extension PackChanges {
    /// What an undo did.
    struct Undone: Sendable {
        let receipt: Receipt
        let losses: [UndoLoss]
        let view: Tenant.View
    }

    /// Takes the newest change that is in force back.
    ///
    /// `accept` is how many rows may be lost, exactly; `nil` for none.
    /// - Throws: 404; 409 where it was taken back already, where later changes stand on it, where work would be lost.
    func undo(_ named: String, for tenant: Tenant, accept: Int64?) async throws -> Undone {
        let store = try tenants.store(of: tenant)
        let receipts = try store.receipts()
        guard let receipt = receipts.first(where: { $0.id.raw == named }) else {
            throw KernelError(.notFound, "There is no receipt `\(InputDecoder.shown(named))` of `\(tenant.id)`.")
        }
        try Self.requireUndoable(receipt, receipts)
        let view = tenant.current
        var target = view.state
        target.capabilities = receipt.before.capabilities
        target.packs = receipt.before.packs
        target.dormant = receipt.before.dormant
        target.overlay = receipt.before.overlay
        target.retired = receipt.before.retired
        let renames = try renamesBack(receipt)
        target.settings = Self.renamed(target.settings, renames)
        let next = try tenants.view(view.entry, state: target)
        let scope = tenants.systemScope(next, reason: SystemReason.packs.rawValue, requestID: requestID)
        let ids = ids
        let losses = try await store.undo(
            scope,
            receipt,
            from: view.model,
            to: target,
            renames: renames,
            accept: accept
        ) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            let subject = Self.journalSubject(of: receipt)
            try writer.journalChange(subject, receipt.subject, "undone.\(receipt.action)")
        }
        tenant.replace(next)
        return Undone(receipt: receipt, losses: losses, view: next)
    }

    private static func journalSubject(of receipt: Receipt) -> String {
        if receipt.action == ChangePlan.Action.customise.rawValue { return "kernel.overlay" }
        return receipt.action.hasSuffix("capability") ? "kernel.capability" : "kernel.pack"
    }

    /// What leads from the names of versions that are on now to those that a receipt brings back.
    private func renamesBack(_ receipt: Receipt) throws -> NameChanges {
        let pairs = try receipt.after.packs.compactMap { after -> (old: PackDefinition, new: PackDefinition)? in
            let known = receipt.before.packs + receipt.before.dormant
            guard let before = known.first(where: { $0.id == after.id && $0.hash != after.hash }) else { return nil }
            return (
                try tenants.library.definition(hash: after.hash, id: after.id),
                try tenants.library.definition(hash: before.hash, id: before.id)
            )
        }
        return NameChanges(of: pairs)
    }

    private static func requireUndoable(_ receipt: Receipt, _ all: [Receipt]) throws(KernelError) {
        switch receipt.status {
        case .undone: throw KernelError(.stateRefused, "This change was taken back already.")
        case .closed:
            throw KernelError(
                .stateRefused,
                "This change can no longer be taken back: a later one removed what that would need."
            )
        case .done: break
        }
        let later = all.prefix { $0.id != receipt.id }.filter { $0.status == .done }
        guard later.isEmpty else {
            let names = later.map { "\($0.action) \($0.subject) (\($0.id.raw))" }.joined(separator: ", ")
            throw KernelError(.inUse, "Later changes stand on this one; take them back first: \(names).")
        }
    }
}
