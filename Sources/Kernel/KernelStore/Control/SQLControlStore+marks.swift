import Kernel

// What the store itself keeps in the control database: work begun across databases, tenants that may hold unfinished
// work, and the anchored ends of journals.

extension SQLControlStore {
    package func insertPending(_ work: PendingWork) throws {
        try write { connection, _ in
            try connection.run(
                "INSERT INTO pending(id, kind, tenant, payload) VALUES(?, ?, ?, ?)",
                [.text(work.id.raw), .text(work.kind), .text(work.tenant.raw), .text(work.payload)]
            )
        }
    }

    package func pending() throws -> [PendingWork] {
        try read { connection in
            try connection.rows("SELECT id, kind, tenant, payload FROM pending ORDER BY id") { row in
                PendingWork(
                    id: try Self.recordID(row, 0),
                    kind: row.text(1),
                    tenant: try Self.tenantID(row, 2),
                    payload: row.text(3)
                )
            }
        }
    }

    package func deletePending(_ id: RecordID) throws {
        try write { connection, _ in
            try connection.run("DELETE FROM pending WHERE id = ?", [.text(id.raw)])
        }
    }

    /// Marks a tenant before its first write after opening.
    func markDirty(_ tenant: TenantID) throws {
        try write { connection, _ in
            try connection.run(
                "INSERT INTO dirty(tenant, at) VALUES(?, ?) ON CONFLICT DO NOTHING",
                [.text(tenant.raw), .int(clock.now())]
            )
        }
    }

    /// Takes the mark off tenants of which `settle` says so, asked inside the transaction; answers which they are.
    @discardableResult
    func unmarkDirty(_ outboxes: [TenantOutbox], if settle: (TenantOutbox) -> Bool) throws -> [TenantID] {
        try write { connection, _ in
            let settled = outboxes.filter(settle).map(\.tenant)
            for tenant in settled { try connection.run("DELETE FROM dirty WHERE tenant = ?", [.text(tenant.raw)]) }
            return settled
        }
    }

    /// Tenants that were written to and may have something undelivered.
    package func dirtyTenants() throws -> [TenantID] {
        try read { try $0.rows("SELECT tenant FROM dirty ORDER BY tenant") { try Self.tenantID($0, 0) } }
    }

    /// Keeps the ends of journals that have one.
    ///
    /// An anchor never moves back.
    func anchor(_ heads: [TenantID: JournalHead]) throws {
        try write { connection, _ in
            for (tenant, head) in heads.sorted(by: { $0.key < $1.key }) where head.seq > 0 {
                try connection.run(
                    """
                    INSERT INTO journal_head(tenant, seq, hash, at) VALUES(?, ?, ?, ?) \
                    ON CONFLICT(tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at \
                    WHERE excluded.seq > journal_head.seq
                    """,
                    [.text(tenant.raw), .int(head.seq), .blob(head.hash), .int(clock.now())]
                )
            }
        }
    }

    /// The anchored end of a tenant's journal.
    package func anchoredHead(_ tenant: TenantID) throws -> JournalHead? {
        try read { connection in
            try connection.first("SELECT seq, hash FROM journal_head WHERE tenant = ?", [.text(tenant.raw)]) { row in
                JournalHead(seq: row.int(0), hash: row.blob(1))
            }
        }
    }
}
