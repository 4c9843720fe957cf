import Kernel

/// The journal's last entries, for `kernel audit tail`.
enum JournalTail {
    /// At most `limit` entries, oldest first: the last ones, or the first ones after a seq.
    static func read(
        _ connection: any SQLConnection,
        limit: Int,
        after: Int64?,
        _ filter: JournalFilter = JournalFilter()
    ) throws -> [[UInt8]] {
        let conditions = JournalConditions(filter)
        let select = "SELECT \(JournalJSON.columns) FROM journal WHERE \(conditions.text)"
        let values = conditions.values
        if let after {
            let sql = "\(select) AND seq > ? ORDER BY seq LIMIT ?"
            return try entries(connection, sql, values + [.int(after), .int(Int64(limit))])
        }
        return try entries(connection, "\(select) ORDER BY seq DESC LIMIT ?", values + [.int(Int64(limit))]).reversed()
    }

    private static func entries(
        _ connection: any SQLConnection,
        _ sql: String,
        _ arguments: [SQLValue]
    ) throws -> [[UInt8]] {
        try connection.rows(sql, arguments) { row in
            var writer = JSONWriter(capacity: 512)
            try JournalJSON.write(row, to: &writer)
            return writer.bytes
        }
    }
}
