import Kernel

/// One step of a system schema: named, never changed once released, only appended to.
struct SchemaMigration: Sendable {
    /// Says what the step does; kept in the database.
    let name: String
    /// One or several statements.
    let sql: String
}

/// A list of migrations and how far a database has come.
struct SchemaHistory: Sendable {
    let migrations: [SchemaMigration]

    /// How many steps a database has taken; 0 for an empty file.
    /// - Throws: `unavailable` when its steps are not the first ones of this list: a newer binary wrote it.
    func position(_ connection: any SQLConnection) throws -> Int {
        let hasHistory = try connection.first(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
        ) { $0.int(0) == 1 }
        guard hasHistory == true else { return 0 }
        let names = try connection.rows("SELECT name FROM migration ORDER BY position") { $0.text(0) }
        guard names == migrations.prefix(names.count).map(\.name) else {
            throw KernelError.unavailable(
                "This data was written by a newer version of the server.",
                cause: "schema: the database has taken \(names.count) steps, this binary knows \(migrations.count)"
            )
        }
        return names.count
    }

    /// Takes the steps after `position`, inside the caller's transaction.
    func advance(_ connection: any SQLConnection, from position: Int, now: Int64) throws {
        if position == 0 {
            try connection.execute(
                "CREATE TABLE migration(position INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT"
            )
        }
        for (offset, migration) in migrations.enumerated().dropFirst(position) {
            try connection.execute(migration.sql)
            try connection.run(
                "INSERT INTO migration(position, name, at) VALUES(?, ?, ?)",
                [.int(Int64(offset + 1)), .text(migration.name), .int(now)]
            )
        }
    }
}

extension SQLConnection {
    /// Runs `body` between BEGIN IMMEDIATE and COMMIT; a throw rolls back.
    func transaction<T>(_ body: () throws -> T) throws -> T {
        if isInTransaction { try execute("ROLLBACK") }
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            guard !isInTransaction else { throw StoreFailure(.other, "COMMIT left the transaction open.") }
            return result
        } catch {
            // The error that ended the transaction is the one to tell; SQLite may have rolled back already.
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }
}
