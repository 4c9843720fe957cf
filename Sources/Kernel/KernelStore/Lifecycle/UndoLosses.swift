import Kernel

/// What taking a change back would lose: work that was done since, counted row by row.
struct UndoLosses {
    let receipt: Receipt
    let steps: [SchemaStep]
    /// What the tenant sees now.
    let now: TenantModel
    /// What it sees after the undo.
    let then: TenantModel
    /// What leads back to the former names.
    let renames: NameChanges
    let names: ColumnNames
    /// Tables of records that the change wrote, with what it did there.
    private let tables: [(table: String, operation: String)]
    let connection: any SQLConnection

    init(
        _ receipt: Receipt,
        now: TenantModel,
        then: TenantModel,
        _ renames: NameChanges,
        on connection: any SQLConnection
    ) throws {
        self.renames = renames
        self.receipt = receipt
        self.now = now
        self.then = then
        self.connection = connection
        steps = try ReceiptTable.steps(of: receipt.id, connection)
        tables = try ReceiptTable.tables(of: receipt.id, connection)
        names = try ColumnNames.read(connection).before(steps)
    }

    /// Tables of records that the change made.
    private var newTables: Set<String> {
        Set(steps.filter { $0.kind == .table || $0.kind == .links }.map(\.table))
    }

    /// Every loss, in an order of its own.
    func all() throws -> [UndoLoss] {
        let found = try records() + values() + links() + changed() + references() + states()
        return found.filter { $0.rows > 0 }
    }

    /// Whether a row of a table is as the change left it.
    ///
    /// The index is named: without figures about the table SQLite takes the primary key, and reads the whole receipt for each row.
    private static let isUntouched = """
        EXISTS(SELECT 1 FROM receipt_row r INDEXED BY receipt_row_key WHERE r.receipt = ? AND r.tbl = ? AND r.key = t.id AND r.version = t.version)
        """

    private func count(_ sql: String, _ arguments: [SQLValue]) throws -> Int64 {
        try connection.first(sql, arguments) { $0.int(0) } ?? 0
    }

    private func records() throws -> [UndoLoss] {
        try steps.filter { $0.kind == .table }.map { step in
            let sql = "SELECT count(*) FROM \(PhysicalName.quoted(step.table)) t WHERE NOT \(Self.isUntouched)"
            return UndoLoss(
                .records,
                step.address,
                rows: try count(sql, [.text(receipt.id.raw), .text(step.table)])
            )
        }
    }

    private func values() throws -> [UndoLoss] {
        let columns = steps.filter { $0.kind == .column && !$0.address.isEmpty }
        return try Dictionary(grouping: columns, by: \.address).sorted { $0.key < $1.key }.map { address, parts in
            let filled = parts.map { "t.\(PhysicalName.quoted($0.name)) IS NOT NULL" }.joined(separator: " OR ")
            let table = parts[0].table
            let sql = """
                SELECT count(*) FROM \(PhysicalName.quoted(table)) t WHERE (\(filled)) AND NOT \(Self.isUntouched)
                """
            return UndoLoss(.values, address, rows: try count(sql, [.text(receipt.id.raw), .text(table)]))
        }
    }

    private func links() throws -> [UndoLoss] {
        try steps.filter { $0.kind == .links }.map { step in
            let sql = """
                SELECT count(*) FROM \(PhysicalName.quoted(step.table)) t WHERE NOT EXISTS(SELECT 1 FROM receipt_row r \
                WHERE r.receipt = ? AND r.tbl = ? AND r.key = t.record_id || '|' || t.position)
                """
            return UndoLoss(.links, step.address, rows: try count(sql, [.text(receipt.id.raw), .text(step.table)]))
        }
    }

    /// Rows that the change wrote into tables that stay, and that somebody changed since.
    private func changed() throws -> [UndoLoss] {
        try tablesThatStay().map { table, entity in
            let sql = """
                SELECT count(DISTINCT r.key) FROM receipt_row r LEFT JOIN \(PhysicalName.quoted(table)) t ON t.id = r.key \
                WHERE r.receipt = ? AND r.tbl = ? AND r.version = (SELECT max(l.version) FROM receipt_row l INDEXED BY receipt_row_key \
                WHERE l.receipt = r.receipt AND l.tbl = r.tbl AND l.key = r.key) AND t.version IS NOT r.version
                """
            return UndoLoss(.changed, entity.raw, rows: try count(sql, [.text(receipt.id.raw), .text(table)]))
        }
    }

    /// Tables that stay and that the change wrote records into, with their entities.
    func tablesThatStay() -> [(table: String, entity: EntityID)] {
        let written = Set(tables.map(\.table)).subtracting(newTables)
        return then.entities.keys.sorted().compactMap { entity in
            let table = names.table(entity)
            return written.contains(table) ? (table, entity) : nil
        }
    }

    /// A place that refers to records of an entity: a column, or the targets of a link table.
    struct Reference {
        let table: String
        let column: String
        let entity: EntityID
        let field: String
        let target: String
        let isLink: Bool
    }

    /// Places that stay and refer to entities into whose tables the change put records.
    func referring() throws -> [Reference] {
        let inserted = Set(tables.filter { $0.operation == "insert" }.map(\.table))
        let schema = try PhysicalSchema(then, names: names)
        return schema.tables.sorted { $0.key < $1.key }.flatMap { id, table in
            table.fields.compactMap { field -> Reference? in
                if case .reference(let target) = field.kind, inserted.contains(names.table(target)) {
                    return Reference(
                        table: table.name,
                        column: field.columns[0],
                        entity: id,
                        field: field.id,
                        target: names.table(target),
                        isLink: false
                    )
                }
                guard let place = field.link, place.through == nil, inserted.contains(names.table(place.target)) else {
                    return nil
                }
                return Reference(
                    table: place.table,
                    column: "target_id",
                    entity: id,
                    field: field.id,
                    target: names.table(place.target),
                    isLink: true
                )
            }
        }.filter { !newTables.contains($0.table) }
    }

    /// SQL of the rows that refer to records which go, without rows which go themselves: receipt, table, receipt, table.
    static func condition(of place: Reference) -> String {
        let id = place.isLink ? "record_id" : "id"
        return """
            \(PhysicalName.quoted(place.column)) IN (SELECT key FROM receipt_row WHERE receipt = ? AND tbl = ? \
            AND op = 'insert') AND \(id) NOT IN (SELECT key FROM receipt_row WHERE receipt = ? AND tbl <> ? \
            AND op = 'insert')
            """
    }

    /// The arguments of `condition`.
    func arguments(of place: Reference) -> [SQLValue] {
        [.text(receipt.id.raw), .text(place.target), .text(receipt.id.raw), .text("seed")]
    }

    private func references() throws -> [UndoLoss] {
        try referring().map { place in
            let sql = "SELECT count(*) FROM \(PhysicalName.quoted(place.table)) WHERE \(Self.condition(of: place))"
            return UndoLoss(
                .references,
                "\(place.entity.raw).\(place.field)",
                rows: try count(sql, arguments(of: place))
            )
        }
    }

    /// A state that goes, and the one that its records go back to.
    struct Going {
        let entity: EntityID
        let table: String
        let state: String
        let before: String
    }

    /// States of entities that stay, without those that get their former name back.
    func goingStates() -> [Going] {
        then.entities.sorted { $0.key < $1.key }.flatMap { id, entity -> [Going] in
            let left = entity.definition.states.map(\.id)
            let after = renames.entity(before: id)
            guard let latest = now.entities[after]?.definition else { return [] }
            return latest.states.map(\.id).filter { state in
                !left.contains(state) && renames.name(.state, of: after, after: state) == state
            }.compactMap { state in
                let before = latest.moves.first { $0.to == state }?.from.first { left.contains($0) }
                return (before ?? entity.startState).map {
                    Going(entity: id, table: names.table(id), state: state, before: $0)
                }
            }
        }
    }

    private func states() throws -> [UndoLoss] {
        try goingStates().map { going in
            let sql = """
                SELECT count(*) FROM \(PhysicalName.quoted(going.table)) t WHERE t.state = ? AND NOT \(Self.isUntouched)
                """
            let arguments = [going.state, receipt.id.raw, going.table].map(SQLValue.text)
            return UndoLoss(.state, "\(going.entity.raw).\(going.state)", rows: try count(sql, arguments))
        }
    }
}
