import Kernel

/// Receipts and what takes their changes back: `receipt`, `receipt_step`, `receipt_row`.
enum ReceiptTable {
    /// One row that a change wrote, and the statement that takes it back.
    struct Row: Sendable {
        let table: String
        /// `insert`, `update` or `delete`.
        let operation: String
        /// The record's id, or the key of a link or a seed.
        let key: String
        /// The record's version as the change left it; `nil` where rows have none.
        let version: Int64?
        let inverse: String
    }

    /// Keeps a receipt, inside the caller's savepoint.
    static func insert(
        _ receipt: Receipt,
        steps: [SchemaStep],
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO receipt(id, position, at, action, subject, plan, before, after, status) \
            SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM receipt
            """,
            [
                .text(receipt.id.raw), .int(receipt.at), .text(receipt.action), .text(receipt.subject),
                .text(receipt.plan), .text(try LifecycleText.write(receipt.before)),
                .text(try LifecycleText.write(receipt.after)), .text(receipt.status.rawValue),
            ]
        )
        for (position, step) in steps.enumerated() {
            try connection.run(
                "INSERT INTO receipt_step(receipt, position, step) VALUES(?, ?, ?)",
                [.text(receipt.id.raw), .int(Int64(position)), .text(try LifecycleText.write(step))]
            )
        }
    }

    /// Every receipt, newest first.
    static func all(_ connection: any SQLConnection) throws -> [Receipt] {
        try connection.rows(
            "SELECT id, at, action, subject, plan, before, after, status FROM receipt ORDER BY position DESC"
        ) { row in
            guard let id = RecordID(row.text(0)), let status = Receipt.Status(rawValue: row.text(7)) else {
                throw StoreFailure(.other, "A receipt cannot be read.")
            }
            return Receipt(
                id: id,
                at: row.int(1),
                action: row.text(2),
                subject: row.text(3),
                plan: row.text(4),
                before: try LifecycleText.read(row.text(5)),
                after: try LifecycleText.read(row.text(6)),
                status: status
            )
        }
    }

    /// The steps of a receipt, in the order in which they were taken.
    static func steps(of receipt: RecordID, _ connection: any SQLConnection) throws -> [SchemaStep] {
        let texts = try connection.rows(
            "SELECT step FROM receipt_step WHERE receipt = ? ORDER BY position",
            [.text(receipt.raw)]
        ) { $0.text(0) }
        return try texts.map { try LifecycleText.read($0) }
    }

    /// The rows of a receipt, in the order in which they were written.
    static func rows(of receipt: RecordID, _ connection: any SQLConnection) throws -> [Row] {
        try connection.rows(
            "SELECT tbl, op, key, version, inverse FROM receipt_row WHERE receipt = ? ORDER BY position",
            [.text(receipt.raw)]
        ) { row in
            Row(
                table: row.text(0),
                operation: row.text(1),
                key: row.text(2),
                version: row.optionalInt(3),
                inverse: row.text(4)
            )
        }
    }

    /// Notes what became of a receipt; what would take it back is dropped.
    static func close(_ receipt: RecordID, as status: Receipt.Status, _ connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE receipt SET status = ? WHERE id = ?",
            [.text(status.rawValue), .text(receipt.raw)]
        )
        for table in ["receipt_step", "receipt_row"] {
            try connection.run("DELETE FROM \(table) WHERE receipt = ?", [.text(receipt.raw)])
        }
    }
}
