import Foundation
import Synchronization

/// Group commit of the plain kind: one thread drains a queue, a savepoint a write, one sync a group.
final class Writer: Sendable {
    typealias Answer = Result<Reply, any Error>

    private struct Item: Sendable {
        let run: @Sendable (SQLite, inout Head) throws -> Reply
        let done: CheckedContinuation<Reply, any Error>
    }

    /// The journal's end.
    struct Head {
        var seq: Int64
        var hash: [UInt8]
    }

    private struct State {
        var waiting: [Item] = []
        var isIdle = true
    }

    private let state = Mutex(State())
    private let wake = Signal()

    init(path: String) throws {
        let connection = try SQLite(path: path, readonly: false)
        let thread = Thread { [self] in serve(connection) }
        thread.name = "writer"
        thread.start()
    }

    /// Runs a write; returns when it is on disk.
    func perform(_ run: @escaping @Sendable (SQLite, inout Head) throws -> Reply) async throws -> Reply {
        try await withCheckedThrowingContinuation { continuation in
            let item = Item(run: run, done: continuation)
            let wasIdle = state.withLock { state in
                state.waiting.append(item)
                defer { state.isIdle = false }
                return state.isIdle
            }
            if wasIdle { wake.signal() }
        }
    }

    private func serve(_ connection: SQLite) {
        var head: Head?
        while true {
            let group = state.withLock { state in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isIdle = true }
                return state.waiting
            }
            if group.isEmpty {
                wake.wait()
            } else {
                commit(group, connection, &head)
            }
        }
    }

    private func commit(_ group: [Item], _ connection: SQLite, _ head: inout Head?) {
        var answers: [(CheckedContinuation<Reply, any Error>, Answer)] = []
        do {
            try connection.run(.begin, { _ in })
            var current = try head ?? Self.readHead(connection)
            for item in group {
                let before = current
                try connection.run(.savepoint, { _ in })
                do {
                    answers.append((item.done, .success(try item.run(connection, &current))))
                } catch {
                    current = before
                    try connection.run(.rollback, { _ in })
                    answers.append((item.done, .failure(error)))
                }
                try connection.run(.release, { _ in })
            }
            try connection.run(.commit, { _ in })
            head = current
            for (done, answer) in answers { done.resume(with: answer) }
        } catch {
            head = nil
            try? connection.execute("ROLLBACK")
            for item in group { item.done.resume(throwing: error) }
        }
    }

    private static func readHead(_ connection: SQLite) throws -> Head {
        var head = Head(seq: 0, hash: [UInt8](repeating: 0, count: 32))
        try connection.run(.journalHead, { _ in }) { head = Head(seq: $0.int(0), hash: $0.blob(1)) }
        return head
    }
}

/// Wakes the writer's thread.
private final class Signal: Sendable {
    private let condition = NSCondition()
    private let count = Mutex(0)

    func signal() {
        condition.lock()
        count.withLock { $0 += 1 }
        condition.signal()
        condition.unlock()
    }

    func wait() {
        condition.lock()
        while count.withLock({ $0 == 0 }) { condition.wait() }
        count.withLock { $0 -= 1 }
        condition.unlock()
    }
}

/// The stack of reading connections: taken and put back without a thread hop.
final class Readers: Sendable {
    private let path: String
    private let idle = Mutex<[SQLite]>([])

    init(path: String) { self.path = path }

    func read<T>(_ body: (SQLite) throws -> T) throws -> T {
        let connection = try idle.withLock { $0.popLast() } ?? SQLite(path: path, readonly: true)
        defer { idle.withLock { $0.append(connection) } }
        return try body(connection)
    }
}
