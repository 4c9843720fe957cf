import Kernel
import KernelStore

/// A broken record engine: it leaves out one of the things that the store does for the kernel.
package struct LooseEngine: RecordEngine {
    /// What it leaves out.
    package enum Fault: Sendable {
        /// Pages, records and histories show every row.
        case rows
        /// Every field is shown.
        case masks
        /// Records are found for checks and writes, whoever may see them.
        case lookups
        /// Nothing is journaled.
        case journal
    }

    private let base: any RecordEngine
    private let fault: Fault

    package init(_ base: any RecordEngine, without fault: Fault) {
        self.base = base
        self.fault = fault
    }

    package func snapshot(_ connection: any SQLConnection) -> any SnapshotBackend {
        LooseSnapshot(base.snapshot(connection), fault)
    }

    package func transaction(
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) -> any TransactionBackend {
        LooseTransaction(base.transaction(connection, journal: journal), fault)
    }

    package func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        renames: NameChanges,
        journal: any JournalAppender
    ) throws -> (backend: any TransactionBackend, steps: [SchemaStep]) {
        let (backend, steps) = try base.expand(connection, model: model, renames: renames, journal: journal)
        return (LooseTransaction(backend, fault), steps)
    }

    package func rename(
        _ changes: NameChanges,
        after steps: [SchemaStep],
        _ scope: TenantScope,
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) throws {
        try base.rename(changes, after: steps, scope, connection, journal: journal)
    }

    package func renewed(_ connection: any SQLConnection, journal: any JournalAppender) -> any TransactionBackend {
        LooseTransaction(base.renewed(connection, journal: journal), fault)
    }

    package func reseal(_ connection: any SQLConnection, from old: TenantID, to new: TenantID) throws {
        try base.reseal(connection, from: old, to: new)
    }

    package func sealed(_ connection: any SQLConnection, in tenant: TenantID) throws -> Int {
        try base.sealed(connection, in: tenant)
    }

    package func forgetNames() {
        base.forgetNames()
    }

    package func hasRoom(_ connection: any SQLConnection, for model: TenantModel) throws -> Bool {
        try base.hasRoom(connection, for: model)
    }

    package func makeRoom(_ connection: any SQLConnection, for model: TenantModel) throws {
        try base.makeRoom(connection, for: model)
    }
}

/// Reads with something left out.
private class LooseSnapshot: SnapshotBackend {
    private let reading: any SnapshotBackend
    fileprivate let fault: LooseEngine.Fault

    init(_ base: any SnapshotBackend, _ fault: LooseEngine.Fault) {
        reading = base
        self.fault = fault
    }

    private func loose(_ access: RecordAccess) -> RecordAccess {
        switch fault {
        case .rows: RecordAccess(rows: .everything, fields: access.fields)
        case .masks: RecordAccess(rows: access.rows, fields: nil)
        case .lookups, .journal: access
        }
    }

    func render(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        fields: Set<String>?,
        expand: [String],
        bin: Bool
    ) throws -> RenderedRecord? {
        try reading.render(scope, entity, id, loose(access), fields: fields, expand: expand, bin: bin)
    }

    func isAsRead(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool {
        try reading.isAsRead(scope, entity, id)
    }

    func list(_ scope: TenantScope, _ query: RecordQuery, _ access: RecordAccess) throws -> RenderedPage {
        try reading.list(scope, query, loose(access))
    }

    func record(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        rows: RowFilter,
        bin: Bool
    ) throws -> Record? {
        try reading.record(scope, entity, id, rows: fault == .lookups ? .everything : rows, bin: bin)
    }

    func records(_ scope: TenantScope, _ query: RecordQuery, rows: RowFilter) throws -> [Record] {
        try reading.records(scope, query, rows: fault == .rows ? .everything : rows)
    }

    func journalHead(_ scope: TenantScope) throws -> Int64 {
        try reading.journalHead(scope)
    }

    func events(_ scope: TenantScope, after cursor: Int64, limit: Int) throws -> EventPage {
        try reading.events(scope, after: cursor, limit: limit)
    }

    func history(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        limit: Int,
        after: String?
    ) throws -> RenderedPage {
        try reading.history(scope, entity, id, loose(access), limit: limit, after: after)
    }

    func journal(_ scope: TenantScope, _ filter: JournalFilter, limit: Int, after: Int64?) throws -> RenderedPage {
        try reading.journal(scope, filter, limit: limit, after: after)
    }

    func journalEnd(_ scope: TenantScope) throws -> String {
        try reading.journalEnd(scope)
    }

    func isTaken(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        value: Value,
        except: RecordID?
    ) throws -> Bool {
        try reading.isTaken(scope, entity, field: field, value: value, except: except)
    }

    func isTaken(_ scope: TenantScope, _ entity: EntityModel, _ rule: UniqueRule, by record: Record) throws -> Bool {
        try reading.isTaken(scope, entity, rule, by: record)
    }

    func secret(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        field: String,
        rows: RowFilter
    ) throws -> String? {
        try reading.secret(scope, entity, id, field: field, rows: fault == .rows ? .everything : rows)
    }

    func idExists(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool {
        try reading.idExists(scope, entity, id)
    }

    func referrers(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        to id: RecordID
    ) throws -> [RecordID] {
        try reading.referrers(scope, entity, field: field, to: id)
    }

    func seeded(_ scope: TenantScope, pack: String, entity: EntityID, key: String) throws -> RecordID? {
        try reading.seeded(scope, pack: pack, entity: entity, key: key)
    }
}

/// Writes with something left out.
private final class LooseTransaction: LooseSnapshot, TransactionBackend {
    private let writing: any TransactionBackend

    init(_ base: any TransactionBackend, _ fault: LooseEngine.Fault) {
        writing = base
        super.init(base, fault)
    }

    func insert(_ scope: TenantScope, _ entity: EntityModel, _ record: Record) throws {
        try writing.insert(scope, entity, record)
    }

    func update(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        after current: Record,
        changed: Set<String>
    ) throws {
        try writing.update(scope, entity, record, after: current, changed: changed)
    }

    func attempt<T>(_ body: () throws -> T) throws -> T {
        try writing.attempt(body)
    }

    func journal(_ scope: TenantScope, _ entry: JournalEntry) throws {
        if fault != .journal { try writing.journal(scope, entry) }
    }

    func remember(
        _ scope: TenantScope,
        pack: String,
        entity: EntityID,
        key: String,
        record: RecordID,
        hash: String
    ) throws {
        try writing.remember(scope, pack: pack, entity: entity, key: key, record: record, hash: hash)
    }
}
