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

    /// Visits the tenants marked dirty, and no others: opens each, which recovers its log, compares the journal with
    /// its anchor and anchors the end it has.
    ///
    /// One that fails stops nobody else. Call it before the first request.
    package func recover() throws -> Recovery {
        var recovery = Recovery()
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
        let head = try tenants.use(tenant) { file in
            try file.read { try Self.head($0, holding: anchor) }
        }
        try controlStore.anchor([tenant: head])
        try controlStore.unmarkDirty(tenant)
    }

    /// The journal's end, where it holds the anchored entry.
    private static func head(_ connection: any SQLConnection, holding anchor: JournalHead?) throws -> JournalHead {
        if let anchor {
            let hash = try connection.first("SELECT hash FROM journal WHERE seq = ?", [.int(anchor.seq)]) { $0.blob(0) }
            guard hash == anchor.hash else {
                throw KernelError.unavailable(
                    "This tenant's journal does not hold what it held.",
                    cause: "journal: the anchored entry \(anchor.seq) is \(hash == nil ? "missing" : "another one")"
                )
            }
        }
        return try JournalHead.read(connection)
    }
}
