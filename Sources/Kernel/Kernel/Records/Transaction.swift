/// What a read handler sees: the tenant at one moment.
///
/// An action's own permission opens what it reads.
public struct Snapshot {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let backend: any SnapshotBackend
    private let authority: ActionAuthority?
    private let watch: ReadWatch

    package init(
        scope: TenantScope,
        backend: any SnapshotBackend,
        authority: ActionAuthority? = nil,
        watch: @escaping ReadWatch = { _, _ in }
    ) {
        self.scope = scope
        self.backend = backend
        self.authority = authority
        self.watch = watch
    }

    /// Live records that the caller may read and that the action's own permission reaches: with its scope `team`, those
    /// that are `team` by the entity's own line.
    ///
    /// At most `limit`.
    public func reach(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record] {
        let rows = try RecordReading.reach(entity, authority, scope)
        let found = try RecordReading.records(
            entity,
            where: condition,
            sort: sort,
            limit: limit,
            rows: rows,
            scope,
            backend
        )
        if !found.isEmpty { watch(entity, nil) }
        return found
    }

    /// A live record that the caller may read, or `nil`.
    public func record(_ entity: EntityID, _ id: RecordID) throws -> Record? {
        let found = try RecordReading.record(entity, id, scope, backend)
        if found != nil { watch(entity, nil) }
        return found
    }

    /// A secret of a live record that the caller may read, opened for what the action does with it; `nil` where there is none.
    ///
    /// The action's own permission opens it, so an answer never holds it.
    /// - Throws: 503 where its key is missing.
    public func secret(_ entity: EntityID, _ id: RecordID, field: String) throws -> String? {
        let found = try RecordReading.secret(entity, id, field, scope, backend)
        if found != nil { watch(entity, [field]) }
        return found
    }

    /// Live records that the caller may read and for which an expression is true, at most `limit`.
    public func records(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record]
    {
        let found = try RecordReading.records(entity, where: condition, sort: sort, limit: limit, scope, backend)
        if !found.isEmpty { watch(entity, nil) }
        return found
    }
}

/// What a write handler sees, in its own savepoint; a throw undoes all of it.
public struct Transaction {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let backend: any TransactionBackend
    package let ids: IDGenerator
    private let authority: ActionAuthority?
    private let watch: ReadWatch

    package init(
        scope: TenantScope,
        backend: any TransactionBackend,
        ids: IDGenerator,
        authority: ActionAuthority? = nil,
        watch: @escaping ReadWatch = { _, _ in }
    ) {
        self.scope = scope
        self.backend = backend
        self.ids = ids
        self.authority = authority
        self.watch = watch
    }

    /// Live records that the caller may read and that the action's own permission reaches, at most `limit`.
    public func reach(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record] {
        let rows = try RecordReading.reach(entity, authority, scope)
        let found = try RecordReading.records(
            entity,
            where: condition,
            sort: sort,
            limit: limit,
            rows: rows,
            scope,
            backend
        )
        if !found.isEmpty { watch(entity, nil) }
        return found
    }

    /// Creates a record of the action's own capability on the action's authority: its permission decides instead of the
    /// caller's grants on the entity, and fields that nobody writes by hand (`writing: .never`) and the state may be given.
    ///
    /// The record must lie within the permission's reach; it is validated and journaled like any other.
    public mutating func add(
        _ entity: EntityID,
        id: RecordID? = nil,
        state: String? = nil,
        _ values: [String: Value]
    ) throws -> Record {
        let model = try RecordReading.model(entity, scope)
        return model.withoutSecrets(try writer.create(model, id: id, values: values, state: state, on: held()))
    }

    /// Changes a record of the action's own capability, and its state if given, on the action's authority, as `add` does.
    public mutating func set(
        _ entity: EntityID,
        _ id: RecordID,
        state: String? = nil,
        _ values: [String: Value]
    ) throws -> Record {
        let model = try RecordReading.model(entity, scope)
        return model.withoutSecrets(try writer.update(model, id: id, values: values, state: state, on: held()))
    }

    /// Whether an id is taken, by a record that the caller may not see included: for 409 `exists` and nothing else.
    public func hasRecord(_ entity: EntityID, _ id: RecordID) throws -> Bool {
        try backend.idExists(scope, RecordReading.model(entity, scope), id)
    }

    /// A refusal whose member `current` shows a record as the caller may see it.
    public func refusal(
        _ problem: ProblemCode,
        _ detail: String,
        current entity: EntityID,
        _ id: RecordID
    ) throws -> KernelError {
        var error = KernelError(problem, detail)
        let model = try RecordReading.model(entity, scope)
        if let read = scope.access.access(Permission.record(entity, .read)),
            let current = try backend.render(scope, model, id, read, fields: nil, expand: [], bin: false)
        {
            error.members.append((name: "current", json: current.json))
        }
        return error
    }

    private func held() throws -> ActionAuthority {
        guard let authority else { throw KernelError.unavailable("The server could not do this.", cause: "no action") }
        return authority
    }

    /// A live record that the caller may read, or `nil`.
    public func record(_ entity: EntityID, _ id: RecordID) throws -> Record? {
        let found = try RecordReading.record(entity, id, scope, backend)
        if found != nil { watch(entity, nil) }
        return found
    }

    /// A secret of a live record that the caller may read, opened for what the action does with it; `nil` where there is none.
    ///
    /// The action's own permission opens it, so an answer never holds it.
    /// - Throws: 503 where its key is missing.
    public func secret(_ entity: EntityID, _ id: RecordID, field: String) throws -> String? {
        let found = try RecordReading.secret(entity, id, field, scope, backend)
        if found != nil { watch(entity, [field]) }
        return found
    }

    /// Live records that the caller may read and for which an expression is true, at most `limit`.
    public func records(_ entity: EntityID, where condition: String, sort: String, limit: Int = 500) throws -> [Record]
    {
        let found = try RecordReading.records(entity, where: condition, sort: sort, limit: limit, scope, backend)
        if !found.isEmpty { watch(entity, nil) }
        return found
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

/// Hears of what a handler reads: records of an entity with the fields shown unasked, or with those named.
package typealias ReadWatch = @Sendable (_ entity: EntityID, _ named: Set<String>?) -> Void

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
        return try records(
            entity,
            where: condition,
            sort: sort,
            limit: limit,
            rows: access.rows,
            scope,
            backend
        )
    }

    /// What both the caller's read grants and an action's permission reach.
    static func reach(_ entity: EntityID, _ authority: ActionAuthority?, _ scope: TenantScope) throws -> RowFilter {
        guard let authority, let read = scope.access.access(Permission.record(entity, .read)) else { return .nothing }
        return .intersection([authority.access.rows.bound(to: entity, in: scope.model), read.rows])
    }

    static func records(
        _ entity: EntityID,
        where condition: String,
        sort: String,
        limit: Int,
        rows: RowFilter,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> [Record] {
        let model = try model(entity, scope)
        var query = RecordQuery(entity: entity)
        let context = CheckingContext(model: scope.model, entity: model, readable: .everything)
        query.filter = try ExpressionCompiler.filter(condition, in: context)
        query.sort = [RecordQuery.SortKey(field: sort, descending: false)]
        query.limit = limit
        return try backend.records(scope, query, rows: rows).map { model.withoutSecrets($0) }
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
