@testable import Kernel

/// A tenant's data in dictionaries: what a store does with records, without SQL.
///
/// Row filters are evaluated here over the record itself.
final class MemoryBackend: TransactionBackend {
    private(set) var tables: [EntityID: [RecordID: Record]] = [:]
    private(set) var journalled: [JournalEntry] = []
    private(set) var seeds: [SeedKey: (record: RecordID, hash: String)] = [:]
    /// The fields that each update named, in order.
    private(set) var updates: [Set<String>] = []
    let ids = Shop.ids

    struct SeedKey: Hashable {
        let pack: String
        let entity: EntityID
        let key: String
    }

    /// Journal entries in one line each, for comparison at a glance.
    var lines: [String] {
        journalled.map { "\($0.entity) \($0.action) \($0.version) \($0.changes.map(\.field).joined(separator: ","))" }
    }

    /// Runs a body whose throw undoes all of it, as the writer's savepoints do.
    func savepoint<T>(_ body: () throws -> T) throws -> T {
        let before = (tables, journalled, seeds, updates)
        do {
            return try body()
        } catch {
            (tables, journalled, seeds, updates) = before
            throw error
        }
    }

    func attempt<T>(_ body: () throws -> T) throws -> T {
        try savepoint(body)
    }

    /// Puts a record in place, without a journal entry.
    func put(_ entity: EntityID, _ record: Record) {
        tables[entity, default: [:]][record.id] = record
    }

    /// The record as it is kept, binned or not.
    func kept(_ entity: EntityID, _ id: RecordID) -> Record? {
        tables[entity]?[id]
    }

    func record(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        rows: RowFilter,
        bin: Bool
    ) throws -> Record? {
        guard let record = kept(entity.id, id), (record.deletedAt != nil) == bin else { return nil }
        return try lets(record, through: rows, scope) ? record : nil
    }

    func records(_ scope: TenantScope, _ query: RecordQuery, rows: RowFilter) throws -> [Record] {
        let live = tables[query.entity, default: [:]].values.filter { ($0.deletedAt != nil) == query.bin }
        let found = try live.filter { record in
            try lets(record, through: rows, scope)
                && query.filter.map { try lets(record, through: .expression($0), scope) } ?? true
        }
        return Array(found.sorted { $0.id < $1.id }.prefix(query.limit))
    }

    func isTaken(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        value: Value,
        except: RecordID?
    ) throws -> Bool {
        tables[entity.id, default: [:]].values.contains {
            $0.deletedAt == nil && $0.id != except && $0[field] == value
        }
    }

    func isTaken(_ scope: TenantScope, _ entity: EntityModel, _ rule: UniqueRule, by record: Record) throws -> Bool {
        guard rule.counts(in: record.state), rule.fields.allSatisfy({ !record[$0].isNull }) else { return false }
        return tables[entity.id, default: [:]].values.contains { other in
            other.deletedAt == nil && other.id != record.id && rule.counts(in: other.state)
                && rule.fields.allSatisfy { other[$0] == record[$0] }
        }
    }

    func secret(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        field: String,
        rows: RowFilter
    ) throws -> String? {
        try record(scope, entity, id, rows: rows, bin: false)?[field].text
    }

    func idExists(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool {
        kept(entity.id, id) != nil
    }

    func referrers(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        to id: RecordID
    ) throws -> [RecordID] {
        let referring = tables[entity.id, default: [:]].values.filter {
            $0.deletedAt == nil && Self.ids($0[field]).contains(id)
        }
        return Array(referring.map(\.id).sorted().prefix(500))
    }

    func seeded(_ scope: TenantScope, pack: String, entity: EntityID, key: String) throws -> RecordID? {
        seeds[SeedKey(pack: pack, entity: entity, key: key)]?.record
    }

    func insert(_ scope: TenantScope, _ entity: EntityModel, _ record: Record) throws {
        put(entity.id, record)
    }

    func update(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        after current: Record,
        changed: Set<String>
    ) throws {
        updates.append(changed)
        guard var kept = kept(entity.id, record.id) else { throw KernelError.notFound }
        kept.version = record.version
        kept.updatedAt = record.updatedAt
        kept.updatedBy = record.updatedBy
        if record.owner != current.owner { kept.owner = record.owner }
        if record.state != current.state { kept.state = record.state }
        if record.deletedAt != current.deletedAt { kept.deletedAt = record.deletedAt }
        // Only what is named is written, so that a forgotten name shows.
        for field in changed { kept.values[field] = record[field] }
        put(entity.id, kept)
    }

    func journal(_ scope: TenantScope, _ entry: JournalEntry) throws {
        journalled.append(entry)
    }

    func remember(
        _ scope: TenantScope,
        pack: String,
        entity: EntityID,
        key: String,
        record: RecordID,
        hash: String
    ) throws {
        seeds[SeedKey(pack: pack, entity: entity, key: key)] = (record, hash)
    }

    static func ids(_ value: Value) -> [RecordID] {
        switch value {
        case .reference(let id): [id]
        case .references(let ids): ids
        default: []
        }
    }
}
