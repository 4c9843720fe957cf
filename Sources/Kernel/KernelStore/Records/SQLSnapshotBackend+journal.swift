import Kernel
import KernelCrypto

extension SQLSnapshotBackend {
    package func journal(
        _ scope: TenantScope,
        _ filter: JournalFilter,
        limit: Int,
        after: Int64?
    ) throws -> RenderedPage {
        var writer = JSONWriter(capacity: 16_384)
        var (rows, last, hasMore) = (0, Int64(0), false)
        var sights = JournalSights(scope: scope, backend: self)
        let conditions = JournalConditions(filter, before: after)
        writer.raw("[")
        try connection.query(
            "SELECT \(JournalJSON.columns) FROM journal WHERE \(conditions.text) ORDER BY seq DESC LIMIT ?",
            conditions.values + [.int(Int64(limit) + 1)]
        ) { row in
            rows += 1
            guard rows <= limit else {
                hasMore = true
                return
            }
            writer.comma()
            try JournalJSON.write(row, visible: sights.of(row.text(4), row.text(5)), to: &writer)
            last = row.int(0)
        }
        writer.raw("]")
        return RenderedPage(items: writer.bytes, next: hasMore ? String(last) : nil)
    }

    package func isAsRead(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool {
        guard let begin = try ModelMark.begin(of: scope.model, on: connection),
            let written = try lastEntry(of: entity.id, id)
        else { return false }
        guard let member = scope.principal.member else { return written > begin }
        return try written > max(begin, lastEntry(of: memberEntity, member) ?? 0)
    }

    private func lastEntry(of entity: EntityID, _ record: RecordID) throws -> Int64? {
        try connection.first(
            "SELECT max(seq) FROM journal WHERE entity = ? AND record = ?",
            [.text(entity.raw), .text(record.raw)]
        ) { $0.optionalInt(0) } ?? nil
    }

    package func journalEnd(_ scope: TenantScope) throws -> String {
        Hex.encode(try JournalHead.read(connection).hash)
    }
}

/// The conditions of a filter on the journal.
struct JournalConditions {
    /// Of literal text and question marks.
    private(set) var text = "seq < ?"
    private(set) var values: [SQLValue]

    init(_ filter: JournalFilter, before: Int64? = nil) {
        values = [.int(before ?? .max)]
        add("principal = ?", filter.principal.map(SQLValue.text))
        add("entity = ?", filter.entity.map(SQLValue.text))
        add("record = ?", filter.record.map(SQLValue.text))
        add("request_id = ?", filter.request.map(SQLValue.text))
        add("instr(action, ?) > 0", filter.action.map(SQLValue.text))
        add("at >= ?", filter.from.map(SQLValue.int))
        add("at < ?", filter.until.map(SQLValue.int))
        add("(action <> 'denied') = ?", filter.success.map(SQLValue.flag))
    }

    private mutating func add(_ condition: StaticString, _ value: SQLValue?) {
        guard let value else { return }
        text += " AND \(condition)"
        values.append(value)
    }
}

/// What a caller may see of the changes in journal entries.
private struct JournalSights {
    private struct Place: Hashable {
        let entity: String
        let record: String
    }

    let scope: TenantScope
    let backend: SQLSnapshotBackend
    private var known: [Place: Bool] = [:]

    init(scope: TenantScope, backend: SQLSnapshotBackend) {
        self.scope = scope
        self.backend = backend
    }

    /// Subjects that are no records: what their entries say is for everybody who may read the journal.
    private static let subjects: Set<String> = ["access.session", "access.permission"]

    mutating func of(_ entity: String, _ record: String) throws -> ((String) -> Bool)? {
        if entity.hasPrefix("kernel.") || Self.subjects.contains(entity) { return nil }
        guard let model = EntityID(entity).flatMap({ scope.model.entities[$0] }),
            let access = scope.access.access(Permission.record(model.id, .read)),
            try isWithinReach(record, model, access)
        else { return { _ in false } }
        return JournalJSON.visibility(model, access)
    }

    private mutating func isWithinReach(_ record: String, _ model: EntityModel, _ access: RecordAccess) throws -> Bool {
        if access.rows == .everything { return true }
        let place = Place(entity: model.id.raw, record: record)
        if let known = known[place] { return known }
        let found = try RecordID(record).map { try backend.isWithinReach(scope, model, $0, access.rows) } ?? false
        known[place] = found
        return found
    }
}
