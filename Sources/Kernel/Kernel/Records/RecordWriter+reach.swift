extension RecordWriter {
    /// The access of a record verb.
    /// - Throws: 403 naming the permission.
    func access(_ verb: RecordVerb, _ entity: EntityModel) throws -> RecordAccess {
        let permission = entity.permission(verb)
        guard let access = scope.access.access(permission) else { throw KernelError.forbidden(permission) }
        return access
    }

    /// A live record that the caller may read, or `nil`.
    package func readable(_ entity: EntityModel, _ id: RecordID) throws -> Record? {
        guard let read = scope.access.access(entity.permission(.read)) else { return nil }
        return try backend.record(scope, entity, id, rows: read.rows, bin: false)
    }

    /// A record that the caller may see and that a permission reaches.
    /// - Throws: 404 when the caller may not see it, 403 when the permission does not reach it.
    func reachable(
        _ entity: EntityModel,
        _ id: RecordID,
        by access: RecordAccess,
        permission: String
    ) throws -> Record {
        guard let read = scope.access.access(entity.permission(.read)),
            let record = try backend.record(scope, entity, id, rows: read.rows, bin: false)
        else { throw KernelError.notFound }
        let rows = access.rows.bound(to: entity.id, in: scope.model)
        let covered = rows == read.rows || rows == .everything
        guard try covered || backend.record(scope, entity, id, rows: rows, bin: false) != nil else {
            throw Shortfall.record.refusal(permission)
        }
        return record
    }

    /// The parts of an access whose rows hold a record.
    func parts(_ access: RecordAccess, _ entity: EntityModel, _ id: RecordID) throws -> [RecordAccess.Part] {
        guard access.parts.count > 1 else { return access.parts }
        return try access.parts.filter { part in
            let rows = part.rows.bound(to: entity.id, in: scope.model)
            return try rows == .everything || backend.record(scope, entity, id, rows: rows, bin: false) != nil
        }
    }

    /// The record as it became must lie within reach, and each changed field within a part whose limits its numbers keep.
    func requireReach(
        _ entity: EntityModel,
        _ record: Record,
        changed: Set<String>,
        _ access: RecordAccess,
        _ verb: RecordVerb
    ) throws {
        let permission = entity.permission(verb)
        let rows = access.rows.bound(to: entity.id, in: scope.model)
        guard try rows == .everything || backend.record(scope, entity, record.id, rows: rows, bin: false) != nil else {
            throw Shortfall.result.refusal(permission)
        }
        let reaching = try parts(access, entity, record.id)
        let parts = reaching.filter { Self.within($0.limits, record.values) }
        guard !parts.isEmpty else { throw Self.over(reaching, record.values).refusal(permission) }
        let beyond = changed.filter { field in !parts.contains { $0.fields?.contains(field) ?? true } }
        guard beyond.isEmpty else { throw Shortfall.fields(beyond.sorted()).refusal(permission) }
    }

    /// The numbers that are over the limit of a part that reaches the record.
    static func over(_ parts: [RecordAccess.Part], _ values: [String: Value]) -> Shortfall {
        let fields = parts.flatMap { part in
            part.limits.filter { !within([$0.key: $0.value], values) }.keys
        }
        return .limits(Set(fields).sorted())
    }

    /// Whether numbers stay within a grant's limits; money and decimals count in their stored units.
    static func within(_ limits: [String: Int64], _ values: [String: Value]) -> Bool {
        limits.allSatisfy { field, bound in
            switch values[field] ?? .null {
            case .int(let number), .duration(let number), .money(let number, _): number <= bound
            case .decimal(let units, let scale): units <= scaled(bound, scale)
            default: true
            }
        }
    }

    private static func scaled(_ bound: Int64, _ scale: Int) -> Int64 {
        (0..<scale).reduce(bound) { value, _ in
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            return overflow ? .max : product
        }
    }

    /// - Throws: 412 with the record as the caller may see it.
    func requireVersion(_ version: Int64?, of record: Record, _ entity: EntityModel) throws {
        guard let version, version != record.version else { return }
        var error = KernelError(.versionConflict, "The record is at version \(record.version), not \(version).")
        if let read = scope.access.access(entity.permission(.read)),
            let current = try backend.render(scope, entity, record.id, read, fields: nil, expand: [], bin: false)
        {
            error.members.append((name: "current", json: current.json))
        }
        throw error
    }

    /// What changed between two states of a record, system field `state` included.
    ///
    /// `fields` names those that may have changed; `nil` looks at all.
    func changes(
        from before: Record?,
        to after: Record,
        of entity: EntityModel,
        among fields: Set<String>? = nil
    ) -> [JournalEntry.Change] {
        var changes: [JournalEntry.Change] = []
        if before?.state != after.state {
            let old = before?.state.map(Value.text) ?? .null
            changes.append(
                JournalEntry.Change(field: "state", before: old, after: after.state.map(Value.text) ?? .null)
            )
        }
        for field in entity.fields where fields?.contains(field.id) ?? (entity.computed[field.id] == nil) {
            let old = before?[field.id] ?? .null
            if old.isIdentical(to: after[field.id]) { continue }
            changes.append(JournalEntry.Change(field: field.id, before: old, after: after[field.id]))
        }
        return changes
    }

    func journal(
        _ entity: EntityModel,
        _ record: Record,
        _ action: String,
        _ changes: [JournalEntry.Change]
    ) throws {
        let entry = JournalEntry(
            entity: entity.id.raw,
            record: record.id.raw,
            action: action,
            version: record.version,
            changes: changes
        )
        try backend.journal(scope, entry)
    }
}

extension KernelError {
    /// 403 naming the permission that no grant gives.
    package static func forbidden(_ permission: String) -> KernelError {
        KernelError(.forbidden, "You do not hold the permission that this needs.", permission: permission)
    }
}
