/// One connection, used by one thread at a time and never kept beyond the closure that received it.
///
/// Every method throws `StoreFailure` when the database refuses, and what a callback throws.
package protocol SQLConnection: AnyObject {
    /// Runs one or several statements without arguments: DDL and transaction control. Nothing is cached.
    func execute(_ sql: String) throws

    /// Runs one statement and answers how many rows it changed. The statement stays prepared for the next call.
    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Calls `each` for every row. The statement stays prepared, and is always reset: one left open would hold a
    /// snapshot and stop checkpoints.
    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws

    /// Whether a transaction is open. The database may have ended one by itself, after FULL, IOERR or NOMEM.
    var isInTransaction: Bool { get }
}

extension SQLConnection {
    /// Runs one statement without arguments.
    @discardableResult
    package func run(_ sql: String) throws -> Int {
        try run(sql, [])
    }

    /// The first row, read by `read`; `nil` without rows.
    package func first<R>(_ sql: String, _ arguments: [SQLValue] = [], _ read: (any SQLRow) throws -> R) throws -> R? {
        var found: R?
        try query(sql, arguments) { row in
            if found == nil { found = try read(row) }
        }
        return found
    }

    /// Every row, read by `read`.
    package func rows<R>(_ sql: String, _ arguments: [SQLValue] = [], _ read: (any SQLRow) throws -> R) throws -> [R] {
        var found: [R] = []
        try query(sql, arguments) { found.append(try read($0)) }
        return found
    }
}
