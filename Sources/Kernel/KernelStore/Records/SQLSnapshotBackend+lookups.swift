import Kernel

extension SQLSnapshotBackend {
    package func isTaken(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        value: Value,
        except: RecordID?
    ) throws -> Bool {
        let table = try schema(scope).table(entity.id)
        guard !value.isNull, let place = table.field(field), place.link == nil else { return false }
        var columns = place.columns
        if case .datetime = place.kind { columns = Array(columns.prefix(1)) }
        let same = zip(columns, try place.encode(value)).map { column, value -> SQLFragment in
            "\(name: column) = \(bind: value)"
        }
        let statement: SQLFragment = """
            SELECT 1 FROM \(name: table.name) WHERE \(.joined(same, " AND ")) AND deleted_at IS NULL \
            AND id <> \(bind: .text(except?.raw ?? "")) LIMIT 1
            """
        return try exists(statement, scope)
    }

    package func isTaken(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ rule: UniqueRule,
        by record: Record
    ) throws -> Bool {
        let table = try schema(scope).table(entity.id)
        guard rule.counts(in: record.state) else { return false }
        var same: [SQLFragment] = []
        for id in rule.fields {
            guard let place = table.field(id), let column = place.columns.first, !record[id].isNull else {
                return false
            }
            same.append("\(name: column) = \(bind: try place.encode(record[id])[0])")
        }
        if let states = rule.states {
            let bound = states.map { state -> SQLFragment in "\(bind: .text(state))" }
            same.append("state IN (\(.joined(bound, ", ")))")
        }
        let statement: SQLFragment = """
            SELECT 1 FROM \(name: table.name) WHERE \(.joined(same, " AND ")) AND deleted_at IS NULL \
            AND id <> \(bind: .text(record.id.raw)) LIMIT 1
            """
        return try exists(statement, scope)
    }

    package func idExists(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool {
        let table = try schema(scope).table(entity.id)
        return try exists("SELECT 1 FROM \(name: table.name) WHERE id = \(bind: .text(id.raw))", scope)
    }

    package func referrers(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        to id: RecordID
    ) throws -> [RecordID] {
        let row = TableRow(table: try schema(scope).table(entity.id), alias: "r", sight: .live)
        let from: SQLFragment = "SELECT \(row.id) FROM \(name: row.table.name) AS \(name: row.alias)"
        let refers: SQLFragment
        if let reference = row.reference(field) {
            refers = "\(reference.column) = \(bind: .text(id.raw))"
        } else if let place = row.table.field(field)?.link {
            let link = LinkRow(place, alias: "link")
            let holds = link.holding("\(link.target) = \(bind: .text(id.raw))")
            refers = "\(row.id) IN (SELECT \(link.record) FROM \(link.table) WHERE \(holds))"
        } else {
            return []
        }
        let statement: SQLFragment = "\(from) WHERE \(row.isLive) AND \(refers) ORDER BY \(row.id) LIMIT 500"
        return try connection.rows(statement.text, try statement.values(scope)) { RecordID($0.text(0)) }
            .compactMap { $0 }
    }

    package func seeded(_ scope: TenantScope, pack: String, entity: EntityID, key: String) throws -> RecordID? {
        try connection.first(
            "SELECT record_id FROM seed WHERE pack = ? AND entity = ? AND key = ?",
            [.text(pack), .text(entity.raw), .text(key)]
        ) { RecordID($0.text(0)) } ?? nil
    }

    /// Whether a statement answers a row.
    func exists(_ statement: SQLFragment, _ scope: TenantScope) throws -> Bool {
        try connection.first(statement.text, try statement.values(scope)) { _ in true } ?? false
    }
}
