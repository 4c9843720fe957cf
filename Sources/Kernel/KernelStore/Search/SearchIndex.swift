import Kernel

/// The words of a tenant's records: one row of an FTS5 table for each record that has some.
///
/// `search(record, words)`: the record's id and its words, each behind the key of its field (`SearchWords`). Each record's
/// table holds the row's number in `search_row`. Records in the bin stay, so that the bin can be searched.
/// `search_field(address)`: the fields whose words are kept up to date. A field that is not searchable for a while leaves it,
/// and its entity is indexed anew when it comes back.
///
/// The words are folded and split here, not by the database (tokenizer `ascii` only cuts at the spaces between them), so
/// that a search finds the same on every store.
enum SearchIndex {
    /// The column of each entity's table that names the record's row of `search`.
    static let rowColumn = "search_row"
    /// Records indexed per step when an entity is indexed anew.
    private static let step: Int64 = 500

    /// What every tenant database needs, idempotent.
    static let tables = """
        CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(
          record UNINDEXED, words, tokenize = 'ascii', detail = none, columnsize = 0
        );
        CREATE TABLE IF NOT EXISTS search_field(address TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
        """

    /// The number of a new record's row; NULL for a record without words.
    static func add(_ record: Record, _ table: PhysicalTable, on connection: any SQLConnection) throws -> SQLValue {
        try add(id: record.id.raw, words: words(of: record, table), on: connection)
    }

    /// Replaces a record's words.
    static func replace(_ record: Record, _ table: PhysicalTable, on connection: any SQLConnection) throws {
        try replace(id: record.id.raw, words: words(of: record, table), table, on: connection)
    }

    /// Indexes what a model has newly made searchable.
    static func expand(_ schema: PhysicalSchema, on connection: any SQLConnection) throws {
        let known = Set(try connection.rows("SELECT address FROM search_field") { $0.text(0) })
        var wanted: Set<String> = []
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            let addresses = table.searchFields.map(\.address)
            wanted.formUnion(addresses)
            if !known.isSuperset(of: addresses) { try indexAnew(table, on: connection) }
        }
        for address in known.subtracting(wanted).sorted() {
            try connection.run("DELETE FROM search_field WHERE address = ?", [.text(address)])
        }
        for address in wanted.subtracting(known).sorted() {
            try connection.run("INSERT INTO search_field(address) VALUES(?)", [.text(address)])
        }
    }

    /// What `expand` would do: addresses that come and go, and the rows that are indexed anew for them.
    static func plan(_ schema: PhysicalSchema, on connection: any SQLConnection) throws -> [SchemaStep] {
        let known = Set(try connection.rows("SELECT address FROM search_field") { $0.text(0) })
        var steps: [SchemaStep] = []
        var wanted: Set<String> = []
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            for field in table.searchFields where wanted.insert(field.address).inserted {
                guard !known.contains(field.address) else { continue }
                let address = "\(table.entity.id.raw).\(field.id)"
                steps.append(SchemaStep(.search, table: table.name, name: field.address, address: address))
            }
        }
        let gone = known.subtracting(wanted).sorted().map { SchemaStep(.search, table: "", name: $0, address: $0) }
        return steps + gone
    }

    /// Makes the index what it was for a model, after fields and rows were taken back.
    ///
    /// Tables whose searchable fields differ from what the index has, and those named, are indexed anew, and records without words have
    /// no row in it.
    static func settle(_ schema: PhysicalSchema, tables: Set<String>, on connection: any SQLConnection) throws {
        let known = Set(try connection.rows("SELECT address FROM search_field") { $0.text(0) })
        var wanted: Set<String> = []
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            let addresses = Set(table.searchFields.map(\.address))
            wanted.formUnion(addresses)
            let own = known.filter { $0.hasPrefix("\(ColumnNames.address(table.entity.id)).") }
            // Words of fields that are not searchable for a while stay as they are: rows lead to them, also those that an undo brings back.
            guard own != addresses || (tables.contains(table.name) && !addresses.isEmpty) else { continue }
            if addresses.isEmpty { try empty(table, on: connection) } else { try indexAnew(table, on: connection) }
            try dropEmpty(table, on: connection)
        }
        for address in known.subtracting(wanted).sorted() {
            try connection.run("DELETE FROM search_field WHERE address = ?", [.text(address)])
        }
        for address in wanted.subtracting(known).sorted() {
            try connection.run("INSERT INTO search_field(address) VALUES(?)", [.text(address)])
        }
    }

    /// Drops the words of a table's records, before the table goes.
    static func forget(_ table: String, on connection: any SQLConnection) throws {
        let rows = "SELECT \(rowColumn) FROM \(PhysicalName.quoted(table)) WHERE \(rowColumn) IS NOT NULL"
        try connection.run("DELETE FROM search WHERE rowid IN (\(rows))")
    }

    private static func empty(_ table: PhysicalTable, on connection: any SQLConnection) throws {
        let name = PhysicalName.quoted(table.name)
        try connection.run("UPDATE search SET words = '' WHERE rowid IN (SELECT \(rowColumn) FROM \(name))")
    }

    private static func dropEmpty(_ table: PhysicalTable, on connection: any SQLConnection) throws {
        let name = PhysicalName.quoted(table.name)
        let rows = try connection.rows(
            "SELECT s.rowid, t.id FROM \(name) t JOIN search s ON s.rowid = t.\(rowColumn) WHERE s.words = ''"
        ) { (row: $0.int(0), id: $0.text(1)) }
        for (row, id) in rows {
            try connection.run("UPDATE \(name) SET \(rowColumn) = NULL WHERE id = ?", [.text(id)])
            try connection.run("DELETE FROM search WHERE rowid = ?", [.int(row)])
        }
    }

    private static func indexAnew(_ table: PhysicalTable, on connection: any SQLConnection) throws {
        let name = PhysicalName.quoted(table.name)
        let columns = table.searchFields.map { PhysicalName.quoted($0.column) }.joined(separator: ", ")
        let keys = table.searchFields.map(\.key)
        var last = ""
        while true {
            let found = try connection.rows(
                "SELECT id, \(columns) FROM \(name) WHERE id > ? ORDER BY id LIMIT \(step)",
                [.text(last)]
            ) { row in
                (
                    id: row.text(0),
                    words: text(keys.enumerated().map { ($1, row.isNull($0 + 1) ? nil : row.text($0 + 1)) })
                )
            }
            for record in found { try replace(id: record.id, words: record.words, table, on: connection) }
            guard let end = found.last else { return }
            last = end.id
        }
    }

    private static func add(id: String, words: String, on connection: any SQLConnection) throws -> SQLValue {
        guard !words.isEmpty else { return .null }
        try connection.run("INSERT INTO search(record, words) VALUES(?, ?)", [.text(id), .text(words)])
        let row = try connection.first("SELECT last_insert_rowid()") { $0.int(0) }
        guard let row else { throw StoreFailure(.other, "The search index gave no row number.") }
        return .int(row)
    }

    private static func replace(
        id: String,
        words: String,
        _ table: PhysicalTable,
        on connection: any SQLConnection
    ) throws {
        let name = PhysicalName.quoted(table.name)
        let row = try connection.first("SELECT \(rowColumn) FROM \(name) WHERE id = ?", [.text(id)]) { row in
            row.isNull(0) ? nil : row.int(0)
        }
        if let row = row ?? nil {
            try connection.run("UPDATE search SET words = ? WHERE rowid = ?", [.text(words), .int(row)])
        } else {
            let row = try add(id: id, words: words, on: connection)
            guard row != .null else { return }
            try connection.run("UPDATE \(name) SET \(rowColumn) = ? WHERE id = ?", [row, .text(id)])
        }
    }

    private static func words(of record: Record, _ table: PhysicalTable) -> String {
        text(table.searchFields.map { ($0.key, record[$0.id].searchText) })
    }

    private static func text(_ fields: [(key: String, text: String?)]) -> String {
        fields.flatMap { field in
            field.text.map { text in SearchWords.words(text).map { field.key + $0 } } ?? []
        }.joined(separator: " ")
    }
}

extension Value {
    /// The text of a searchable field; `nil` for none.
    fileprivate var searchText: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
