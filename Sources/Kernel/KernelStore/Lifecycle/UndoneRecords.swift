import Kernel

/// Records that an undo takes back, as they were before it: for one journal entry each, with what changed and the version after.
struct UndoneRecords {
    private struct Seen {
        let row: ReceiptTable.Row
        let entity: EntityID
        let before: [String: Value]
    }

    private let tables: [String: PhysicalTable]
    private let connection: any SQLConnection
    private var seen: [Seen] = []
    private var keys: Set<String> = []

    init(_ losses: UndoLosses, _ connection: any SQLConnection) throws {
        let schema = try PhysicalSchema(losses.now, names: ColumnNames.read(connection))
        tables = Dictionary(schema.tables.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.connection = connection
    }

    /// Looks at a record that is about to be taken back; only the first time that it is met.
    mutating func see(_ row: ReceiptTable.Row, of entity: EntityID) throws {
        guard keys.insert("\(row.table) \(row.key)").inserted else { return }
        seen.append(Seen(row: row, entity: entity, before: try values(of: row)))
    }

    /// An entry for each, in the order in which they were met.
    func entries() throws -> [JournalEntry] {
        try seen.map { seen in
            let after = try values(of: seen.row)
            let version = try connection.first(
                "SELECT version FROM \(PhysicalName.quoted(seen.row.table)) WHERE id = ?",
                [.text(seen.row.key)]
            ) { $0.int(0) }
            let changes = Set(seen.before.keys).union(after.keys).sorted().compactMap { field -> JournalEntry.Change? in
                let (old, new) = (seen.before[field] ?? .null, after[field] ?? .null)
                return old == new ? nil : JournalEntry.Change(field: field, before: old, after: new)
            }
            return JournalEntry(
                entity: seen.entity.raw,
                record: seen.row.key,
                action: "undone",
                version: version ?? seen.row.version ?? 0,
                changes: changes
            )
        }
    }

    /// The values of a record by field, its state among them; none of secrets, of what is worked out, or of links.
    private func values(of row: ReceiptTable.Row) throws -> [String: Value] {
        guard let table = tables[row.table] else { return [:] }
        let fields = table.fields.filter { $0.link == nil && $0.computed == nil && !$0.model.definition.secret }
        let columns = ["id", "state"] + fields.flatMap(\.columns)
        let sql =
            "SELECT \(columns.map(PhysicalName.quoted).joined(separator: ", ")) "
            + "FROM \(PhysicalName.quoted(row.table)) WHERE id = ?"
        return try connection.first(sql, [.text(row.key)]) { values in
            var found: [String: Value] = [:]
            found["state"] = values.optionalText(1).map(Value.text)
            var place = 2
            for field in fields {
                let value = field.decode(values, at: place)
                if !value.isNull { found[field.id] = value }
                place += field.width
            }
            return found
        } ?? [:]
    }
}
