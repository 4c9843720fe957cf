/// What a read handler sees: the tenant at one moment.
///
/// An action's own permission opens what it reads.
public struct Snapshot {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let backend: any SnapshotBackend

    package init(scope: TenantScope, backend: any SnapshotBackend) {
        self.scope = scope
        self.backend = backend
    }

    /// A live record that the caller may read, or `nil`.
    public func record(_ entity: EntityID, _ id: RecordID) throws -> Record? {
        try RecordReading.record(entity, id, scope, backend)
    }

    /// A secret of a live record that the caller may read, opened for what the action does with it; `nil` where there is none.
    ///
    /// The action's own permission opens it, so an answer never holds it.
    /// - Throws: 503 where its key is missing.
    public func secret(_ entity: EntityID, _ id: RecordID, field: String) throws -> String? {
        try RecordReading.secret(entity, id, field, scope, backend)
    }

    /// Live records that the caller may read and for which an expression is true, at most `limit`.
    public func records(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record]
    {
        try RecordReading.records(entity, where: condition, sort: sort, limit: limit, scope, backend)
    }
}

/// What a write handler sees, in its own savepoint; a throw undoes all of it.
public struct Transaction {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let backend: any TransactionBackend
    package let ids: IDGenerator

    package init(scope: TenantScope, backend: any TransactionBackend, ids: IDGenerator) {
        self.scope = scope
        self.backend = backend
        self.ids = ids
    }

    /// A live record that the caller may read, or `nil`.
    public func record(_ entity: EntityID, _ id: RecordID) throws -> Record? {
        try RecordReading.record(entity, id, scope, backend)
    }

    /// A secret of a live record that the caller may read, opened for what the action does with it; `nil` where there is none.
    ///
    /// The action's own permission opens it, so an answer never holds it.
    /// - Throws: 503 where its key is missing.
    public func secret(_ entity: EntityID, _ id: RecordID, field: String) throws -> String? {
        try RecordReading.secret(entity, id, field, scope, backend)
    }

    /// Live records that the caller may read and for which an expression is true, at most `limit`.
    public func records(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record]
    {
        try RecordReading.records(entity, where: condition, sort: sort, limit: limit, scope, backend)
    }

    /// Creates a record within the caller's own grants, validated and journaled like one from the API.
    public mutating func create(_ entity: EntityID, id: RecordID? = nil, _ values: [String: Value]) throws -> Record {
        let model = try RecordReading.model(entity, scope)
        let permission = Permission.record(entity, .create)
        guard let access = scope.access.access(permission) else { throw KernelError.forbidden(permission) }
        return model.withoutSecrets(try writer.create(model, id: id, values: values, access: access))
    }

    /// Changes a record within the caller's own grants.
    public mutating func update(
        _ entity: EntityID,
        _ id: RecordID,
        version: Int64? = nil,
        _ values: [String: Value]
    ) throws -> Record {
        let model = try RecordReading.model(entity, scope)
        return model.withoutSecrets(try writer.update(model, id: id, version: version, values: values))
    }

    /// Journals an event about a record in the same transaction; outbox, sync and audit read it there.
    public mutating func emit(_ event: EventDefinition, about entity: EntityID, _ id: RecordID) throws {
        try backend.journal(scope, JournalEntry(entity: entity.raw, record: id.raw, action: event.id))
    }

    private var writer: RecordWriter {
        RecordWriter(scope: scope, backend: backend, ids: ids)
    }
}

/// What `Snapshot` and `Transaction` read alike.
enum RecordReading {
    static func model(_ entity: EntityID, _ scope: TenantScope) throws -> EntityModel {
        guard let model = scope.model.entities[entity] else { throw KernelError.notFound }
        return model
    }

    static func record(
        _ entity: EntityID,
        _ id: RecordID,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Record? {
        guard let access = scope.access.access(Permission.record(entity, .read)) else { return nil }
        let model = try model(entity, scope)
        return try backend.record(scope, model, id, rows: access.rows, bin: false).map { model.withoutSecrets($0) }
    }

    static func secret(
        _ entity: EntityID,
        _ id: RecordID,
        _ field: String,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> String? {
        guard let access = scope.access.access(Permission.record(entity, .read)) else { return nil }
        return try backend.secret(scope, model(entity, scope), id, field: field, rows: access.rows)
    }

    static func records(
        _ entity: EntityID,
        where condition: String,
        sort: String,
        limit: Int,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> [Record] {
        guard let access = scope.access.access(Permission.record(entity, .read)) else { return [] }
        let model = try model(entity, scope)
        var query = RecordQuery(entity: entity)
        let context = CheckingContext(model: scope.model, entity: model, readable: .everything)
        query.filter = try ExpressionCompiler.filter(condition, in: context)
        query.sort = [RecordQuery.SortKey(field: sort, descending: false)]
        query.limit = limit
        return try backend.records(scope, query, rows: access.rows).map { model.withoutSecrets($0) }
    }
}

extension EntityModel {
    /// The record as handlers get it: a secret is asked for by itself.
    func withoutSecrets(_ record: Record) -> Record {
        guard fieldsToShow != nil else { return record }
        var record = record
        for field in fields where field.definition.secret { record.values[field.id] = nil }
        return record
    }
}
