import Kernel

extension PurgeRun {
    /// Records of others' entities that are in a state of the pack go back to where they came from.
    func moveStatesBack() throws -> Int64 {
        var moved: Int64 = 0
        for extending in order.definitions.flatMap(\.extensions) {
            guard let table = schema.tables[extending.entity] else { continue }
            let left = table.entity.definition.states.map(\.id)
            for state in extending.states.map(\.id) where !left.contains(state) {
                let before = extending.moves.first { $0.to == state }?.from.first { left.contains($0) }
                guard let before = before ?? table.entity.startState else { continue }
                moved += try StateReturn(connection: connection, now: scope.now).run(table.name, state, to: before) {
                    record in
                    let version = "SELECT version FROM \(PhysicalName.quoted(table.name)) WHERE id = ?"
                    let now = try connection.first(version, [.text(record)]) { $0.int(0) }
                    try note(extending.entity.raw, record, "updated", version: now ?? 0)
                }
            }
        }
        return moved
    }

    /// Members no longer hold roles of the pack.
    func takeRoles() throws {
        let roles = Set(order.definitions.flatMap(\.roles).map(\.id)).subtracting(scope.model.roles.keys)
        guard !roles.isEmpty, let table = schema.tables[memberEntity],
            let column = table.field("roles")?.columns.first
        else { return }
        let (name, quoted) = (PhysicalName.quoted(table.name), PhysicalName.quoted(column))
        let members = try connection.rows("SELECT id, version, \(quoted) FROM \(name) WHERE \(quoted) IS NOT NULL") {
            (id: $0.text(0), version: $0.int(1), roles: $0.text(2))
        }
        for member in members {
            guard case .array(let held) = try JSONReader.read(Array(member.roles.utf8)) else { continue }
            let left = held.filter { !roles.contains($0.text ?? "") }
            guard left.count < held.count else { continue }
            let text = String(decoding: JSONWriter.text(of: .array(left)), as: UTF8.self)
            try connection.run(
                "UPDATE \(name) SET \(quoted) = ?, version = version + 1, updated_at = ? WHERE id = ?",
                [.text(text), .int(scope.now), .text(member.id)]
            )
            try note(memberEntity.raw, member.id, "updated", version: member.version + 1)
        }
    }

    /// Rows that the pack sowed into others' tables go, those that refer before those that are referred to; what was
    /// changed, or is referred to by what stays, is the tenant's own.
    func removeSeeds(_ report: inout PurgeReport) throws {
        var waiting = try connection.rows(
            "SELECT entity, record_id FROM seed WHERE pack = ? ORDER BY entity, key",
            [.text(order.pack)]
        ) { (entity: $0.text(0), id: $0.text(1)) }.filter { Self.parts($0.entity)[0] != order.pack }
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = false
            var later: [(entity: String, id: String)] = []
            for row in waiting {
                if try remove(row.id, of: row.entity) {
                    isGoingOn = true
                    report.seeds += 1
                } else {
                    later.append(row)
                }
            }
            waiting = later
        }
        report.kept = Int64(waiting.count)
        try connection.run("DELETE FROM seed WHERE pack = ?", [.text(order.pack)])
    }

    private func remove(_ id: String, of raw: String) throws -> Bool {
        guard let entity = scope.model.entities.keys.first(where: { $0.raw == raw }),
            let table = schema.tables[entity]
        else { return false }
        let name = PhysicalName.quoted(table.name)
        let version = try connection.first("SELECT version FROM \(name) WHERE id = ?", [.text(id)]) { $0.int(0) }
        guard version == 1, try !isReferred(id, entity) else { return false }
        try connection.run(
            "DELETE FROM search WHERE rowid = (SELECT \(SearchIndex.rowColumn) FROM \(name) WHERE id = ?)",
            [.text(id)]
        )
        for links in table.fields.compactMap(\.link) where links.through == nil {
            try connection.run("DELETE FROM \(PhysicalName.quoted(links.table)) WHERE record_id = ?", [.text(id)])
        }
        try connection.run("DELETE FROM \(name) WHERE id = ?", [.text(id)])
        try eraseDetails(of: raw, id)
        try note(raw, id, "purged", version: 1)
        return true
    }

    private func isReferred(_ id: String, _ entity: EntityID) throws -> Bool {
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            for field in table.fields {
                let place: (table: String, column: String)
                if case .reference(entity) = field.kind {
                    place = (table.name, field.columns[0])
                } else if let links = field.link, links.target == entity {
                    place = (links.table, links.targetColumn)
                } else {
                    continue
                }
                let found = try connection.first(
                    "SELECT 1 FROM \(PhysicalName.quoted(place.table)) WHERE \(PhysicalName.quoted(place.column)) = ? LIMIT 1",
                    [.text(id)]
                ) { _ in true }
                if found == true { return true }
            }
        }
        return false
    }
}
