import Kernel

/// Counts the records that a change touches, on a model that knows them.
enum Census {
    /// One count for each question; 0 where the store has no room for what is asked.
    static func counts(
        _ questions: [CensusQuestion],
        of model: TenantModel,
        on connection: any SQLConnection
    ) throws -> [Int64] {
        let schema = try PhysicalSchema(model, names: ColumnNames.read(connection))
        let columns = try StoreInventory(connection).columns
        return try questions.map { question in
            guard let table = schema.tables[question.entity], let present = columns[table.name] else { return 0 }
            return try count(question.which, table, present, on: connection)
        }
    }

    private static func count(
        _ which: CensusQuestion.Which,
        _ table: PhysicalTable,
        _ present: Set<String>,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let name = PhysicalName.quoted(table.name)
        func ask(_ condition: String, _ arguments: [SQLValue] = []) throws -> Int64 {
            try connection.first("SELECT count(*) FROM \(name) WHERE \(condition)", arguments) { $0.int(0) } ?? 0
        }
        switch which {
        case .all: return try ask("1")
        case .inState(let state): return try ask("state = ?", [.text(state)])
        case .filled(let field):
            guard let place = table.field(field) else { return 0 }
            if let link = place.link {
                let links = "SELECT count(DISTINCT \(link.recordColumn)) FROM \(PhysicalName.quoted(link.table))"
                return try connection.first(links) { $0.int(0) } ?? 0
            }
            let filled = place.columns.filter(present.contains).map { "\(PhysicalName.quoted($0)) IS NOT NULL" }
            return filled.isEmpty ? 0 : try ask(filled.joined(separator: " OR "))
        case .empty(let field):
            guard let column = table.field(field)?.columns.first else { return 0 }
            guard present.contains(column) else { return try ask("deleted_at IS NULL") }
            return try ask("deleted_at IS NULL AND \(PhysicalName.quoted(column)) IS NULL")
        case .shared(let field):
            guard let column = table.field(field)?.columns.first, present.contains(column) else { return 0 }
            let quoted = PhysicalName.quoted(column)
            return try ask(
                """
                deleted_at IS NULL AND \(quoted) IN (SELECT \(quoted) FROM \(name) \
                WHERE deleted_at IS NULL GROUP BY \(quoted) HAVING count(*) > 1)
                """
            )
        }
    }
}
