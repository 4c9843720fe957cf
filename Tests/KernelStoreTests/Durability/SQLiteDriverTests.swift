import Foundation
import KernelSQLite
import KernelStore
import Testing

struct SQLiteDriverTests {
    private let folder: TemporaryFolder
    private let database: any SQLDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT, number REAL, bytes BLOB) STRICT")
        }
    }

    private func pragma(_ name: String, _ connection: any SQLConnection) throws -> String? {
        try connection.first("PRAGMA \(name)") { $0.text(0) }
    }

    private func failure(_ body: () throws -> Void) -> StoreFailure? {
        do {
            try body()
            return nil
        } catch {
            return error as? StoreFailure
        }
    }

    @Test func `the writer syncs fully to a write-ahead log and trusts no schema`() throws {
        try database.withWriter { connection throws in
            let expected = [
                "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0",
                "cell_size_check": "1", "mmap_size": "0", "wal_autocheckpoint": "1000",
                "journal_size_limit": "67108864", "cache_size": "-16384", "busy_timeout": "5000",
            ]
            for (name, value) in expected { #expect(try pragma(name, connection) == value, "\(name)") }
        }
    }

    @Test func `readers cannot write`() throws {
        try database.read { connection throws in
            #expect(try pragma("query_only", connection) == "1")
            #expect(try pragma("trusted_schema", connection) == "0")
            #expect(try pragma("busy_timeout", connection) == "5000")
        }
        let refused = failure { try database.read { try $0.execute("INSERT INTO t(id) VALUES(1)") } }
        #expect(refused?.kind == .readonly)
    }

    @Test func `database, log and index are private to their owner`() throws {
        try database.withWriter { try $0.execute("INSERT INTO t(id) VALUES(1)") }
        for name in ["a.db", "a.db-wal", "a.db-shm"] { #expect(try folder.mode(name) == 0o600, "\(name)") }
    }

    @Test func `a missing file is made only when asked`() throws {
        let missing = failure { _ = try SQLiteDriver().open(path: folder.file("b.db"), create: false) }
        #expect(missing?.kind == .missing)
        #expect(!FileManager.default.fileExists(atPath: folder.file("b.db")))
        let homeless = failure { _ = try SQLiteDriver().open(path: folder.file("no/b.db"), create: true) }
        #expect(homeless?.kind == .io)
    }

    @Test func `what is no database is refused as damaged`() throws {
        try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: folder.file("c.db")))
        let damaged = failure { _ = try SQLiteDriver().open(path: folder.file("c.db"), create: false) }
        #expect(damaged?.kind == .corrupt)
    }

    @Test func `values come back as they were bound`() throws {
        try database.withWriter { connection throws in
            try connection.run(
                "INSERT INTO t VALUES(?, ?, ?, ?)",
                [.int(.min), .text("žluťoučký 🐎"), .real(-0.125), .blob([0, 255, 1])]
            )
            try connection.run("INSERT INTO t VALUES(?, ?, ?, ?)", [.int(.max), .text(""), .null, .blob([])])
            try connection.run("INSERT INTO t VALUES(?, ?, ?, ?)", [.int(0), .null, .null, .null])
        }
        let rows = try database.read { connection throws in
            try connection.rows("SELECT id, text, number, bytes FROM t ORDER BY id") { row in
                let nulls = (0..<4).map { row.isNull($0) ? "null" : "set" }.joined(separator: " ")
                return "\(row.int(0)) \(row.text(1)) \(row.real(2)) \(row.blob(3)) \(nulls)"
            }
        }
        #expect(
            rows == [
                "\(Int64.min) žluťoučký 🐎 -0.125 [0, 255, 1] set set set set",
                "0  0.0 [] set null null null",
                "\(Int64.max)  0.0 [] set set null set",
            ]
        )
    }

    @Test func `a number of arguments that does not fit is refused`() throws {
        for arguments in [[], [SQLValue.int(1), .int(2)]] {
            let refused = failure {
                _ = try database.withWriter { try $0.run("DELETE FROM t WHERE id = ?", arguments) }
            }
            #expect(refused?.kind == .other)
        }
    }

    @Test func `the number of changed rows is the statement's own`() throws {
        try database.withWriter { connection throws in
            #expect(try connection.run("INSERT INTO t(id) VALUES(1), (2), (3)") == 3)
            #expect(try connection.run("BEGIN") == 0)
            #expect(try connection.run("UPDATE t SET text = 'x' WHERE id > ?", [.int(1)]) == 2)
            #expect(try connection.run("UPDATE t SET text = 'x' WHERE id > ?", [.int(9)]) == 0)
            #expect(try connection.run("COMMIT") == 0)
        }
    }

    @Test func `a read sees one moment, however long it takes`() throws {
        try database.read { reader throws in
            let before = try reader.first("SELECT count(*) FROM t") { $0.int(0) }
            _ = try database.withWriter { try $0.run("INSERT INTO t(id) VALUES(1)") }
            let after = try reader.first("SELECT count(*) FROM t") { $0.int(0) }
            #expect(before == 0)
            #expect(after == 0)
        }
        #expect(try database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
    }

    @Test func `a read that throws ends its snapshot`() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.read { reader throws in
                try reader.query("SELECT 1", []) { _ in throw Stop() }
            }
        }
        _ = try database.withWriter { try $0.run("INSERT INTO t(id) VALUES(1)") }
        // The same connection is lent again: it must see the new moment.
        #expect(try database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
    }

    @Test func `the same query may run inside itself`() throws {
        try database.withWriter { connection throws in
            try connection.run("INSERT INTO t(id) VALUES(1), (2)")
            var pairs: [String] = []
            let sql = "SELECT id FROM t ORDER BY id"
            try connection.query(sql, []) { outer in
                try connection.query(sql, []) { pairs.append("\(outer.int(0))\($0.int(0))") }
            }
            #expect(pairs == ["11", "12", "21", "22"])
        }
    }

    @Test func `more statements than are kept still run`() throws {
        var options = SQLiteDriver.Options()
        options.statements = 3
        let small = try SQLiteDriver(options: options).open(path: folder.file("small.db"), create: true)
        defer { small.close() }
        try small.withWriter { connection throws in
            for round in 1...3 {
                for number in 1...10 {
                    #expect(try connection.first("SELECT \(number) + ?", [.int(1)]) { $0.int(0) } == Int64(number + 1))
                }
                try connection.query("SELECT 1 UNION ALL SELECT 2", []) { _ in
                    for number in 1...10 { try connection.run("SELECT \(round * number)") }
                }
            }
        }
    }

    @Test func `failures name no bound value`() throws {
        try database.withWriter { try $0.execute("CREATE UNIQUE INDEX t_text ON t(text)") }
        _ = try database.withWriter { try $0.run("INSERT INTO t(text) VALUES(?)", [.text("secret-7")]) }
        let taken = failure {
            _ = try database.withWriter { try $0.run("INSERT INTO t(text) VALUES(?)", [.text("secret-7")]) }
        }
        #expect(taken?.kind == .constraint)
        #expect(taken?.description.contains("t.text") == true)
        #expect(taken?.description.contains("secret-7") == false)
    }

    @Test func `a closed database refuses`() throws {
        database.close()
        database.close()
        #expect(failure { try database.read { _ in } }?.kind == .closed)
        #expect(failure { try database.withWriter { _ in } }?.kind == .closed)
    }

    @Test func `closing empties the log into the database`() throws {
        _ = try database.withWriter { try $0.run("INSERT INTO t(id) VALUES(1)") }
        try database.read { _ in }
        database.close()
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.db-wal")))
        let again = try SQLiteDriver().open(path: folder.file("a.db"), create: false)
        #expect(try again.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
        again.close()
    }

    @Test func `a statement that runs twenty times at once on readers answers each`() async throws {
        _ = try database.withWriter { try $0.run("INSERT INTO t(id) VALUES(1), (2)") }
        let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 1...20 {
                group.addTask { [database] in
                    try database.read { try $0.first("SELECT sum(id) FROM t") { $0.int(0) } ?? 0 }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 60)
    }
}
