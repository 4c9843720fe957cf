@testable import Kernel

extension MemoryBackend {
    /// Whether a filter lets a record through.
    func lets(_ record: Record, through filter: RowFilter, _ scope: TenantScope) throws -> Bool {
        switch filter {
        case .everything: return true
        case .nothing, .scope: return false
        case .principal(let path):
            guard let member = scope.principal.member else { return false }
            return ends(of: path, from: record).contains(member)
        case .team(let path): return ends(of: path, from: record).contains(where: scope.teams.contains)
        case .all(let filters): return try filters.allSatisfy { try lets(record, through: $0, scope) }
        case .any(let filters): return try filters.contains { try lets(record, through: $0, scope) }
        case .expression(let node):
            let writer = RecordWriter(scope: scope, backend: self, ids: Shop.ids)
            return try ExpressionEvaluator(writer.context(of: record, input: [:])).isTrue(node)
        }
    }

    /// The records at the end of a path of references.
    private func ends(of path: ScopePath, from record: Record) -> [RecordID] {
        path.steps.reduce([record.id]) { ids, step in
            if step == "id" { return ids }
            let records = ids.flatMap { id in tables.values.compactMap { $0[id] } }
            return records.flatMap { step == "owner" ? $0.owner.map { [$0] } ?? [] : Self.ids($0[step]) }
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
        try record(scope, entity, id, rows: access.rows, bin: bin).map { record in
            RenderedRecord(version: record.version, json: json(of: record, fields: fields, access))
        }
    }

    private func json(of record: Record, fields: Set<String>?, _ access: RecordAccess) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(record.id.raw)
            writer.key("version")
            writer.int(record.version)
            for (name, value) in record.values.sorted(by: { $0.key < $1.key })
            where access.reaches(name) && fields?.contains(name) ?? true {
                writer.key(name)
                writer.value(value)
            }
        }
        return writer.bytes
    }

    func list(_ scope: TenantScope, _ query: RecordQuery, _ access: RecordAccess) throws -> RenderedPage {
        let found = try records(scope, query, rows: access.rows)
        var writer = JSONWriter()
        writer.array(found) { $0.raw(json(of: $1, fields: query.fields, access)) }
        return RenderedPage(items: writer.bytes, next: nil, count: query.count ? Int64(found.count) : nil)
    }

    func isAsRead(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool { true }

    func journalHead(_ scope: TenantScope) throws -> Int64 {
        Int64(journalled.count)
    }

    func events(_ scope: TenantScope, after cursor: Int64, limit: Int) throws -> EventPage {
        let last = min(Int64(journalled.count), cursor + Int64(limit))
        let frames = journalled[Int(cursor)..<Int(last)].flatMap { Array("event: record\ndata: \($0.record)\n\n".utf8) }
        return EventPage(head: Int64(journalled.count), last: last, lastShown: last, frames: frames)
    }

    func journal(_ scope: TenantScope, _ filter: JournalFilter, limit: Int, after: Int64?) throws -> RenderedPage {
        var writer = JSONWriter()
        writer.array(journalled.reversed().prefix(limit)) { $0.string($1.action) }
        return RenderedPage(items: writer.bytes, next: nil)
    }

    func journalEnd(_ scope: TenantScope) throws -> String {
        String(journalled.count)
    }

    func history(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        limit: Int,
        after: String?
    ) throws -> RenderedPage {
        let entries = journalled.filter { $0.entity == entity.id.raw && $0.record == id.raw }
        var writer = JSONWriter()
        writer.array(entries.reversed().prefix(limit)) { $0.string($1.action) }
        return RenderedPage(items: writer.bytes, next: nil)
    }
}
