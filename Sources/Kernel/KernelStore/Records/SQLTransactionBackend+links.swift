import Kernel

// `references` fields: a link table is written anew; an entity that is the link is compared with what is wanted, and
// links come and go as records of that entity, journaled like any other.

extension SQLTransactionBackend {
    /// Makes the links of a field those of the record's value.
    func setLinks(_ scope: TenantScope, _ field: PhysicalField, _ place: LinkPlace, of record: Record) throws {
        let targets: [RecordID]
        switch record[field.id] {
        case .null: targets = []
        case .references(let ids): targets = ids
        default: throw KernelError.invalid([Finding(field.id, "type", "`\(field.id)` takes a list of ids.")])
        }
        if let through = place.through {
            try setLinkRecords(scope, through, place, of: record, to: targets)
        } else {
            try setLinkRows(scope, place, of: record.id, to: targets)
        }
    }

    private func setLinkRows(
        _ scope: TenantScope,
        _ place: LinkPlace,
        of record: RecordID,
        to targets: [RecordID]
    ) throws {
        let delete: SQLFragment = "DELETE FROM \(name: place.table) WHERE record_id = \(bind: .text(record.raw))"
        try connection.run(delete.text, try delete.values(scope))
        for (position, target) in targets.enumerated() {
            let row: SQLFragment = """
                \(bind: .text(record.raw)), \(bind: .int(Int64(position))), \(bind: .text(target.raw))
                """
            let insert: SQLFragment = """
                INSERT INTO \(name: place.table)(record_id, position, target_id) VALUES (\(row))
                """
            try connection.run(insert.text, try insert.values(scope))
        }
    }

    private func setLinkRecords(
        _ scope: TenantScope,
        _ through: LinkPlace.Through,
        _ place: LinkPlace,
        of record: Record,
        to targets: [RecordID]
    ) throws {
        guard let entity = scope.model.entities[through.entity] else { throw KernelError.notFound }
        var present: Set<RecordID> = []
        let links = try liveLinks(scope, entity, place, of: record.id)
        for link in links {
            guard let target = link[through.targetField].reference, targets.contains(target) else {
                try bin(link, scope, entity, through)
                continue
            }
            present.insert(target)
        }
        for target in targets where present.insert(target).inserted {
            try makeLink(nextID(scope, after: links.last?.id), from: record.id, to: target, scope, entity, through)
        }
    }

    private func liveLinks(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ place: LinkPlace,
        of record: RecordID
    ) throws -> [Record] {
        let schema = try schema(scope)
        let compiler = ConditionCompiler(schema, access: scope.access, shape: .page)
        let reader = try RecordReader(schema.table(entity.id), compiler)
        let row = reader.row
        let statement = reader.statement(
            where: "\(row.isLive) AND \(row.column(place.recordColumn)) = \(bind: .text(record.raw))",
            "ORDER BY \(row.id)"
        )
        return try connection.rows(statement.text, try statement.values(scope)) { reader.record($0) }.compactMap { $0 }
    }

    private func bin(
        _ link: Record,
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ through: LinkPlace.Through
    ) throws {
        var binned = link
        binned.version += 1
        binned.updatedAt = scope.now
        binned.updatedBy = scope.principal.member
        binned.deletedAt = scope.now
        try update(scope, entity, binned, after: link, changed: [])
        let changes = [through.recordField, through.targetField].map {
            JournalEntry.Change(field: $0, before: link[$0], after: .null)
        }
        try journal(scope, entry(entity, binned, "deleted", changes))
    }

    private func makeLink(
        _ id: RecordID,
        from record: RecordID,
        to target: RecordID,
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ through: LinkPlace.Through
    ) throws {
        var values: [String: Value] = [:]
        for field in entity.fields where !field.definition.defaultValue.isNull {
            values[field.id] = field.definition.defaultValue
        }
        values[through.recordField] = .reference(record)
        values[through.targetField] = .reference(target)
        let link = Record(
            id: id,
            createdAt: scope.now,
            updatedAt: scope.now,
            createdBy: scope.principal.member,
            updatedBy: scope.principal.member,
            owner: scope.principal.member,
            state: entity.startState,
            values: values
        )
        try insert(scope, entity, link)
        let changes = values.sorted { $0.key < $1.key }.map {
            JournalEntry.Change(field: $0.key, before: .null, after: $0.value)
        }
        try journal(scope, entry(entity, link, "created", changes))
    }

    private func entry(
        _ entity: EntityModel,
        _ record: Record,
        _ action: String,
        _ changes: [JournalEntry.Change]
    ) -> JournalEntry {
        JournalEntry(
            entity: entity.id.raw,
            record: record.id.raw,
            action: action,
            version: record.version,
            changes: changes
        )
    }

    /// A UUIDv7 greater than those made before in this transaction and than another one, since links are shown in the order
    /// of their ids: the first 12 random bits count (RFC 9562 section 6.2, method 1).
    private func nextID(_ scope: TenantScope, after last: RecordID?) -> RecordID {
        var bytes = random.bytes(10)
        bytes[0] = UInt8(truncatingIfNeeded: madeIDs >> 8 & 0x0f)
        bytes[1] = UInt8(truncatingIfNeeded: madeIDs)
        var milliseconds = scope.now
        // Requests of one millisecond, and clocks that step back a little; an id from a far future is not followed.
        if let last = last?.milliseconds, last >= milliseconds, last < milliseconds + 60_000 { milliseconds = last + 1 }
        // 4,096 ids per millisecond; the next ones count on in the next one.
        milliseconds += Int64(madeIDs >> 12)
        madeIDs += 1
        return RecordID(milliseconds: milliseconds, random: bytes)
    }
}

extension RecordID {
    /// The time in a UUIDv7, milliseconds since 1970.
    fileprivate var milliseconds: Int64? {
        isVersion7 ? Int64(raw.prefix(13).filter { $0 != "-" }, radix: 16) : nil
    }
}
