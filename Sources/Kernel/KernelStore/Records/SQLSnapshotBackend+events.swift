import Kernel

extension SQLSnapshotBackend {
    package func journalHead(_ scope: TenantScope) throws -> Int64 {
        try connection.first("SELECT max(seq) FROM journal") { $0.isNull(0) ? 0 : $0.int(0) } ?? 0
    }

    package func events(_ scope: TenantScope, after cursor: Int64, limit: Int) throws -> EventPage {
        var page = EventPage(head: try journalHead(scope), last: cursor, lastShown: cursor, frames: [])
        guard page.head > cursor else { return page }
        var writer = JSONWriter(capacity: 4096)
        var reaches: [String: Reach?] = [:]
        try connection.query(
            "SELECT \(JournalJSON.columns) FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
            [.int(cursor), .int(Int64(limit))]
        ) { row in
            page.last = row.int(0)
            let name = row.text(4)
            let known = reaches[name] ?? reach(of: name, scope)
            reaches[name] = known
            guard let reach = known, try isSeen(row.text(5), reach, scope) else { return }
            page.lastShown = page.last
            page.entities.insert(reach.entity.id)
            writer.raw(Array("id: \(page.last)\nevent: record\ndata: ".utf8))
            try JournalJSON.write(row, collection: reach.collection, visible: reach.visible, to: &writer)
            writer.raw(Self.frameEnd)
        }
        page.frames = writer.bytes
        return page
    }

    private static let frameEnd = Array("\n\n".utf8)

    /// What a caller may see of the events of one entity.
    private struct Reach {
        let entity: EntityModel
        let access: RecordAccess
        let collection: String
        let visible: ((String) -> Bool)?
    }

    /// `nil` for what is no entity of the model, or not the caller's to read.
    private func reach(of name: String, _ scope: TenantScope) -> Reach? {
        guard let id = EntityID(name), let entity = scope.model.entities[id], entity.definition.verbs.contains(.read),
            let access = scope.access.access(Permission.record(id, .read))
        else { return nil }
        return Reach(
            entity: entity,
            access: access,
            collection: entity.definition.collection,
            visible: JournalJSON.visibility(entity, access)
        )
    }

    private func isSeen(_ record: String, _ reach: Reach, _ scope: TenantScope) throws -> Bool {
        if reach.access.rows == .everything { return true }
        guard let id = RecordID(record) else { return false }
        return try isWithinReach(scope, reach.entity, id, reach.access.rows)
    }
}
