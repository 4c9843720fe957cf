import Kernel
import KernelCrypto

/// Writes records through one connection, inside the savepoint of whoever lends it.
///
/// Rules, decisions and versions are the kernel's; refused here is only what the database itself finds out: a unique value
/// that is taken, an id that exists.
package final class SQLTransactionBackend: SQLSnapshotBackend, TransactionBackend {
    private let appender: any JournalAppender
    let random: any RandomSource
    /// Keeps ids made within one millisecond in order.
    var madeIDs = 0

    /// A backend over a connection; see `SQLSnapshotBackend` for what it shares with others.
    ///
    /// Inside a change of the schema the layout must be one of its own.
    package init(
        connection: any SQLConnection,
        journal: any JournalAppender,
        plans: QueryPlans = QueryPlans(),
        layout: StoreLayout = StoreLayout(),
        sealer: FieldSealer = .none,
        random: any RandomSource = SystemBytes()
    ) {
        appender = journal
        self.random = random
        super.init(connection: connection, plans: plans, layout: layout, sealer: sealer)
    }

    package func insert(_ scope: TenantScope, _ entity: EntityModel, _ record: Record) throws {
        let table = try schema(scope).table(entity.id)
        var values = Self.systemValues(record)
        values.append(try SearchIndex.add(record, table, on: connection))
        for field in table.fields where field.link == nil { values += try columns(field, record, scope, entity) }
        try write(table.insertion, values, scope, table, record, isNew: true)
        for field in table.fields where !record[field.id].isNull {
            if let place = field.link { try setLinks(scope, field, place, of: record) }
        }
    }

    package func update(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        after current: Record,
        changed: Set<String>
    ) throws {
        let table = try schema(scope).table(entity.id)
        var text = table.updating
        var values = Self.changingValues(record)
        Self.place(record, current, &text, &values)
        for field in table.fields where changed.contains(field.id) && field.link == nil {
            text += field.assignment
            values += try columns(field, record, scope, entity)
        }
        values.append(.text(record.id.raw))
        try write(text + " WHERE id = ?", values, scope, table, record)
        if table.searchFields.contains(where: { changed.contains($0.id) }) {
            try SearchIndex.replace(record, table, on: connection)
        }
        for field in table.fields where changed.contains(field.id) {
            if let place = field.link { try setLinks(scope, field, place, of: record) }
        }
    }

    package func attempt<T>(_ body: () throws -> T) throws -> T {
        let before = appender.head
        try connection.run("SAVEPOINT part")
        do {
            let result = try body()
            try connection.run("RELEASE part")
            return result
        } catch {
            // Where the database ended the transaction by itself there is no savepoint; the group finds that out.
            guard connection.isInTransaction else { throw error }
            try connection.run("ROLLBACK TO part")
            try connection.run("RELEASE part")
            appender.restore(before)
            throw error
        }
    }

    /// The values of a field's columns; a secret is sealed here, and nowhere before.
    private func columns(
        _ field: PhysicalField,
        _ record: Record,
        _ scope: TenantScope,
        _ entity: EntityModel
    ) throws -> [SQLValue] {
        guard case .sealed = field.kind else { return try field.encode(record[field.id]) }
        return [try sealer.seal(record[field.id], of: field.id, record.id, scope, entity.id)]
    }

    package func journal(_ scope: TenantScope, _ entry: JournalEntry) throws {
        try appender.append(scope, entry, on: connection)
    }

    package func remember(
        _ scope: TenantScope,
        pack: String,
        entity: EntityID,
        key: String,
        record: RecordID,
        hash: String
    ) throws {
        try connection.run(
            """
            INSERT INTO seed(pack, entity, key, record_id, hash) VALUES (?, ?, ?, ?, ?) \
            ON CONFLICT(pack, entity, key) DO UPDATE SET record_id = excluded.record_id, hash = excluded.hash
            """,
            [.text(pack), .text(entity.raw), .text(key), .text(record.raw), .text(hash)]
        )
    }

    /// The values of `PhysicalTable.changingColumns`.
    private static func changingValues(_ record: Record) -> [SQLValue] {
        [
            .int(record.version), .int(record.updatedAt), .optional(record.updatedBy?.raw),
        ]
    }

    /// Writes owner, state and bin only where they changed: every index of a table says which records are in the bin, so
    /// that column alone in the list has the database rewrite the record in all of them.
    private static func place(_ record: Record, _ current: Record, _ text: inout String, _ values: inout [SQLValue]) {
        if record.owner != current.owner {
            text += ", owner = ?"
            values.append(.optional(record.owner?.raw))
        }
        if record.state != current.state {
            text += ", state = ?"
            values.append(.optional(record.state))
        }
        if record.deletedAt != current.deletedAt {
            text += ", deleted_at = ?"
            values.append(.optional(record.deletedAt))
        }
    }

    /// The values of `PhysicalTable.systemColumns`; the search row follows them in `insertion`.
    private static func systemValues(_ record: Record) -> [SQLValue] {
        [
            .text(record.id.raw), .int(record.version), .int(record.createdAt), .int(record.updatedAt),
            .optional(record.createdBy?.raw), .optional(record.updatedBy?.raw), .optional(record.owner?.raw),
            .optional(record.state), .optional(record.deletedAt),
        ]
    }

    private func write(
        _ statement: String,
        _ values: [SQLValue],
        _ scope: TenantScope,
        _ table: PhysicalTable,
        _ record: Record,
        isNew: Bool = false
    ) throws {
        do {
            guard try connection.run(statement, values) == 1 else { throw KernelError.notFound }
        } catch let failure as StoreFailure where failure.kind == .constraint {
            throw try refusal(scope, table, record, isNew: isNew) ?? failure
        }
    }

    /// What a violated constraint means to the caller.
    ///
    /// The database names an index; which of the record's values it is, in words of the model, is asked again, as this
    /// happens rarely.
    private func refusal(
        _ scope: TenantScope,
        _ table: PhysicalTable,
        _ record: Record,
        isNew: Bool
    ) throws -> KernelError? {
        if isNew, try idExists(scope, table.entity, record.id) {
            return KernelError(.exists, "A record with this id is there already.")
        }
        let taken = try table.fields.filter { field in
            guard field.model.definition.unique else { return false }
            return try isTaken(scope, table.entity, field: field.id, value: record[field.id], except: record.id)
        }
        let broken = try table.entity.definition.uniques.filter { try isTaken(scope, table.entity, $0, by: record) }
        let findings =
            taken.map { field in
                Finding(field.id, "taken", "\(field.model.definition.title.text()) is taken by another record.")
            } + broken.map { Finding($0.fields.last ?? "", "taken", $0.message.text(scope.environment.language)) }
        return findings.isEmpty ? nil : KernelError.invalid(findings)
    }
}

/// The system's random bytes.
package struct SystemBytes: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        SystemRandom().bytes(count)
    }
}
