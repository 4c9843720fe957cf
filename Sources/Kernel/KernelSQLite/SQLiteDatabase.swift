internal import KernelStore
internal import Synchronization

/// One SQLite file: a writing connection and a stack of reading ones.
///
/// A read takes a connection off the stack, or opens one, and puts it back; it never waits for another read and never
/// hops to another thread. GRDB's `DatabasePool` is not used: it sets `synchronous` back to NORMAL after opening.
final class SQLiteDatabase: SQLDatabase {
    private struct State {
        var idle: [SQLiteHandle] = []
        var closed = false
    }

    private let path: String
    private let options: SQLiteDriver.Options
    private let writer: SQLiteHandle
    private let state = Mutex(State())

    init(path: String, options: SQLiteDriver.Options) throws {
        self.path = path
        self.options = options
        writer = try SQLiteHandle(path: path, options: options, readonly: false)
        try writer.use { try SQLiteSettings.verify($0) }
    }

    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        let reader = try checkOut()
        defer { checkIn(reader) }
        return try reader.useAlone { connection in
            try connection.run("BEGIN")
            do {
                let result = try body(connection)
                try connection.run("COMMIT")
                return result
            } catch {
                // The error that stopped the read is the one to tell; ending a read loses nothing.
                if connection.isInTransaction { try? connection.execute("ROLLBACK") }
                throw error
            }
        }
    }

    func readOne<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        let reader = try checkOut()
        defer { checkIn(reader) }
        return try reader.useAlone { try body($0) }
    }

    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        guard !state.withLock({ $0.closed }) else { throw Self.closedFailure }
        return try writer.use { try body($0) }
    }

    func close() {
        let readers: [SQLiteHandle]? = state.withLock { state in
            guard !state.closed else { return nil }
            state.closed = true
            defer { state.idle = [] }
            return state.idle
        }
        guard let readers else { return }
        // What cannot be emptied or closed now is recovered at the next open: the log is durable already.
        for reader in readers { try? reader.close() }
        try? writer.use { try $0.query("PRAGMA wal_checkpoint(TRUNCATE)", []) { _ in } }
        try? writer.close()
    }

    private static let closedFailure = StoreFailure(.closed, "The database is closed.")

    private func checkOut() throws -> SQLiteHandle {
        let idle: SQLiteHandle? = try state.withLock { state in
            guard !state.closed else { throw Self.closedFailure }
            return state.idle.popLast()
        }
        return try idle ?? SQLiteHandle(path: path, options: options, readonly: true)
    }

    private func checkIn(_ reader: SQLiteHandle) {
        let kept = state.withLock { state in
            guard !state.closed, state.idle.count < options.idleReaders else { return false }
            state.idle.append(reader)
            return true
        }
        if !kept { try? reader.close() }
    }
}
