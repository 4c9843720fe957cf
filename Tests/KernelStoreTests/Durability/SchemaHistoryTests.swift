import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

struct SchemaHistoryTests {
    private let folder: TemporaryFolder
    private let database: any SQLDatabase
    private let one = SchemaMigration(name: "one", sql: "CREATE TABLE a(x INTEGER)")
    private let two = SchemaMigration(name: "two", sql: "ALTER TABLE a ADD COLUMN y INTEGER; CREATE INDEX a_y ON a(y)")

    init() throws {
        folder = try TemporaryFolder()
        database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
    }

    private func advance(_ migrations: [SchemaMigration]) throws {
        let history = SchemaHistory(migrations: migrations)
        try database.withWriter { connection throws in
            let position = try history.position(connection)
            try connection.transaction { try history.advance(connection, from: position, now: 5) }
        }
    }

    private func steps() throws -> [String] {
        try database.read { try $0.rows("SELECT name FROM migration ORDER BY position") { $0.text(0) } }
    }

    @Test func `steps are taken once, in order, from empty and from the release before`() throws {
        try advance([one])
        #expect(try steps() == ["one"])
        try advance([one, two])
        try advance([one, two])
        #expect(try steps() == ["one", "two"])
        _ = try database.withWriter { try $0.run("INSERT INTO a(x, y) VALUES(1, 2)") }
    }

    @Test func `a step that fails leaves nothing of itself`() throws {
        try advance([one])
        let wrong = SchemaMigration(name: "wrong", sql: "CREATE TABLE b(x); CREATE TABLE a(x)")
        #expect(throws: StoreFailure.self) { try advance([one, wrong]) }
        #expect(try steps() == ["one"])
        #expect(
            try database.read { try $0.first("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") { $0.int(0) } } == 0
        )
    }

    @Test func `a database with steps this binary does not know is not touched`() async throws {
        try advance([one, two])
        #expect(await problem { try advance([one]) } == .unavailable)
        #expect(await problem { try advance([two, one]) } == .unavailable)
        #expect(try steps() == ["one", "two"])
    }

    @Test func `the product's own histories run from empty`() throws {
        for (name, history) in [("tenant", SystemTables.tenant), ("control", SystemTables.control)] {
            let fresh = try SQLiteDriver().open(path: folder.file("\(name).db"), create: true)
            defer { fresh.close() }
            try fresh.withWriter { connection throws in
                #expect(try history.position(connection) == 0)
                try connection.transaction { try history.advance(connection, from: 0, now: 1) }
                #expect(try history.position(connection) == history.migrations.count)
                let loose = try connection.rows(
                    "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main'"
                ) {
                    $0.text(0)
                }
                #expect(loose.allSatisfy { $0.hasPrefix("sqlite_") }, "every table is STRICT: \(loose)")
            }
        }
    }
}
