internal import GRDBSQLite
internal import KernelStore

/// The prepared statements of one connection, by SQL text.
///
/// SQLite prepares a kept statement again by itself when the schema changed. A statement that is running (a query whose
/// callback runs the same query) is not lent twice; the second one lives for its run only. At the bound every idle
/// statement goes: the usual ones are back after one use each.
struct SQLiteStatements {
    /// A statement lent for one run.
    struct Loan {
        let statement: OpaquePointer
        let isKept: Bool
    }

    private let handle: OpaquePointer
    private let bound: Int
    private var kept: [String: OpaquePointer] = [:]

    init(handle: OpaquePointer, bound: Int) {
        self.handle = handle
        self.bound = bound
    }

    /// How many statements are kept.
    var count: Int { kept.count }

    /// A statement ready to bind.
    mutating func borrow(_ sql: String) throws(StoreFailure) -> Loan {
        if let statement = kept[sql] {
            if sqlite3_stmt_busy(statement) == 0 { return Loan(statement: statement, isKept: true) }
            return Loan(statement: try prepare(sql, flags: 0), isKept: false)
        }
        let statement = try prepare(sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        if kept.count >= bound { dropIdle() }
        kept[sql] = statement
        return Loan(statement: statement, isKept: true)
    }

    /// Ends a run: the statement holds no snapshot and no values afterwards.
    func giveBack(_ loan: Loan) {
        guard loan.isKept else {
            sqlite3_finalize(loan.statement)
            return
        }
        sqlite3_reset(loan.statement)
        sqlite3_clear_bindings(loan.statement)
    }

    /// Finalises everything; the connection can be closed then.
    mutating func removeAll() {
        for statement in kept.values { sqlite3_finalize(statement) }
        kept = [:]
    }

    private mutating func dropIdle() {
        for (sql, statement) in kept where sqlite3_stmt_busy(statement) == 0 {
            sqlite3_finalize(statement)
            kept[sql] = nil
        }
    }

    private func prepare(_ sql: String, flags: UInt32) throws(StoreFailure) -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil)
        guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, code: code) }
        guard let statement else { throw StoreFailure(.other, "The statement is empty.") }
        return statement
    }
}
