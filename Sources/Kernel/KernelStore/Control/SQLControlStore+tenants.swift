import Kernel

extension SQLControlStore {
    package func tenant(_ id: TenantID) throws -> TenantEntry? {
        try read { connection in
            try connection.first(
                "SELECT id, name, created_at, status FROM tenant WHERE id = ?",
                [.text(id.raw)],
                Self.tenantEntry
            )
        }
    }

    package func tenants() throws -> [TenantEntry] {
        try read {
            try $0.rows(
                "SELECT id, name, created_at, status FROM tenant WHERE id <> ? ORDER BY id",
                [.text(TenantID.platform.raw)],
                Self.tenantEntry
            )
        }
    }

    package func insertTenant(_ entry: TenantEntry) throws -> Bool {
        try write { connection, journal in
            let added = try connection.run(
                "INSERT INTO tenant(id, name, created_at, status) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [.text(entry.id.raw), .text(entry.name), .int(entry.createdAt), .text(entry.status)]
            )
            guard added == 1 else { return false }
            try journal.append(facts("kernel.tenant", entry.id.raw, "created"), on: connection)
            return true
        }
    }

    package func updateTenant(_ entry: TenantEntry) throws {
        try write { connection, journal in
            let old = try connection.first("SELECT status FROM tenant WHERE id = ?", [.text(entry.id.raw)]) {
                $0.text(0)
            }
            guard let old else { throw KernelError.notFound }
            try connection.run(
                "UPDATE tenant SET name = ?, status = ? WHERE id = ?",
                [.text(entry.name), .text(entry.status), .text(entry.id.raw)]
            )
            let moved = entry.status == TenantEntry.active ? "resumed" : entry.status
            let action = old == entry.status ? "updated" : moved
            try journal.append(facts("kernel.tenant", entry.id.raw, action), on: connection)
        }
    }

    private static func tenantEntry(_ row: any SQLRow) throws -> TenantEntry {
        TenantEntry(
            id: try tenantID(row, 0),
            name: row.text(1),
            createdAt: row.int(2),
            status: row.text(3)
        )
    }

    /// An id from a column that only ids were written to.
    static func tenantID(_ row: any SQLRow, _ column: Int) throws -> TenantID {
        guard let id = TenantID(row.text(column)) else {
            throw StoreFailure(.corrupt, "A tenant id in the control database cannot be read.")
        }
        return id
    }

    /// An id from a column that only ids were written to.
    static func recordID(_ row: any SQLRow, _ column: Int) throws -> RecordID {
        guard let id = RecordID(row.text(column)) else {
            throw StoreFailure(.corrupt, "A record id in the control database cannot be read.")
        }
        return id
    }
}
