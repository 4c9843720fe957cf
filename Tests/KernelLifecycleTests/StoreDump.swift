import Kernel
import KernelSQLite
import KernelStore

/// Everything that a tenant's database holds, read behind the kernel's back: the schema's text, the columns of each table and every
/// row.
///
/// The journal, stored answers and receipts only grow and are left out. The words that can be searched are told by record; their
/// places in the index are the index's own affair.
struct StoreDump: Equatable {
    /// Texts by name: `table customers__site`, `column customers__site.id`, `row customers__site 7`.
    let lines: [String: String]

    private static let growing: Set<String> = [
        "journal", "idempotency", "receipt", "receipt_step", "receipt_row", "migration", "probe",
    ]

    init(path: String) throws {
        let database = try SQLiteDriver().open(path: path, create: false)
        defer { database.close() }
        lines = try database.read { connection in
            var lines: [String: String] = [:]
            try connection.query("SELECT type, name, sql FROM sqlite_schema", []) { row in
                lines["\(row.text(0)) \(row.text(1))"] = row.text(2)
            }
            let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
            for name in names where !name.hasPrefix("search") && !name.hasPrefix("sqlite_") {
                try Self.read(name, connection, &lines)
            }
            try connection.query("SELECT record, words FROM search WHERE words <> ''", []) { row in
                lines["words \(row.text(0))"] = row.text(1)
            }
            try connection.query("SELECT address FROM search_field", []) { lines["searchable \($0.text(0))"] = "" }
            return lines
        }
    }

    private static func read(
        _ table: String,
        _ connection: any SQLConnection,
        _ lines: inout [String: String]
    ) throws {
        let columns = try connection.rows("SELECT name, type FROM pragma_table_info(?)", [.text(table)]) { row in
            (name: row.text(0), type: row.text(1))
        }
        for column in columns { lines["column \(table).\(column.name)"] = column.type }
        guard !growing.contains(table) else { return }
        let kept = columns.map(\.name).filter { $0 != "search_row" }
        let texts = kept.map { "quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
        let rows = try connection.rows("SELECT \(texts) FROM \"\(table)\" ORDER BY 1") { $0.text(0) }
        for (number, row) in rows.enumerated() { lines["row \(table) \(number)"] = row }
    }

    /// What another moment has different, for people.
    func differences(to other: StoreDump) -> String {
        let names = Set(lines.keys).union(other.lines.keys).sorted().filter { lines[$0] != other.lines[$0] }
        return names.prefix(12).map { "\($0): \(lines[$0] ?? "-") -> \(other.lines[$0] ?? "-")" }.joined(
            separator: "\n"
        )
    }
}
