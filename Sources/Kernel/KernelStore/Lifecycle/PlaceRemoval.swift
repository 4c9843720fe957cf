import Kernel

/// Takes tables and columns out of a store for good, with their indexes, words and names.
struct PlaceRemoval {
    let connection: any SQLConnection
    let inventory: StoreInventory

    /// Drops columns of a table, those that are there.
    /// - Returns: how many there were.
    func dropColumns(_ columns: [String], of table: String) throws -> Int {
        let present = columns.filter { inventory.columns[table]?.contains($0) == true }
        for column in present {
            try dropIndexes(on: table, naming: column)
            let quoted = PhysicalName.quoted(column)
            try connection.execute("ALTER TABLE \(PhysicalName.quoted(table)) DROP COLUMN \(quoted)")
        }
        return present.count
    }

    private func dropIndexes(on table: String, naming column: String) throws {
        let indexes = try connection.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND instr(sql, ?) > 0",
            [.text(table), .text(PhysicalName.quoted(column))]
        ) { $0.text(0) }
        for index in indexes { try connection.execute("DROP INDEX \(PhysicalName.quoted(index))") }
    }

    /// Drops a table of records with its tables of links.
    /// - Returns: how many records it had.
    func dropTable(_ table: String) throws -> Int64 {
        let quoted = PhysicalName.quoted(table)
        let records = try connection.first("SELECT count(*) FROM \(quoted)") { $0.int(0) } ?? 0
        try SearchIndex.forget(table, on: connection)
        for links in inventory.columns.keys.sorted() where links.hasPrefix("\(table)__") {
            try connection.execute("DROP TABLE \(PhysicalName.quoted(links))")
        }
        try connection.execute("DROP TABLE \(quoted)")
        return records
    }

    /// Drops a table of links, where it is there.
    func dropLinks(_ table: String) throws {
        guard inventory.columns[table] != nil else { return }
        try connection.execute("DROP TABLE IF EXISTS \(PhysicalName.quoted(table))")
    }

    /// Forgets the name of an address.
    func forget(_ address: String) throws {
        try connection.run("DELETE FROM address_map WHERE address = ?", [.text(address)])
        try connection.run("DELETE FROM search_field WHERE address = ?", [.text(address)])
    }
}
