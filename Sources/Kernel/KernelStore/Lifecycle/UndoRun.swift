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
        try UndoneAnswers(losses).forget()
        try clearReferences()
        var rows = UndoneRows(losses: losses, scope: scope, connection: connection)
        let touched = try rows.takeBack { try journal.append(scope, $0, on: connection) }
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
        try ModelMark.note(scope.model, on: connection)
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

    private func note(_ entity: EntityID, _ record: String, _ action: String, table: String) throws {
        let version = try connection.first("SELECT version FROM \(table) WHERE id = ?", [.text(record)]) { $0.int(0) }
        try journal.append(
            scope,
            JournalEntry(entity: entity.raw, record: record, action: action, version: version ?? 0),
            on: connection
        )
    }
}
