import Kernel

/// Takes a change back inside one savepoint: rows in reverse, then the schema in reverse, then what is enabled.
struct UndoRun {
    let losses: UndoLosses
    let scope: TenantScope
    let connection: any SQLConnection
    let journal: any JournalAppender

    /// Takes everything back.
    /// - Returns: what was lost.
    /// - Throws: 409 `undo_loses` where more would be lost than `accept` says.
    func run(accept: Int64?, to state: TenantState) throws -> [UndoLoss] {
        let lost = try losses.all()
        let total = lost.reduce(0) { $0 + $1.rows }
        guard total == 0 || accept == total else { throw Self.refusal(lost, total) }
        try clearReferences()
        let touched = try takeBackRows()
        for step in losses.steps where step.kind == .table { try SearchIndex.forget(step.table, on: connection) }
        for step in losses.steps.reversed() where !step.inverse.isEmpty {
            do {
                try connection.execute(step.inverse)
            } catch let failure as StoreFailure where failure.kind == .constraint {
                throw KernelError.invalid([
                    Finding(step.address, "taken", "Live records share values that were unique before the change.")
                ])
            }
        }
        let schema = try PhysicalSchema(losses.then, names: ColumnNames.read(connection))
        try SearchIndex.settle(schema, tables: touched, on: connection)
        try TenantStateTables.write(state, on: connection)
        for going in losses.goingStates() {
            try StateReturn(connection: connection, now: scope.now).run(going.table, going.state, to: going.before) {
                try note(going.entity, $0, "updated", table: PhysicalName.quoted(going.table))
            }
        }
        try ReceiptTable.close(losses.receipt.id, as: .undone, connection)
        return lost
    }

    private static func refusal(_ lost: [UndoLoss], _ total: Int64) -> KernelError {
        let reasons = lost.map(\.text).joined(separator: "; ")
        var error = KernelError(
            .undoLoses,
            "\(reasons). Nothing was changed. To lose this, accept \(total)."
        )
        var writer = JSONWriter()
        writer.array(lost) { writer, loss in
            writer.object { writer in
                writer.key("reason")
                writer.string(loss.reason.rawValue)
                writer.key("address")
                writer.string(loss.address)
                writer.key("rows")
                writer.int(loss.rows)
            }
        }
        var count = JSONWriter()
        count.int(total)
        error.members = [("losses", writer.bytes), ("accept", count.bytes)]
        return error
    }

    /// References to records that go become empty: their owners stay.
    private func clearReferences() throws {
        for place in try losses.referring() {
            let condition = UndoLosses.condition(of: place)
            let arguments = losses.arguments(of: place)
            let table = PhysicalName.quoted(place.table)
            let id = place.isLink ? "record_id" : "id"
            let records = try connection.rows(
                "SELECT DISTINCT \(id) FROM \(table) WHERE \(condition) ORDER BY 1",
                arguments
            ) { $0.text(0) }
            guard !records.isEmpty else { continue }
            let column = PhysicalName.quoted(place.column)
            let change = place.isLink ? "DELETE FROM \(table)" : "UPDATE \(table) SET \(column) = NULL"
            try connection.run("\(change) WHERE \(condition)", arguments)
            let owner = PhysicalName.quoted(losses.names.table(place.entity))
            for record in records {
                try connection.run(
                    "UPDATE \(owner) SET version = version + 1, updated_at = ? WHERE id = ?",
                    [.int(scope.now), .text(record)]
                )
                try note(place.entity, record, "updated", table: owner)
            }
        }
    }

    /// Runs the inverse of each row, newest first.
    /// - Returns: tables whose words have to be made anew.
    private func takeBackRows() throws -> Set<String> {
        let gone = Set(losses.steps.filter { $0.kind == .table || $0.kind == .links }.map(\.table))
        let entities = Dictionary(
            losses.tablesThatStay().map { ($0.table, $0.entity) },
            uniquingKeysWith: { first, _ in first }
        )
        var touched: Set<String> = []
        var told = try UndoneRecords(losses, connection)
        func takeBack(_ row: ReceiptTable.Row) throws {
            guard let entity = entities[row.table] else { return try connection.execute(row.inverse) }
            try told.see(row, of: entity)
            try self.takeBack(row, of: entity, &touched)
        }
        var last: Int64?
        while true {
            let rows = try ReceiptTable.rows(of: losses.receipt.id, before: last, connection)
            guard let end = rows.last?.position else {
                for entry in try told.entries() { try journal.append(scope, entry, on: connection) }
                return touched
            }
            for row in rows where !gone.contains(row.table) { try takeBack(row) }
            last = end
        }
    }

    private func takeBack(_ row: ReceiptTable.Row, of entity: EntityID, _ touched: inout Set<String>) throws {
        let table = PhysicalName.quoted(row.table)
        let version = try connection.first("SELECT version FROM \(table) WHERE id = ?", [.text(row.key)]) { $0.int(0) }
        if row.operation == "insert" {
            try connection.run(
                "DELETE FROM search WHERE rowid = (SELECT \(SearchIndex.rowColumn) FROM \(table) WHERE id = ?)",
                [.text(row.key)]
            )
        } else {
            touched.insert(row.table)
        }
        try connection.execute(row.inverse)
        guard row.operation == "update", let version, version != row.version else { return }
        // Somebody saw a later version of it: its number must not come back with other contents.
        try connection.run(
            "UPDATE \(table) SET version = ?, updated_at = ? WHERE id = ?",
            [.int(version + 1), .int(scope.now), .text(row.key)]
        )
    }

    private func note(_ entity: EntityID, _ record: String, _ action: String, table: String) throws {
        let version = try connection.first("SELECT version FROM \(table) WHERE id = ?", [.text(record)]) { $0.int(0) }
        try journal.append(
            scope,
            JournalEntry(entity: entity.raw, record: record, action: action, version: version ?? 0),
            on: connection
        )
    }
}
