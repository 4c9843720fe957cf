import KernelSQLite
import Testing

@testable import KernelStore

struct WatchedConnectionTests {
    private let folder: TemporaryFolder
    private let faults = Faults()
    private let database: any SQLDatabase

    init() throws {
        folder = try TemporaryFolder()
        let driver = FaultyDriver(base: SQLiteDriver(), faults: faults)
        database = try driver.open(path: folder.file("a.db"), create: true)
        try database.withWriter { try $0.execute("CREATE TABLE t(x INTEGER UNIQUE)") }
        faults.heal()
    }

    private func ignoring(_ body: () throws -> Void) {
        do {
            try body()
        } catch is StoreFailure {
            return
        } catch {
            Issue.record("unexpected: \(error)")
        }
    }

    @Test func `what works passes through`() throws {
        try database.withWriter { base throws in
            let watched = WatchedConnection(base)
            try watched.execute("BEGIN")
            #expect(watched.isInTransaction)
            #expect(try watched.run("INSERT INTO t VALUES(1), (2)") == 2)
            #expect(try watched.rows("SELECT x FROM t ORDER BY x") { $0.int(0) } == [1, 2])
            try watched.requireTransaction()
            try watched.execute("ROLLBACK")
            #expect(!watched.isInTransaction)
            #expect(watched.failure == nil)
        }
    }

    @Test func `a constraint is nobody's business but the caller's`() throws {
        try database.withWriter { base throws in
            let watched = WatchedConnection(base)
            try watched.execute("BEGIN")
            try watched.run("INSERT INTO t VALUES(1)")
            ignoring { try watched.run("INSERT INTO t VALUES(1)") }
            try watched.requireTransaction()
            #expect(watched.failure == nil)
            try watched.execute("COMMIT")
        }
    }

    @Test(arguments: [StoreFailure.diskFull, .diskBroken, .noMemory, StoreFailure(.corrupt, code: 11, "malformed")])
    func `a failure of the medium is remembered, the first of them`(_ failure: StoreFailure) throws {
        faults.fail { call, sql in
            guard sql.hasPrefix("SELECT") else { return nil }
            return call == 2 ? failure : StoreFailure(.io, "another")
        }
        try database.withWriter { base throws in
            let watched = WatchedConnection(base)
            try watched.execute("BEGIN")
            ignoring { try watched.run("SELECT 1") }
            ignoring { try watched.query("SELECT 2", []) { _ in } }
            #expect(watched.failure == failure)
            #expect(throws: failure) { try watched.requireTransaction() }
            try watched.execute("ROLLBACK")
        }
    }

    @Test func `a transaction that ended by itself is noticed`() throws {
        try database.withWriter { base throws in
            let watched = WatchedConnection(base)
            #expect(throws: StoreFailure.self) { try watched.requireTransaction() }
            try watched.execute("BEGIN")
            try watched.requireTransaction()
            try watched.execute("ROLLBACK")
            #expect(throws: StoreFailure.self) { try watched.requireTransaction() }
        }
    }

    @Test func `an error of a callback is not the database's`() throws {
        struct Stop: Error {}
        try database.withWriter { base throws in
            let watched = WatchedConnection(base)
            #expect(throws: Stop.self) { try watched.query("SELECT 1", []) { _ in throw Stop() } }
            #expect(watched.failure == nil)
        }
    }

    @Test func `which failures condemn a transaction`() {
        let kinds: [StoreFailure.Kind] = [
            .full, .io, .busy, .corrupt, .constraint, .nomem, .readonly, .missing, .closed, .other,
        ]
        let medium = kinds.filter { StoreFailure($0, "x").isMedium }
        #expect(medium == [.full, .io, .corrupt, .nomem, .readonly])
    }
}
