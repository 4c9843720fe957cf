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
        let places = try StoredPlaces(connection)
        let columns = places.inventory.columns
        return try questions.map { question in
            if case .stored(let owner, let field) = question.which {
                return try stored(field, of: owner, in: question.entity, places, on: connection)
            }
            guard let table = schema.tables[question.entity], columns[table.name] != nil else { return 0 }
            return try count(question.which, table, places, on: connection)
        }
    }

    /// What the store keeps, whatever the model has.
    private static func stored(
        _ field: FieldDefinition?,
        of owner: String,
        in entity: EntityID,
        _ places: StoredPlaces,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let table = places.names.table(entity)
        guard places.inventory.columns[table] != nil else { return 0 }
        guard let field else {
            return try connection.first("SELECT count(*) FROM \(PhysicalName.quoted(table))") { $0.int(0) } ?? 0
        }
        switch places.place(of: field, owner: owner, in: entity) {
        case .columns(let columns):
            let filled = columns.map { "\(PhysicalName.quoted($0)) IS NOT NULL" }.joined(separator: " OR ")
            let sql = "SELECT count(*) FROM \(PhysicalName.quoted(table)) WHERE \(filled)"
            return try connection.first(sql) { $0.int(0) } ?? 0
        case .links(let links):
            let sql = "SELECT count(DISTINCT record_id) FROM \(PhysicalName.quoted(links))"
            return try connection.first(sql) { $0.int(0) } ?? 0
        case nil: return 0
        }
    }

    private static func count(
        _ which: CensusQuestion.Which,
        _ table: PhysicalTable,
        _ places: StoredPlaces,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let name = PhysicalName.quoted(table.name)
        func ask(_ condition: String, _ arguments: [SQLValue] = []) throws -> Int64 {
            try connection.first("SELECT count(*) FROM \(name) WHERE \(condition)", arguments) { $0.int(0) } ?? 0
        }
        switch which {
        case .stored: return 0
        case .all: return try ask("1")
        case .inState(let state): return try ask("state = ?", [.text(state)])
        case .live(nil): return try ask("deleted_at IS NULL")
        case .live(let field?):
            let filled = held(field, table, places).map { "\(PhysicalName.quoted($0)) IS NOT NULL" }
            return filled.isEmpty ? 0 : try ask("deleted_at IS NULL AND (\(filled.joined(separator: " OR ")))")
        case .filled(let field):
            guard let place = table.field(field) else { return 0 }
            if let link = place.link {
                let links = "SELECT count(DISTINCT \(link.recordColumn)) FROM \(PhysicalName.quoted(link.table))"
                return try connection.first(links) { $0.int(0) } ?? 0
            }
            let filled = held(field, table, places).map { "\(PhysicalName.quoted($0)) IS NOT NULL" }
            return filled.isEmpty ? 0 : try ask(filled.joined(separator: " OR "))
        case .empty(let field):
            guard table.field(field)?.link == nil else { return 0 }
            guard let column = held(field, table, places).first else { return try ask("deleted_at IS NULL") }
            return try ask("deleted_at IS NULL AND \(PhysicalName.quoted(column)) IS NULL")
        case .holding(let field, let options):
            guard let place = table.field(field), let column = held(field, table, places).first else { return 0 }
            let marks = options.map { _ in "?" }.joined(separator: ", ")
            let quoted = PhysicalName.quoted(column)
            let condition =
                if case .choices = place.kind {
                    "EXISTS (SELECT 1 FROM json_each(\(quoted)) WHERE value IN (\(marks)))"
                } else {
                    "\(quoted) IN (\(marks))"
                }
            return try ask(condition, options.map(SQLValue.text))
        case .outside(let field, let limits):
            guard let place = table.field(field), let column = held(field, table, places).first else { return 0 }
            let (condition, arguments) = outside(limits, PhysicalName.quoted(column), place.kind)
            return try ask("deleted_at IS NULL AND \(condition)", arguments)
        case .shared(let field):
            guard let column = held(field, table, places).first else { return 0 }
            let quoted = PhysicalName.quoted(column)
            return try ask(
                """
                deleted_at IS NULL AND \(quoted) IN (SELECT \(quoted) FROM \(name) \
                WHERE deleted_at IS NULL GROUP BY \(quoted) HAVING count(*) > 1)
                """
            )
        }
    }

    private static func outside(
        _ limits: ValueLimits,
        _ column: String,
        _ kind: PhysicalKind
    ) -> (condition: String, arguments: [SQLValue]) {
        var (conditions, arguments): ([String], [SQLValue]) = ([], [])
        func add(_ condition: String, _ limit: Int64?) {
            guard let limit else { return }
            conditions.append(condition)
            arguments.append(.int(limit))
        }
        add("length(\(column)) < ?", limits.minLength.map(Int64.init))
        add("length(\(column)) > ?", limits.maxLength.map(Int64.init))
        add("\(column) < ?", limits.min)
        add("\(column) > ?", limits.max)
        if let options = limits.options?.sorted() {
            let marks = options.map { _ in "?" }.joined(separator: ", ")
            arguments += options.map(SQLValue.text)
            if case .choices = kind {
                conditions.append("EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value NOT IN (\(marks)))")
            } else {
                conditions.append("\(column) NOT IN (\(marks))")
            }
        }
        return (conditions.isEmpty ? "0" : "(\(conditions.joined(separator: " OR ")))", arguments)
    }

    /// The columns of a field that are there, by its address: a column of the plain name may hold what a field of another type had.
    private static func held(_ field: String, _ table: PhysicalTable, _ places: StoredPlaces) -> [String] {
        guard let place = table.field(field), place.computed == nil,
            case .columns(let columns) = places.place(
                of: place.model.definition,
                owner: place.model.owner,
                in: table.entity.id
            )
        else { return [] }
        return columns
    }
}
