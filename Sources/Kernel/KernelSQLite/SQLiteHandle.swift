internal import GRDB
internal import GRDBSQLite
internal import KernelStore

/// An open connection behind GRDB's serial queue.
///
/// Sendable because one user at a time touches `connection`: inside `use` and `close`, which GRDB's queue runs one after
/// the other, inside `useAlone`, whose caller has the handle to itself, and in `deinit`, when nobody else is left.
final class SQLiteHandle: @unchecked Sendable {
    private let queue: DatabaseQueue
    private let connection: SQLiteConnection

    init(path: String, options: SQLiteDriver.Options, readonly: Bool) throws {
        do {
            queue = try DatabaseQueue(
                path: path,
                configuration: SQLiteSettings.configuration(options, readonly: readonly)
            )
        } catch let error as DatabaseError {
            throw StoreFailure(opening: error)
        }
        let pointer = queue.unsafeReentrantRead { $0.sqliteConnection }
        guard let pointer else { throw StoreFailure(.closed, "The database is closed.") }
        // GRDB notes in it what each statement touches, for observers that nobody is here. Preparing is quicker without it.
        sqlite3_set_authorizer(pointer, nil, nil)
        connection = SQLiteConnection(handle: pointer, statements: options.statements)
    }

    deinit {
        // A kept statement would turn the connection into one that never closes.
        connection.finalize()
    }

    /// Lends the connection, on the caller's thread.
    func use<T>(_ body: (SQLiteConnection) throws -> T) throws -> T {
        try queue.unsafeRead { _ in try body(connection) }
    }

    /// Lends the connection to a caller that has taken this handle off a stack, so that nobody else can use it.
    ///
    /// Without the queue, which costs a read more than its statement does.
    func useAlone<T>(_ body: (SQLiteConnection) throws -> T) rethrows -> T {
        try body(connection)
    }

    /// Closes the connection; SQLite empties the log when it is the last one.
    func close() throws(StoreFailure) {
        queue.unsafeReentrantRead { _ in connection.finalize() }
        do {
            try queue.close()
        } catch {
            throw (error as? DatabaseError).map { StoreFailure(opening: $0) } ?? StoreFailure(.other, "\(error)")
        }
    }
}
