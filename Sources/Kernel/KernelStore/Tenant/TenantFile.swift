import Kernel
import Synchronization

/// A tenant database, open.
///
/// It carries its tenant's id, which is compared with the scope at every use: the first of the two walls between
/// tenants; the second is that it is a file of its own.
final class TenantFile: Sendable {
    /// The tenant that the file says it belongs to.
    let tenant: TenantID
    let database: any SQLDatabase
    let writer: GroupWriter
    let engine: any RecordEngine
    private let enabled = Mutex<TenantState?>(nil)
    /// The hash of the model that the newest switch led to; `nil` before the first one.
    private let inForce = Mutex<String?>(nil)

    private init(tenant: TenantID, database: any SQLDatabase, writer: GroupWriter, engine: any RecordEngine) {
        self.tenant = tenant
        self.database = database
        self.writer = writer
        self.engine = engine
    }

    /// What opening a file needs.
    struct Opening: Sendable {
        let driver: any SQLDriver
        let path: String
        let tenant: TenantID
        /// Whether an empty database may be made.
        let create: Bool
        let now: Int64
        let engine: any RecordEngine
        let writer: @Sendable (any SQLDatabase) -> GroupWriter
    }

    /// Opens a file and brings its system tables up to date.
    /// - Throws: `unavailable` where there is none, where it is another tenant's, where a newer binary wrote it.
    static func open(_ opening: Opening) throws -> TenantFile {
        do {
            let database = try opening.driver.open(path: opening.path, create: opening.create)
            do {
                let tenant = try database.withWriter { try prepare($0, opening) }
                return TenantFile(
                    tenant: tenant,
                    database: database,
                    writer: opening.writer(database),
                    engine: opening.engine
                )
            } catch {
                database.close()
                throw error
            }
        } catch let failure as StoreFailure {
            throw failure.unavailable
        }
    }

    /// Checks whose file it is before anything is changed, then takes the missing steps.
    private static func prepare(_ connection: any SQLConnection, _ opening: Opening) throws -> TenantID {
        let history = SystemTables.tenant
        let position = try history.position(connection)
        if position == 0 {
            guard opening.create else { throw notATenant }
        } else {
            try requireTenant(opening.tenant, connection)
        }
        guard position < history.migrations.count else { return opening.tenant }
        try connection.transaction {
            try history.advance(connection, from: position, now: opening.now)
            if position == 0 {
                try connection.run("INSERT INTO meta(key, value) VALUES('tenant', ?)", [.text(opening.tenant.raw)])
            }
        }
        return opening.tenant
    }

    private static func requireTenant(_ tenant: TenantID, _ connection: any SQLConnection) throws {
        let owner = try connection.first("SELECT value FROM meta WHERE key = 'tenant'") { $0.text(0) }
        guard owner == tenant.raw else {
            throw KernelError.unavailable(
                "This tenant cannot be served now.",
                cause: "tenant mismatch: the file of \(tenant) says it belongs to \(owner ?? "nobody")"
            )
        }
    }

    private static let notATenant = KernelError.unavailable(
        "This tenant cannot be served now.",
        cause: "the file is not a tenant's database"
    )

    /// Refuses a scope of another tenant.
    func require(_ scope: TenantScope) throws(KernelError) {
        guard scope.tenant == tenant else {
            throw KernelError.unavailable(
                "This tenant cannot be served now.",
                cause: "tenant mismatch: a scope of \(scope.tenant) met the file of \(tenant)"
            )
        }
    }

    /// Runs a read on a snapshot.
    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        do {
            return try database.read(body)
        } catch {
            throw callersError(error)
        }
    }

    /// Runs a read of one statement.
    func readOne<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        do {
            return try database.readOne(body)
        } catch {
            throw callersError(error)
        }
    }

    /// Makes room for a model where there is none yet.
    ///
    /// Nothing is journaled, and no record changes: it needs no place in the writer's groups.
    func prepare(for model: TenantModel) throws {
        let (hasRoom, marked) = try read { (try engine.hasRoom($0, for: model), try ModelMark.hash(on: $0)) }
        let refusal = writer.health.refusal
        if hasRoom, marked == model.hash || refusal != nil { return }
        if let refusal { throw refusal }
        do {
            try database.withWriter { connection in
                try connection.transaction {
                    if !hasRoom { try engine.makeRoom(connection, for: model) }
                    try ModelMark.note(model, on: connection)
                }
            }
        } catch let failure as StoreFailure {
            throw failure.unavailable
        } catch let error as KernelError {
            let cause = error.findings.map { "\($0.path): \($0.message)" }.joined(separator: "; ")
            throw KernelError.unavailable(
                "This tenant cannot be served now.",
                cause: "schema: \(error.detail) \(cause)"
            )
        }
    }

    /// What is enabled.
    ///
    /// Kept in memory: nobody but this file's writer changes it.
    func state() throws -> TenantState {
        if let known = enabled.withLock({ $0 }) { return known }
        return try enabled.withLock { enabled in
            if let known = enabled { return known }
            let state = try read { try TenantStateTables.read($0) }
            enabled = state
            return state
        }
    }

    /// Notes a switch that is on disk.
    func switched(to state: TenantState, _ model: TenantModel) {
        enabled.withLock { $0 = state }
        inForce.withLock { $0 = model.hash }
    }

    /// Refuses a scope from before a switch that came between its making and its turn in the writer: its names, options and
    /// states may be those of the old model.
    func requireInForce(_ scope: TenantScope) throws(KernelError) {
        guard let model = inForce.withLock({ $0 }), model != scope.model.hash else { return }
        throw KernelError.stale
    }
}
