import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// A data folder on the SQLite driver, with everything around it in the test's hand.
///
/// Probes and anchors run when asked.
struct StoreFixture {
    let folder: TemporaryFolder
    let clock = StandingClock()
    let random = CountingRandom()
    let faults = Faults()
    let pool = BlockingPool(name: "test", threads: 2)
    var options = DataFolder.Options()

    init() throws {
        folder = try TemporaryFolder()
        options.probeInterval = 3600
        options.anchorInterval = 3600
        options.quietInterval = 3600
        options.idleInterval = nil
    }

    var driver: any SQLDriver { FaultyDriver(base: SQLiteDriver(), faults: faults) }

    func open(at path: String? = nil) throws -> DataFolder {
        let random = random
        let parts = DataFolder.Parts(
            driver: driver,
            clock: clock,
            random: random,
            pool: pool,
            engine: { SQLRecordEngine(plans: QueryPlans()) }
        )
        return try DataFolder(path: path ?? folder.file("data"), parts: parts, options: options)
    }

    /// A folder with one tenant that has a table of notes.
    func openWithTenant() async throws -> (DataFolder, any TenantStore) {
        let data = try open()
        try data.create(.acme)
        let store = try data.open(.acme)
        try await store.write(scope()) { backend throws in
            try backend.sql.execute("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")
        }
        return (data, store)
    }

    func scope(
        _ tenant: TenantID = .acme,
        model: TenantModel = .empty,
        principal: Principal = .system(reason: "test"),
        requestID: String = "request-1"
    ) -> TenantScope {
        TenantScope(
            tenant: tenant,
            principal: principal,
            model: model,
            requestID: requestID,
            teams: [],
            access: PrincipalAccess(records: [:], permissions: [], spaces: []),
            now: clock.now()
        )
    }
}

extension TenantID {
    static let acme = TenantID("acme") ?? .platform
    static let globex = TenantID("globex") ?? .platform

    /// `t1`, `t2` ...
    static func numbered(_ number: Int) -> TenantID {
        TenantID("t\(number)") ?? .platform
    }
}

extension TenantModel {
    static let empty = TenantModel(ModelParts(), hash: "empty", json: [])

    static func of(_ entities: [EntityModel]) -> TenantModel {
        var parts = ModelParts()
        for entity in entities { parts.entities[entity.id] = entity }
        return TenantModel(parts, hash: "of-entities", json: [])
    }
}

extension SnapshotBackend {
    /// The connection underneath, for tables that belong to no entity.
    var sql: any SQLConnection {
        get throws { try #require(self as? SQLSnapshotBackend).connection }
    }
}

extension TransactionBackend {
    /// Adds a note and its row in the journal.
    func note(_ text: String, _ scope: TenantScope) throws {
        try sql.run("INSERT INTO note(text) VALUES(?)", [.text(text)])
        try journal(scope, JournalEntry(entity: "test.note", record: text, action: "created", version: 1))
    }
}

extension TenantStore {
    func notes(_ scope: TenantScope) throws -> [String] {
        try read(scope) { try $0.sql.rows("SELECT text FROM note ORDER BY text") { $0.text(0) } }
    }

    func note(_ text: String, _ scope: TenantScope) async throws {
        try await write(scope) { try $0.note(text, scope) }
    }
}

/// The problem code of what a call throws; `nil` when it throws nothing or something else.
func problem(_ body: () async throws -> Void) async -> ProblemCode? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? KernelError)?.problem
    }
}

/// What the log would say of what a call throws.
func cause(_ body: () async throws -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? KernelError)?.cause
    }
}
