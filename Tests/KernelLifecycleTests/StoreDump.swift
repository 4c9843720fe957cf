import Kernel
import KernelSQLite
import KernelStore

/// Everything that a tenant's database holds, read behind the kernel's back: the schema's text, the columns of each table and every
/// row.
///
/// The journal, stored answers and receipts only grow and are left out, with what says which names the journal calls an entity by. The words that can be searched are told by record; their
/// places in the index are the index's own affair.
struct StoreDump: Equatable {
    /// Texts by name: `table customers__site`, `column customers__site.id`, `row customers__site 7`.
    let lines: [String: String]
    /// Versions of records by table and id, each with the time of its last change.
    let versions: [String: Version]
    /// Records and versions that the journal tells of.
    private let told: Set<String>

    /// A record's version: how often it was changed, and when last.
    struct Version: Equatable {
        let number: Int64
        let at: Int64
    }

    private static let growing: Set<String> = [
        "journal", "idempotency", "receipt", "receipt_step", "receipt_row", "migration", "probe",
    ]

    init(path: String) throws {
        let database = try SQLiteDriver().open(path: path, create: false)
        defer { database.close() }
        (lines, versions, told) = try database.read { connection in
            var lines: [String: String] = [:]
            var versions: [String: Version] = [:]
            try connection.query("SELECT type, name, sql FROM sqlite_schema", []) { row in
                lines["\(row.text(0)) \(row.text(1))"] = row.text(2)
            }
            let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
            for name in names where !name.hasPrefix("search") && !name.hasPrefix("sqlite_") {
                try Self.read(name, connection, &lines, &versions)
            }
            try connection.query("SELECT record, words FROM search WHERE words <> ''", []) { row in
                lines["words \(row.text(0))"] = row.text(1)
            }
            try connection.query("SELECT address FROM search_field", []) { lines["searchable \($0.text(0))"] = "" }
            let told = try connection.rows("SELECT record, version FROM journal", []) { "\($0.text(0)) \($0.int(1))" }
            return (lines, versions, Set(told))
        }
    }

    static func == (left: StoreDump, right: StoreDump) -> Bool {
        left.lines == right.lines && left.versions == right.versions
    }

    private static func read(
        _ table: String,
        _ connection: any SQLConnection,
        _ lines: inout [String: String],
        _ versions: inout [String: Version]
    ) throws {
        let columns = try connection.rows("SELECT name, type FROM pragma_table_info(?)", [.text(table)]) { row in
            (name: row.text(0), type: row.text(1))
        }
        for column in columns { lines["column \(table).\(column.name)"] = column.type }
        guard !growing.contains(table) else { return }
        var left: Set<String> = ["search_row"]
        if columns.contains(where: { $0.name == "updated_at" }) {
            left.formUnion(["version", "updated_at"])
            try connection.query("SELECT id, version, updated_at FROM \"\(table)\"", []) { row in
                versions["\(table) \(row.text(0))"] = Version(number: row.int(1), at: row.int(2))
            }
        }
        let kept = columns.map(\.name).filter { !left.contains($0) }
        let texts = kept.map { "quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
        // Since when the model is in force is a place in the journal; so are the names by which it calls an entity.
        let some = table == "meta" ? "WHERE key <> 'model' AND key NOT LIKE 'was %'" : ""
        let rows = try connection.rows("SELECT \(texts) FROM \"\(table)\" \(some) ORDER BY 1") { $0.text(0) }
        for (number, row) in rows.enumerated() { lines["row \(table) \(number)"] = row }
    }

    /// What is not as it was at an earlier moment, where a change since then was taken back; empty where all of it is.
    ///
    /// Versions only grow, and the journal tells of each new one.
    func remains(since before: StoreDump) -> [String] {
        let names = Set(lines.keys).union(before.lines.keys).sorted().filter { lines[$0] != before.lines[$0] }
        let others = names.map { "\($0): \(before.lines[$0] ?? "-") -> \(lines[$0] ?? "-")" }
        let wrong = versions.sorted { $0.key < $1.key }.compactMap { name, version -> String? in
            guard let earlier = before.versions[name], version != earlier else { return nil }
            let record = name.split(separator: " ").last ?? ""
            guard version.number > earlier.number, told.contains("\(record) \(version.number)") else {
                return "version of \(name): \(earlier) -> \(version)"
            }
            return nil
        }
        return Array((others + wrong).prefix(12))
    }

    /// What another moment has different, for people.
    func differences(to other: StoreDump) -> String {
        let names = Set(lines.keys).union(other.lines.keys).sorted().filter { lines[$0] != other.lines[$0] }
        let numbers = versions.keys.sorted().filter { other.versions[$0] != nil && other.versions[$0] != versions[$0] }
        let texts = names.map { "\($0): \(lines[$0] ?? "-") -> \(other.lines[$0] ?? "-")" }
        return (texts + numbers.map { "version of \($0)" }).prefix(12).joined(separator: "\n")
    }
}
