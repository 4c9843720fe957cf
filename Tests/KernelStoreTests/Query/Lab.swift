import Foundation
import Kernel
import KernelSQLite
import Synchronization
import Testing

@testable import KernelStore

/// A tenant database in a file of its own, with a model and the product's driver.
final class Lab {
    /// Something that a test cannot go on without.
    struct Missing: Error {
        let what: String
    }

    static let now: Int64 = 1_800_000_000_000

    let model: TenantModel
    let plans = QueryPlans()
    let layout = StoreLayout()
    let database: any SQLDatabase
    private let folder: URL
    private let journal = JournalWriter(head: .empty, random: CountingBytes())
    private let random = CountingBytes()

    init(_ contributions: [CapabilityContribution] = LabCatalog.contributions()) throws {
        model = try Self.model(contributions)
        folder = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try SQLiteDriver().open(path: folder.appending(path: "t.db").path(), create: true)
        let model = model
        try database.withWriter { connection in
            // Nothing here is about surviving a power failure, and syncs are most of a small write's time.
            try connection.execute("PRAGMA synchronous = OFF")
            try connection.transaction {
                try SystemTables.tenant.advance(connection, from: 0, now: Self.now)
                _ = try SchemaExpander.expand(connection, model: model)
            }
        }
    }

    deinit {
        database.close()
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record("The folder of a test stays behind: \(error)")
        }
    }

    static func model(_ contributions: [CapabilityContribution]) throws -> TenantModel {
        let (model, diagnostics) = ModelBuilder.build(capabilities: contributions, packs: [])
        guard let model else { throw Missing(what: diagnostics.map(\.message).joined(separator: "\n")) }
        return model
    }

    func entity(_ id: EntityID) throws -> EntityModel {
        guard let entity = model.entities[id] else { throw Missing(what: id.raw) }
        return entity
    }

    /// A scope in which the principal reads everything, unless `access` says otherwise.
    func scope(
        _ user: RecordID? = nil,
        teams: [RecordID] = [],
        access: [EntityID: RecordAccess]? = nil,
        environment: TenantEnvironment = TenantEnvironment()
    ) -> TenantScope {
        let open = Dictionary(
            uniqueKeysWithValues: model.entities.keys.map { ($0, RecordAccess(rows: .everything, fields: nil)) }
        )
        let records = (access ?? open).map { (Permission.record($0.key, .read), $0.value) }
        return TenantScope(
            tenant: .platform,
            principal: user.map(Principal.user) ?? .system(reason: "test"),
            model: model,
            requestID: "r1",
            teams: teams,
            access: PrincipalAccess(
                records: Dictionary(uniqueKeysWithValues: records),
                permissions: [],
                spaces: []
            ),
            now: Self.now,
            environment: environment
        )
    }

    /// Runs a write in a transaction of its own; a throw rolls it back.
    func write<T>(_ sealer: FieldSealer = .none, _ body: (SQLTransactionBackend) throws -> T) throws -> T {
        try database.withWriter { connection in
            try connection.transaction {
                try body(
                    SQLTransactionBackend(
                        connection: connection,
                        journal: journal,
                        plans: plans,
                        layout: layout,
                        sealer: sealer,
                        random: random
                    )
                )
            }
        }
    }

    func read<T>(_ sealer: FieldSealer = .none, _ body: (SQLSnapshotBackend) throws -> T) throws -> T {
        try database.read { connection in
            try body(SQLSnapshotBackend(connection: connection, plans: plans, layout: layout, sealer: sealer))
        }
    }

    /// Inserts a record with these values and answers its id; in a transaction of its own, unless one is given.
    @discardableResult
    func insert(
        _ entity: EntityID,
        _ number: Int,
        _ values: [String: Value] = [:],
        owner: RecordID? = nil,
        state: String? = nil,
        deletedAt: Int64? = nil,
        in transaction: SQLTransactionBackend? = nil
    ) throws -> RecordID {
        let record = Record(
            id: Lab.id(number),
            createdAt: Lab.now,
            updatedAt: Lab.now,
            owner: owner,
            state: try state ?? self.entity(entity).startState,
            deletedAt: deletedAt,
            values: values
        )
        let model = try self.entity(entity)
        if let transaction {
            try transaction.insert(scope(), model, record)
        } else {
            try write { try $0.insert(scope(), model, record) }
        }
        return record.id
    }

    /// The record of an id, live, whoever may see it.
    func record(_ entity: EntityID, _ id: RecordID, bin: Bool = false) throws -> Record {
        let found = try read {
            try $0.record(scope(), try self.entity(entity), id, rows: .everything, bin: bin)
        }
        guard let found else { throw Missing(what: "\(entity) \(id)") }
        return found
    }

    /// A deterministic id; ids of greater numbers are greater.
    static func id(_ number: Int) -> RecordID {
        RecordID(milliseconds: 1_700_000_000_000 + Int64(number), random: [UInt8](repeating: 7, count: 10))
    }

    /// A checked expression about an entity.
    func expression(_ entity: EntityID, _ text: String) throws -> ExpressionNode {
        let context = CheckingContext(model: model, entity: try self.entity(entity), readable: .everything)
        return try ExpressionCompiler.filter(text, in: context)
    }

    /// The ids that a filter leaves, in order.
    func ids(
        _ entity: EntityID,
        where filter: ExpressionNode? = nil,
        rows: RowFilter = .everything,
        sort: [RecordQuery.SortKey] = [],
        _ scope: TenantScope? = nil
    ) throws -> [RecordID] {
        var query = RecordQuery(entity: entity)
        query.filter = filter
        query.sort = sort
        query.limit = 500
        return try read { try $0.records(scope ?? self.scope(), query, rows: rows).map(\.id) }
    }
}

/// Bytes that count: deterministic, and never the same twice.
final class CountingBytes: RandomSource {
    private let next = Mutex<UInt8>(0)

    func bytes(_ count: Int) -> [UInt8] {
        next.withLock { next in
            (0..<count).map { _ in
                next &+= 1
                return next
            }
        }
    }
}

/// A seeded generator (SplitMix64): a failure repeats.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension RenderedRecord {
    var text: String { String(decoding: json, as: UTF8.self) }
}

extension RenderedPage {
    var text: String { String(decoding: items, as: UTF8.self) }

    /// The ids of the items.
    func ids() throws -> [RecordID] {
        guard case .array(let records) = try JSONReader.read(items) else { throw Lab.Missing(what: text) }
        return records.compactMap { $0["id"]?.text.flatMap { RecordID($0) } }
    }
}

extension TransactionBackend {
    /// An update of what the store holds, in the bin or not.
    func update(_ scope: TenantScope, _ entity: EntityModel, _ record: Record, changed: Set<String>) throws {
        let kept = try self.record(scope, entity, record.id, rows: .everything, bin: false)
        let binned = try self.record(scope, entity, record.id, rows: .everything, bin: true)
        try update(scope, entity, record, after: kept ?? binned ?? record, changed: changed)
    }
}
