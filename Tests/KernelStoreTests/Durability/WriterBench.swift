import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// A group writer over one database of notes, without a data folder around it.
///
/// Groups can be held until they are full.
final class WriterBench: Sendable {
    let folder: TemporaryFolder
    let faults = Faults()
    let random = CountingRandom()
    let database: any SQLDatabase
    let writer: GroupWriter
    private let pool: BlockingPool
    private let gate = Gate()

    init(
        in folder: TemporaryFolder? = nil,
        limits: GroupWriter.Limits = GroupWriter.Limits(),
        hooks: GroupWriter.Hooks = GroupWriter.Hooks()
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        // One thread: a job that waits at the gate holds back the writer's.
        pool = BlockingPool(name: "bench", threads: 1)
        database = try FaultyDriver(base: SQLiteDriver(), faults: faults).open(
            path: self.folder.file("a.db"),
            create: true
        )
        try database.withWriter { connection throws in
            try connection.transaction { try SystemTables.tenant.advance(connection, from: 0, now: 0) }
            try connection.execute("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")
        }
        writer = GroupWriter(
            database: database,
            pool: pool,
            random: random,
            health: StoreHealth(pool: pool, interval: 3600),
            limits: limits,
            hooks: hooks
        )
    }

    deinit {
        gate.open()
        database.close()
    }

    /// Lets writes queue up instead of running.
    func hold() {
        gate.close()
        pool.submit { [gate] in gate.pass() }
    }

    /// Lets the queue run.
    func release() { gate.open() }

    /// Queues a note; `answer` gets the error's problem code or `nil`.
    func submit(_ text: String, alone: Bool = false, answer: @escaping @Sendable (KernelError?) -> Void = { _ in }) {
        submit(alone: alone, answer: answer) { try Self.insert(text, $0) }
    }

    func submit(
        alone: Bool = false,
        answer: @escaping @Sendable (KernelError?) -> Void = { _ in },
        _ body: @escaping @Sendable (WriterContext) throws -> Void
    ) {
        writer.submit(
            WriterItem(
                isAlone: alone,
                run: { context in
                    do {
                        try body(context)
                        return .keep { answer(nil) }
                    } catch {
                        let error = callersError(error) as? KernelError
                        return .undo(after: nil) { answer(error ?? .notFound) }
                    }
                },
                fail: { answer($0) }
            )
        )
    }

    /// Writes notes in one group and waits for it.
    func runGroup(_ texts: [String]) throws {
        let answers = AnswerLog()
        hold()
        for text in texts { submit(text) { answers.add($0?.problem.code ?? "ok") } }
        release()
        #expect(answers.wait(for: texts.count) == texts.map { _ in "ok" })
    }

    static func insert(_ text: String, _ context: WriterContext) throws {
        try context.connection.run("INSERT INTO note(text) VALUES(?)", [.text(text)])
        let facts = JournalFacts(at: 1, principal: "test", entity: "test.note", record: text, action: "created")
        try context.journal.append(facts, on: context.connection)
    }

    func notes() throws -> [String] {
        try database.read { try $0.rows("SELECT text FROM note ORDER BY id") { $0.text(0) } }
    }

    func verification() throws -> JournalVerification {
        try database.read { try JournalVerifier.verify($0, anchor: nil) }
    }

    /// Waits until everything queued before was answered.
    func settle() {
        let answers = AnswerLog()
        pool.submit { answers.add("settled") }
        _ = answers.wait(for: 1)
    }
}

/// A door that a thread waits at.
///
/// Sendable because of `condition`, which is held wherever `isOpen` is touched.
private final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = true

    func close() { condition.withLock { isOpen = false } }

    func open() {
        condition.withLock {
            isOpen = true
            condition.broadcast()
        }
    }

    func pass() {
        condition.withLock { while !isOpen { condition.wait() } }
    }
}

/// Answers in the order in which they came.
///
/// Sendable because of `condition`, which is held wherever `lines` is touched.
final class AnswerLog: @unchecked Sendable {
    private let condition = NSCondition()
    private var lines: [String] = []

    func add(_ line: String) {
        condition.withLock {
            lines.append(line)
            condition.broadcast()
        }
    }

    /// The answers once there are so many; those that came when ten seconds pass without.
    func wait(for count: Int) -> [String] {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: 10)
            while lines.count < count, condition.wait(until: deadline) {}
            return lines
        }
    }

    var all: [String] { condition.withLock { lines } }
}
