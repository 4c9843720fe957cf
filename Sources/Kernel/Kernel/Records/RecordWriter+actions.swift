/// What an action may do beyond its caller's grants on records: write entities of its own capability where its permission
/// reaches, fields and states included that nobody writes by hand.
package struct ActionAuthority: Sendable {
    /// The capability.
    let owner: String
    /// The action's permission.
    let permission: String
    /// Where that permission reaches.
    let access: RecordAccess

    package init(owner: String, permission: String, access: RecordAccess) {
        self.owner = owner
        self.permission = permission
        self.access = access
    }
}

extension RecordWriter {
    /// Creates a record on an action's authority.
    /// - Throws: 409 `exists`, 422, 403 where the record as it becomes lies outside the permission's reach.
    func create(
        _ entity: EntityModel,
        id: RecordID?,
        values: [String: Value],
        state: String?,
        on authority: ActionAuthority
    ) throws -> Record {
        try authority.requireOwn(entity)
        let record = try insert(entity, id: id, values: values, state: state, WriteCheck(self, entity))
        try requireReach(entity, record, authority)
        try journalCreated(record, of: entity)
        return record
    }

    /// Changes a record, and its state if asked, on an action's authority.
    /// - Throws: 404, 422, 409 `state_refused` where the record is locked, 403 where it would leave the permission's reach.
    func update(
        _ entity: EntityModel,
        id: RecordID,
        values: [String: Value],
        state: String?,
        on authority: ActionAuthority
    ) throws -> Record {
        try authority.requireOwn(entity)
        let rows = authority.access.rows.bound(to: entity.id, in: scope.model)
        guard let current = try backend.record(scope, entity, id, rows: rows, bin: false) else {
            throw KernelError.notFound
        }
        try requireUnlocked(current, entity)
        var record = current
        record.values.merge(values) { _, new in new }
        record.state = state ?? current.state
        var check = WriteCheck(self, entity)
        try check.values(record.values, changed: difference(current, record, of: entity), of: id)
        try settle(&record, before: current, of: entity, &check)
        try check.finish()
        let changed = difference(current, record, of: entity)
        guard !changed.isEmpty || record.state != current.state else { return current }
        return try store(record, after: current, of: entity, changed: changed, "updated") { record in
            try requireReach(entity, record, authority)
        }
    }

    private func requireReach(_ entity: EntityModel, _ record: Record, _ authority: ActionAuthority) throws {
        let rows = authority.access.rows.bound(to: entity.id, in: scope.model)
        guard try rows == .everything || backend.record(scope, entity, record.id, rows: rows, bin: false) != nil else {
            throw Shortfall.result.refusal(authority.permission)
        }
    }
}

extension ActionAuthority {
    /// - Throws: 503; an action that writes another capability's records on its own authority is a mistake in the code.
    fileprivate func requireOwn(_ entity: EntityModel) throws {
        guard entity.id.owner == owner else {
            throw KernelError.unavailable(
                "The server could not do this.",
                cause: "an action of \(owner) writes \(entity.id) on its own authority"
            )
        }
    }
}
