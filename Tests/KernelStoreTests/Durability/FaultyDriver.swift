import KernelStore
import Synchronization

/// A driver that passes everything on to another one, until it is told to fail.
struct FaultyDriver: SQLDriver {
    let base: any SQLDriver
    let faults: Faults

    func open(path: String, create: Bool) throws -> any SQLDatabase {
        FaultyDatabase(base: try base.open(path: path, create: create), faults: faults, path: path)
    }
}

/// Which calls fail.
///
/// Calls of writing connections are counted from 1, over all databases whose path is watched.
final class Faults: Sendable {
    private struct State {
        var path = ""
        var calls: [String] = []
        var failing: @Sendable (_ call: Int, _ sql: String) -> StoreFailure? = { _, _ in nil }
        var moment = Moment.instead
    }

    /// When a call fails.
    enum Moment {
        /// Instead of running.
        case instead
        /// Instead of running, and what was open is rolled back, as SQLite may do by itself.
        case rollingBack
        /// After it has run.
        case afterwards
    }

    private let state = Mutex(State())

    /// Counts again from 1, and fails the calls for which the rule has a failure.
    /// - Parameters:
    ///   - path: Only databases whose path contains it.
    ///   - moment: When the calls fail.
    ///   - rule: Gets the number of the call and its SQL.
    func fail(
        on path: String = "",
        _ moment: Moment = .instead,
        _ rule: @escaping @Sendable (_ call: Int, _ sql: String) -> StoreFailure?
    ) {
        state.withLock { $0 = State(path: path, failing: rule, moment: moment) }
    }

    /// Everything works again; counts from 1.
    func heal() {
        fail { _, _ in nil }
    }

    /// The SQL of the calls since the rule was set.
    var calls: [String] { state.withLock { $0.calls } }

    func check(_ sql: String, path: String) -> (failure: StoreFailure, moment: Moment)? {
        state.withLock { state in
            guard state.path.isEmpty || path.contains(state.path) else { return nil }
            state.calls.append(sql)
            return state.failing(state.calls.count, sql).map { ($0, state.moment) }
        }
    }
}

private final class FaultyDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let faults: Faults
    private let path: String

    init(base: any SQLDatabase, faults: Faults, path: String) {
        self.base = base
        self.faults = faults
        self.path = path
    }

    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try base.read(body)
    }

    func readOne<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try base.readOne(body)
    }

    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try base.withWriter { try body(FaultyConnection(base: $0, faults: faults, path: path)) }
    }

    func close() { base.close() }
}

private final class FaultyConnection: SQLConnection {
    private let base: any SQLConnection
    private let faults: Faults
    private let path: String

    init(base: any SQLConnection, faults: Faults, path: String) {
        self.base = base
        self.faults = faults
        self.path = path
    }

    var isInTransaction: Bool { base.isInTransaction }

    func execute(_ sql: String) throws {
        try watch(sql) { try base.execute(sql) }
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try watch(sql) { try base.run(sql, arguments) }
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
        try watch(sql) { try base.query(sql, arguments, each) }
    }

    private func watch<T>(_ sql: String, _ body: () throws -> T) throws -> T {
        guard let fault = faults.check(sql, path: path) else { return try body() }
        switch fault.moment {
        case .instead: break
        case .rollingBack: if base.isInTransaction { try base.execute("ROLLBACK") }
        case .afterwards: _ = try body()
        }
        throw fault.failure
    }
}

extension StoreFailure {
    static let diskFull = StoreFailure(.full, code: 13, "database or disk is full")
    static let diskBroken = StoreFailure(.io, code: 1034, "disk I/O error")
    static let noMemory = StoreFailure(.nomem, code: 7, "out of memory")
}
