/// Moves the records of a table out of a state that goes.
struct StateReturn {
    let connection: any SQLConnection
    /// Milliseconds since 1970 UTC.
    let now: Int64

    /// Moves them, tells `note` each one, and answers how many there were.
    @discardableResult
    func run(_ table: String, _ state: String, to before: String, _ note: (String) throws -> Void) throws -> Int64 {
        let name = PhysicalName.quoted(table)
        let records = try connection.rows("SELECT id FROM \(name) WHERE state = ?", [.text(state)]) { $0.text(0) }
        for record in records {
            try connection.run(
                "UPDATE \(name) SET state = ?, version = version + 1, updated_at = ? WHERE id = ?",
                [.text(before), .int(now), .text(record)]
            )
            try note(record)
        }
        return Int64(records.count)
    }
}
