/// Every change of a record, for whoever asks: validation, field masks, references, uniqueness, guards, journal.
///
/// The store below it knows primitives only; the pipeline, actions, seeds and later sync all write through here.
package struct RecordWriter {
    /// Who asks, for which tenant.
    package let scope: TenantScope
    let backend: any TransactionBackend
    let ids: IDGenerator

    package init(scope: TenantScope, backend: any TransactionBackend, ids: IDGenerator) {
        self.scope = scope
        self.backend = backend
        self.ids = ids
    }

    /// Creates a record from typed values.
    /// - Throws: 409 `exists`, 422 `invalid`, 403 where the record as it becomes lies outside the grant.
    package func create(
        _ entity: EntityModel,
        id: RecordID?,
        values: [String: Value],
        access: RecordAccess,
        state: String? = nil
    ) throws -> Record {
        var check = WriteCheck(self, entity)
        check.refuseUnwritable(values.keys, access: access.parts.map(\.fields), creating: true)
        let record = try insert(entity, id: id, values: values, state: state, check)
        try requireReach(entity, record, changed: Set(values.keys), access, .create)
        try journalCreated(record, of: entity)
        return record
    }

    /// Completes values with defaults, checks them and inserts the record.
    func insert(
        _ entity: EntityModel,
        id: RecordID?,
        values: [String: Value],
        state: String?,
        _ begun: WriteCheck
    ) throws -> Record {
        var check = begun
        let complete = entity.fields.reduce(into: values) { complete, field in
            if complete[field.id] == nil { complete[field.id] = field.definition.defaultValue }
        }
        let id = id ?? ids.next()
        guard try !backend.idExists(scope, entity, id) else {
            throw KernelError(.exists, "There is already a record with this id.")
        }
        try check.values(complete, changed: Set(complete.keys), of: id)
        var record = Record(
            id: id,
            createdAt: scope.now,
            updatedAt: scope.now,
            createdBy: scope.principal.member,
            updatedBy: scope.principal.member,
            owner: scope.principal.member,
            state: state ?? entity.startState,
            values: complete.filter { !$0.value.isNull }
        )
        try settle(&record, before: nil, of: entity, &check)
        try check.finish()
        try backend.insert(scope, entity, record)
        return record
    }

    func journalCreated(_ record: Record, of entity: EntityModel) throws {
        try journal(entity, record, "created", changes(from: nil, to: record, of: entity))
    }

    /// Applies changed values to a record at a version; a change that changes nothing keeps the version.
    /// - Throws: 404, 403, 412 with the current record, 422.
    package func update(
        _ entity: EntityModel,
        id: RecordID,
        version: Int64?,
        values: [String: Value]
    ) throws -> Record {
        let access = try access(.update, entity)
        let current = try reachable(entity, id, by: access, permission: entity.permission(.update))
        try requireVersion(version, of: current, entity)
        try requireUnlocked(current, entity)
        var check = WriteCheck(self, entity)
        check.refuseUnwritable(values.keys, access: try parts(access, entity, id).map(\.fields), creating: false)
        var record = current
        record.values.merge(values) { _, new in new }
        let changed = Set(values.keys.filter { !current[$0].isIdentical(to: record[$0]) })
        try check.values(record.values, changed: changed, of: id)
        guard !changed.isEmpty || !check.isClean else { return current }
        try settle(&record, before: current, of: entity, &check)
        try check.finish()
        // Only a rule changes what nobody sent.
        let written = scope.model.rules[entity.id] == nil ? changed : difference(current, record, of: entity)
        return try store(record, after: current, of: entity, changed: written, "updated") { record in
            try requireReach(entity, record, changed: changed, access, .update)
        }
    }

    /// Changes a record on the kernel's own authority, such as a member's own name; still validated and journaled.
    package func change(_ entity: EntityModel, id: RecordID, values: [String: Value], action: String) throws {
        guard let current = try backend.record(scope, entity, id, rows: .everything, bin: false) else {
            throw KernelError.notFound
        }
        var record = current
        record.values.merge(values) { _, new in new }
        let changed = difference(current, record, of: entity)
        guard !changed.isEmpty else { return }
        var check = WriteCheck(self, entity)
        try check.values(record.values, changed: changed, of: id)
        try settle(&record, before: current, of: entity, &check)
        try check.finish()
        _ = try store(record, after: current, of: entity, changed: difference(current, record, of: entity), action)
    }

    /// Writes a changed record with its next version, checks it as it became, and journals.
    func store(
        _ changedRecord: Record,
        after current: Record,
        of entity: EntityModel,
        changed: Set<String>,
        _ action: String,
        check: (Record) throws -> Void = { _ in }
    ) throws -> Record {
        var record = changedRecord
        record.version = current.version + 1
        record.updatedAt = scope.now
        record.updatedBy = scope.principal.member
        try backend.update(scope, entity, record, after: current, changed: changed)
        try check(record)
        try journal(entity, record, action, changes(from: current, to: record, of: entity, among: changed))
        return record
    }

    /// Puts a record into the bin, with those that a cascade takes along.
    /// - Throws: 404, 403, 412, 409 `in_use`.
    package func delete(_ entity: EntityModel, id: RecordID, version: Int64?) throws {
        let access = try access(.delete, entity)
        let current = try reachable(entity, id, by: access, permission: entity.permission(.delete))
        try requireVersion(version, of: current, entity)
        try requireUnlocked(current, entity)
        try bin(entity, current, depth: 0)
    }

    /// Brings a record back from the bin, with those that its delete took along.
    /// - Throws: 404, 403, 422 where a unique value was taken or a reference is gone meanwhile.
    package func restore(_ entity: EntityModel, id: RecordID) throws -> Record {
        let access = try access(.delete, entity)
        guard let binned = try backend.record(scope, entity, id, rows: access.rows, bin: true) else {
            throw KernelError.notFound
        }
        var check = WriteCheck(self, entity)
        let open = entity.fields.filter { !$0.definition.secret }.map(\.id)
        try check.values(binned.values, changed: Set(binned.values.keys).intersection(open), of: id)
        var record = binned
        try settle(&record, before: binned, of: entity, &check)
        try check.finish()
        return try unbin(entity, binned, depth: 0)
    }
}
