import Kernel

/// Rows that a change wrote, on their way back: contents as before it, under versions of their own.
///
/// A version is a record's ETag (RFC 9110 section 8.8): its number never comes back with other contents, nor with contents that
/// somebody read under another one.
struct UndoneRows {
    let losses: UndoLosses
    let scope: TenantScope
    let connection: any SQLConnection
    /// Records met so far, by table and id: whether each was still as the change left it.
    private var met: [String: Bool] = [:]
    /// Tables whose words have to be made anew.
    private var touched: Set<String> = []

    init(losses: UndoLosses, scope: TenantScope, connection: any SQLConnection) {
        self.losses = losses
        self.scope = scope
        self.connection = connection
    }

    /// Runs the inverse of each row, newest first, and tells `note` of each record once.
    /// - Returns: tables whose words have to be made anew.
    mutating func takeBack(note: (JournalEntry) throws -> Void) throws -> Set<String> {
        let gone = Set(losses.steps.filter { $0.kind == .table || $0.kind == .links }.map(\.table))
        let entities = Dictionary(
            losses.tablesThatStay().map { ($0.table, $0.entity) },
            uniquingKeysWith: { first, _ in first }
        )
        var told = try UndoneRecords(losses, connection)
        var last: Int64?
        while true {
            let rows = try ReceiptTable.rows(of: losses.receipt.id, before: last, connection)
            guard let end = rows.last?.position else { break }
            for row in rows where !gone.contains(row.table) {
                if let entity = entities[row.table] { try told.see(row, of: entity) }
                try takeBack(row)
            }
            last = end
        }
        for entry in try told.entries() { try note(entry) }
        return touched
    }

    private mutating func takeBack(_ row: ReceiptTable.Row) throws {
        // Links and what a pack has sown have no versions.
        guard let left = row.version else { return try connection.execute(row.inverse) }
        let table = PhysicalName.quoted(row.table)
        if row.operation == "insert" {
            try connection.run(
                "DELETE FROM search WHERE rowid = (SELECT \(SearchIndex.rowColumn) FROM \(table) WHERE id = ?)",
                [.text(row.key)]
            )
        } else {
            touched.insert(row.table)
        }
        let version = try version(of: row.key, in: table)
        try connection.execute(row.inverse)
        guard row.operation == "update", let version else { return }
        let name = "\(row.table) \(row.key)"
        let next = met[name] == nil ? version + 1 : version
        let isUntouched = met[name] ?? (version == left)
        met[name] = isUntouched
        let restored = try self.version(of: row.key, in: table)
        try connection.run(
            "UPDATE \(table) SET version = ?, updated_at = ? WHERE id = ?",
            [.int(next), .int(scope.now), .text(row.key)]
        )
        guard isUntouched, let restored else { return }
        try ReceiptTable.follow(row, from: restored, to: next, connection)
    }

    private func version(of record: String, in table: String) throws -> Int64? {
        try connection.first("SELECT version FROM \(table) WHERE id = ?", [.text(record)]) { $0.int(0) }
    }
}
