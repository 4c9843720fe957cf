import Kernel

/// Receipts and what takes their changes back: `receipt`, `receipt_step`, `receipt_row`.
enum ReceiptTable {
    /// One row that a change wrote, and the statement that takes it back.
    struct Row: Sendable {
        /// Its place in the order in which they were written.
        let position: Int64
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

    /// Tables of records that a receipt's change wrote, with what it did there.
    static func tables(
        of receipt: RecordID,
        _ connection: any SQLConnection
    ) throws -> [(table: String, operation: String)] {
        try connection.rows(
            "SELECT DISTINCT tbl, op FROM receipt_row WHERE receipt = ? AND version IS NOT NULL",
            [.text(receipt.raw)]
        ) { ($0.text(0), $0.text(1)) }
    }

    /// Rows of a receipt, the newest first, those before a position where one is named.
    ///
    /// A part of them: a change may have passed over every record of a tenant.
    static func rows(
        of receipt: RecordID,
        before position: Int64?,
        limit: Int64 = 500,
        _ connection: any SQLConnection
    ) throws -> [Row] {
        try connection.rows(
            """
            SELECT position, tbl, op, key, version, inverse FROM receipt_row WHERE receipt = ? AND position < ? \
            ORDER BY position DESC LIMIT ?
            """,
            [.text(receipt.raw), .int(position ?? .max), .int(limit)]
        ) { row in
            Row(
                position: row.int(0),
                table: row.text(1),
                operation: row.text(2),
                key: row.text(3),
                version: row.optionalInt(4),
                inverse: row.text(5)
            )
        }
    }

    /// A record that goes back to what an earlier change left it as has another version than that change noted: its receipt says so.
    static func follow(_ row: Row, from old: Int64, to new: Int64, _ connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE receipt_row SET version = ? WHERE receipt IN (SELECT id FROM receipt WHERE status = ?) \
            AND tbl = ? AND key = ? AND version = ?
            """,
            [.int(new), .text(Receipt.Status.done.rawValue), .text(row.table), .text(row.key), .int(old)]
        )
    }

    /// What became of every change so far: ids and statuses, newest first.
    static func statuses(_ connection: any SQLConnection) throws -> [String] {
        try connection.rows("SELECT id, status FROM receipt ORDER BY position DESC") { "\($0.text(0)) \($0.text(1))" }
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
