import Kernel

extension SQLControlStore {
    private static let sessionColumns =
        "id, token_hash, identity, tenant, space, created_at, last_seen, expires_at, user_agent"

    package func insertSession(_ session: SessionEntry) throws {
        try write { connection, journal in
            try connection.run(
                "INSERT INTO session(\(Self.sessionColumns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(session.id.raw), .blob(session.tokenHash), .text(session.identity.raw),
                    .text(session.tenant.raw), .text(session.space.rawValue), .int(session.createdAt),
                    .int(session.lastSeen), .int(session.expiresAt), .text(session.userAgent),
                ]
            )
            let facts = facts("kernel.session", session.id.raw, "created", by: session.identity)
            try journal.append(facts, on: connection)
        }
    }

    package func session(tokenHash: [UInt8]) throws -> SessionEntry? {
        try read { connection in
            try connection.first(
                "SELECT \(Self.sessionColumns) FROM session WHERE token_hash = ?",
                [.blob(tokenHash)],
                Self.sessionEntry
            )
        }
    }

    package func sessions(of identity: RecordID) throws -> [SessionEntry] {
        try read { connection in
            try connection.rows(
                "SELECT \(Self.sessionColumns) FROM session WHERE identity = ? ORDER BY created_at DESC, id DESC",
                [.text(identity.raw)],
                Self.sessionEntry
            )
        }
    }

    package func touchSession(_ id: RecordID, lastSeen: Int64) throws {
        try write { connection, _ in
            // Two requests may arrive in either order; the deadline never moves back.
            try connection.run(
                "UPDATE session SET last_seen = max(last_seen, ?) WHERE id = ?",
                [.int(lastSeen), .text(id.raw)]
            )
        }
    }

    package func deleteSession(_ id: RecordID) throws -> Bool {
        try write { connection, journal in
            let identity = try connection.first("SELECT identity FROM session WHERE id = ?", [.text(id.raw)]) {
                try Self.recordID($0, 0)
            }
            guard let identity else { return false }
            try connection.run("DELETE FROM session WHERE id = ?", [.text(id.raw)])
            try journal.append(facts("kernel.session", id.raw, "ended", by: identity), on: connection)
            return true
        }
    }

    package func deleteExpiredSessions(now: Int64) throws {
        try write { connection, _ in
            try connection.run("DELETE FROM session WHERE expires_at <= ?", [.int(now)])
        }
    }

    private static func sessionEntry(_ row: any SQLRow) throws -> SessionEntry {
        guard let space = Space(rawValue: row.text(4)) else {
            throw StoreFailure(.corrupt, "A session's space cannot be read.")
        }
        return SessionEntry(
            id: try recordID(row, 0),
            tokenHash: row.blob(1),
            identity: try recordID(row, 2),
            tenant: try tenantID(row, 3),
            space: space,
            createdAt: row.int(5),
            lastSeen: row.int(6),
            expiresAt: row.int(7),
            userAgent: row.text(8)
        )
    }
}
