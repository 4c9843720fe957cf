import Kernel

extension DataFolder {
    /// What a start found to be looked at after the process before ended without closing.
    package struct Recovery: Sendable {
        /// Tenants that were marked dirty, opened and found whole; they are unmarked.
        package var visited: [TenantID] = []
        /// Tenants that could not be opened or whose journal does not reach its anchor, and why; they stay marked.
        package var failed: [TenantID: String] = [:]
        /// Work begun across control and tenant database, to be finished by its owner.
        package var pending: [PendingWork] = []
    }

    /// Visits the tenants marked dirty, and no others.
    ///
    /// It opens each, which recovers its log, compares the journal with
    /// its anchor and anchors the end it has. The control database's journal is compared with its own anchor.
    ///
    /// One that fails stops nobody else. Call it before the first request.
    package func recover() throws -> Recovery {
        var recovery = Recovery()
        recovery.failed[.platform] = try controlStore.anchorFinding()
        for tenant in try controlStore.dirtyTenants() {
            do {
                try visit(tenant)
                recovery.visited.append(tenant)
            } catch let error as KernelError {
                recovery.failed[tenant] = error.cause ?? error.detail
            }
        }
        recovery.pending = try controlStore.pending()
        return recovery
    }

    private func visit(_ tenant: TenantID) throws {
        let anchor = try controlStore.anchoredHead(tenant)
        try tenants.use(tenant) { file in
            try file.read { try Self.require(anchor, in: $0) }
        }
        try anchors.release(tenants.outbox(of: tenant))
    }

    /// Refuses a journal that does not hold its anchored entry.
    private static func require(_ anchor: JournalHead?, in connection: any SQLConnection) throws {
        guard let anchor, try !anchor.isHeld(by: connection) else { return }
        let isThere = try connection.first("SELECT 1 FROM journal WHERE seq = ?", [.int(anchor.seq)]) { _ in true }
        throw KernelError.unavailable(
            "This tenant's journal does not hold what it held.",
            cause: "journal: the anchored entry \(anchor.seq) is \(isThere == nil ? "missing" : "another one")"
        )
    }
}
