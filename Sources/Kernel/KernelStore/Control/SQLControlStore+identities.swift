import Kernel

extension SQLControlStore {
    package func identity(email: String) throws -> IdentityEntry? {
        try read { connection in
            try connection.first(
                "SELECT id, email, password_hash, created_at FROM identity WHERE email = ?",
                [.text(email.lowercased())],
                Self.identityEntry
            )
        }
    }

    package func identity(_ id: RecordID) throws -> IdentityEntry? {
        try read { connection in
            try connection.first(
                "SELECT id, email, password_hash, created_at FROM identity WHERE id = ?",
                [.text(id.raw)],
                Self.identityEntry
            )
        }
    }

    package func insertIdentity(_ entry: IdentityEntry) throws -> Bool {
        try write { connection, journal in
            let added = try connection.run(
                """
                INSERT INTO identity(id, email, password_hash, created_at) VALUES(?, ?, ?, ?) \
                ON CONFLICT(email) DO NOTHING
                """,
                [
                    .text(entry.id.raw), .text(entry.email.lowercased()), .text(entry.passwordHash),
                    .int(entry.createdAt),
                ]
            )
            guard added == 1 else { return false }
            try journal.append(facts("kernel.identity", entry.id.raw, "created"), on: connection)
            return true
        }
    }

    package func deleteUnusedIdentity(_ id: RecordID) throws -> Bool {
        try write { connection, journal in
            let removed = try connection.run(
                "DELETE FROM identity WHERE id = ? AND NOT EXISTS (SELECT 1 FROM membership WHERE identity = identity.id)",
                [.text(id.raw)]
            )
            guard removed == 1 else { return false }
            try journal.append(facts("kernel.identity", id.raw, "deleted"), on: connection)
            return true
        }
    }

    package func updatePassword(_ id: RecordID, hash: String) throws {
        try write { connection, journal in
            let changed = try connection.run(
                "UPDATE identity SET password_hash = ? WHERE id = ?",
                [.text(hash), .text(id.raw)]
            )
            guard changed == 1 else { throw KernelError.notFound }
            try journal.append(facts("kernel.identity", id.raw, "password_changed", by: id), on: connection)
        }
    }

    package func memberships(_ identity: RecordID) throws -> [TenantID] {
        try read { connection in
            try connection.rows(
                "SELECT tenant FROM membership WHERE identity = ? ORDER BY tenant",
                [.text(identity.raw)]
            ) {
                try Self.tenantID($0, 0)
            }
        }
    }

    package func insertMembership(_ identity: RecordID, _ tenant: TenantID) throws {
        try write { connection, journal in
            let added = try connection.run(
                "INSERT INTO membership(identity, tenant) VALUES(?, ?) ON CONFLICT DO NOTHING",
                [.text(identity.raw), .text(tenant.raw)]
            )
            guard added == 1 else { return }
            try journal.append(facts("kernel.membership", "\(identity)@\(tenant)", "created"), on: connection)
        }
    }

    private static func identityEntry(_ row: any SQLRow) throws -> IdentityEntry {
        IdentityEntry(
            id: try recordID(row, 0),
            email: row.text(1),
            passwordHash: row.text(2),
            createdAt: row.int(3)
        )
    }
}
