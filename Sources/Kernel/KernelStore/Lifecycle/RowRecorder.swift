import Kernel

/// Notes every row that is written while it runs, with the statement that takes it back.
///
/// It works below everything that writes, by triggers of the connection's own that live for one savepoint: seeds, migrations and
/// whatever a later section does in a switch are covered without a line of theirs. The schema must not change meanwhile.
struct RowRecorder {
    private let connection: any SQLConnection
    private var triggers: [String] = []

    private static let notes = "temp.undo_note"

    /// Begins to note rows of all tables of entities, links and seeds.
    init(_ connection: any SQLConnection) throws {
        self.connection = connection
        try connection.execute(
            """
            CREATE TABLE \(Self.notes)(
              position INTEGER PRIMARY KEY, tbl TEXT, op TEXT, key TEXT, version INTEGER, inverse TEXT
            )
            """
        )
        for table in try Self.tables(connection) { try watch(table) }
    }

    /// Ends it, and keeps the rows with a receipt, in the order in which they were written.
    func finish(keepingWith receipt: RecordID) throws {
        try connection.run(
            """
            INSERT INTO receipt_row(receipt, position, tbl, op, key, version, inverse) \
            SELECT ?, position, tbl, op, key, version, inverse FROM \(Self.notes) ORDER BY position
            """,
            [.text(receipt.raw)]
        )
        for trigger in triggers { try connection.execute("DROP TRIGGER temp.\(trigger)") }
        try connection.execute("DROP TABLE \(Self.notes)")
    }

    /// A table with its columns and its key.
    private struct Table {
        let name: String
        let columns: [String]
        let key: [String]
    }

    /// Tables of entities and links have `__` in their names, and no table of the store's own has, `seed` apart.
    private static func tables(_ connection: any SQLConnection) throws -> [Table] {
        var columns: [String: [String]] = [:]
        var keys: [String: [(place: Int64, name: String)]] = [:]
        try connection.query(
            """
            SELECT m.name, c.name, c.pk FROM main.sqlite_schema m JOIN pragma_table_info(m.name) c \
            WHERE m.type = 'table' AND (m.name = 'seed' OR instr(m.name, '__') > 0) ORDER BY m.name, c.cid
            """,
            []
        ) { row in
            columns[row.text(0), default: []].append(row.text(1))
            if row.int(2) > 0 { keys[row.text(0), default: []].append((row.int(2), row.text(1))) }
        }
        return columns.sorted { $0.key < $1.key }.map { name, columns in
            Table(name: name, columns: columns, key: (keys[name] ?? []).sorted { $0.place < $1.place }.map(\.name))
        }
    }

    /// Texts one behind the other.
    ///
    /// SQLite refuses expressions deeper than 1,000, which a chain over a wide table is; halves of halves are not.
    private static func concatenated(_ parts: ArraySlice<String>) -> String {
        guard parts.count > 1 else { return "(\(parts.first ?? "''"))" }
        let middle = parts.startIndex + parts.count / 2
        return "(\(concatenated(parts[..<middle])) || \(concatenated(parts[middle...])))"
    }

    private mutating func watch(_ table: Table) throws {
        let name = PhysicalName.quoted(table.name)
        func key(_ side: String) -> String {
            table.key.map { "\(side).\(PhysicalName.quoted($0))" }.joined(separator: " || '|' || ")
        }
        func match(_ side: String) -> String {
            table.key.map { column in
                let quoted = PhysicalName.quoted(column)
                return "\(PhysicalName.literal("\(quoted) = ")) || quote(\(side).\(quoted))"
            }.joined(separator: " || ' AND ' || ")
        }
        func note(_ operation: String, on side: String, _ inverse: String) -> String {
            let version = table.columns.contains("version") ? "\(side).version" : "NULL"
            return """
                CREATE TEMP TRIGGER undo_note_\(triggers.count) AFTER \(operation) ON main.\(name) BEGIN \
                INSERT INTO undo_note(tbl, op, key, version, inverse) VALUES(\(PhysicalName.literal(table.name)), \
                '\(operation.lowercased())', \(key(side)), \(version), \(inverse)); END
                """
        }
        let changed = table.columns.filter { !table.key.contains($0) }.map { column in
            let quoted = PhysicalName.quoted(column)
            return "CASE WHEN old.\(quoted) IS new.\(quoted) THEN '' ELSE "
                + "\(PhysicalName.literal(", \(quoted) = ")) || quote(old.\(quoted)) END"
        }
        let columns = table.columns.map(PhysicalName.quoted)
        let values = columns.enumerated().map {
            $0.offset == 0 ? "quote(old.\($0.element))" : "', ' || quote(old.\($0.element))"
        }
        let first = PhysicalName.quoted(table.key.first ?? "")
        let inverses = [
            ("INSERT", "new", "\(PhysicalName.literal("DELETE FROM \(name) WHERE ")) || \(match("new"))"),
            (
                "UPDATE", "new",
                "\(PhysicalName.literal("UPDATE \(name) SET \(first) = ")) || quote(old.\(first)) || "
                    + "\(Self.concatenated(changed[...])) || ' WHERE ' || \(match("new"))"
            ),
            (
                "DELETE", "old",
                "\(PhysicalName.literal("INSERT INTO \(name)(\(columns.joined(separator: ", "))) VALUES(")) || "
                    + "\(Self.concatenated(values[...])) || ')'"
            ),
        ]
        for (operation, side, inverse) in inverses {
            try connection.execute(note(operation, on: side, inverse))
            triggers.append("undo_note_\(triggers.count)")
        }
    }
}
