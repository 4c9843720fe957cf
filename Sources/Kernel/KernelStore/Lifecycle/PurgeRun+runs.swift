import Kernel

extension PurgeRun {
    /// Whatever of others the pack stands in has to be on: what is off cannot be gone through.
    /// - Throws: 409 that names the capability or pack.
    func requireAll() throws {
        var places = Set(order.definitions.flatMap(\.extensions).map(\.entity))
        if order.definitions.contains(where: { !$0.automations.isEmpty }) { places.insert(AutomationRuns.entity) }
        for place in places.sorted() where schema.tables[place] == nil && inventory.columns[names.table(place)] != nil {
            throw KernelError(
                .stateRefused,
                "`\(order.pack)` left something in `\(place)`, and `\(place.owner)` is off; switch it on first."
            )
        }
    }

    /// Runs of the pack's automations, and of others that something in its entities started, go.
    /// - Returns: how many.
    func removeRuns() throws -> Int64 {
        guard let table = schema.tables[AutomationRuns.entity],
            let automation = table.field("automation")?.columns.first, let event = table.field("event")?.columns.first
        else { return 0 }
        let name = PhysicalName.quoted(table.name)
        let (begin, end) = ("\(order.pack)/", "\(order.pack).")
        let own = """
            (substr(\(PhysicalName.quoted(automation)), 1, ?) = ? OR substr(\(PhysicalName.quoted(event)), 1, ?) = ?)
            """
        let values: [SQLValue] = [
            .int(Int64(begin.count)), .text(begin), .int(Int64(end.count)), .text(end),
        ]
        try connection.run(
            """
            UPDATE journal SET details = NULL, salt = NULL
            WHERE entity = ? AND record IN (SELECT id FROM \(name) WHERE \(own))
            """,
            [.text(AutomationRuns.entity.raw)] + values
        )
        try connection.run(
            "DELETE FROM search WHERE rowid IN (SELECT \(SearchIndex.rowColumn) FROM \(name) WHERE \(own))",
            values
        )
        return Int64(try connection.run("DELETE FROM \(name) WHERE \(own)", values))
    }
}
