import Kernel
import Synchronization

/// The writer of one tenant database: a queue of writes that one job drains in groups.
///
/// No write waits for company: while a group syncs to disk the next one gathers. The job runs on the pool's threads, so
/// that the cancellation of one request cannot fail the COMMIT of others.
package final class GroupWriter: Sendable {
    /// The bounds of a writer.
    package struct Limits: Sendable {
        /// Writes that may wait; more are refused with 503.
        package var waiting = 4096
        /// Writes in one group: the longest group is everyone's latency.
        package var group = 512
        /// Groups run in one go before other writers get the thread.
        package var turns = 16

        package init() {}
    }

    /// What happens around groups.
    struct Hooks: Sendable {
        /// Runs before each group; a throw fails the group.
        var begin: @Sendable () throws -> Void = {}
        /// Hears of each group that was begun that it is over, before anybody is answered: the journal's end on disk,
        /// or `nil` when the group failed.
        var ended: @Sendable (JournalHead?) -> Void = { _ in }
        /// Hears why a group failed.
        var failed: @Sendable (StoreFailure) -> Void = { _ in }
    }

    private struct State {
        var waiting: [WriterItem] = []
        var isRunning = false
        var isClosed = false
        /// Those who wait for the queue to be empty.
        var drained: [CheckedContinuation<Void, Never>] = []
        /// The journal's end, known while groups succeed.
        var head: JournalHead?
    }

    private let database: any SQLDatabase
    private let pool: BlockingPool
    private let random: any RandomSource
    private let limits: Limits
    private let hooks: Hooks
    private let state = Mutex(State())
    /// Whether the disk takes writes.
    package let health: StoreHealth

    init(
        database: any SQLDatabase,
        pool: BlockingPool,
        random: any RandomSource,
        health: StoreHealth,
        limits: Limits = Limits(),
        hooks: Hooks = Hooks()
    ) {
        self.database = database
        self.pool = pool
        self.random = random
        self.health = health
        self.limits = limits
        self.hooks = hooks
    }

    /// Writes that wait for a group.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Whether a group runs or is about to.
    var isRunning: Bool { state.withLock { $0.isRunning } }

    /// Whether no more writes are taken.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Queues a write, or refuses it at once.
    func submit(_ item: WriterItem) {
        if let refusal = health.refusal { return item.fail(refusal) }
        enum Step { case refuse(KernelError), start, wait }
        let step: Step = state.withLock { state in
            if state.isClosed { return .refuse(Self.closed) }
            if state.waiting.count >= limits.waiting { return .refuse(Self.overloaded) }
            state.waiting.append(item)
            defer { state.isRunning = true }
            return state.isRunning ? .wait : .start
        }
        switch step {
        case .refuse(let error): item.fail(error)
        case .start: pool.submit { self.drain() }
        case .wait: break
        }
    }

    /// Takes no more writes and waits until those queued are answered.
    func close() async {
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                state.isClosed = true
                if state.isRunning { state.drained.append(continuation) }
                return !state.isRunning
            }
            if isDrained { continuation.resume() }
        }
    }

    /// Tries whether the disk takes writes again, and turns the health green when it does.
    ///
    /// Answers whether it does; `false` while a group runs, which is trial enough.
    func recheck() -> Bool {
        let isFree = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFree else { return false }
        defer { drain() }
        do {
            try ProbeWrite.run(on: database)
            health.heal()
            return true
        } catch {
            return false
        }
    }

    private static let closed = KernelError.unavailable("The server is stopping.", cause: "the writer is closed")
    private static let overloaded = KernelError.unavailable(
        "Too many writes are waiting. Nothing was changed.",
        cause: "the writer's queue is full"
    )

    private func drain() {
        for _ in 0..<max(1, limits.turns) {
            guard let group = nextGroup() else { return }
            commit(group)
        }
        pool.submit { self.drain() }
    }

    /// The next group; `nil` ends the job.
    private func nextGroup() -> [WriterItem]? {
        let (group, drained): ([WriterItem]?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            guard let first = state.waiting.first else {
                state.isRunning = false
                defer { state.drained = [] }
                return (nil, state.drained)
            }
            let members = first.isAlone ? 1 : state.waiting.prefix(limits.group).prefix { !$0.isAlone }.count
            defer { state.waiting.removeFirst(members) }
            return (Array(state.waiting.prefix(members)), [])
        }
        for waiter in drained { waiter.resume() }
        return group
    }

    private func commit(_ group: [WriterItem]) {
        if let refusal = health.refusal ?? begin() { return fail(group, refusal) }
        switch GroupCommit.run(group, on: database, head: state.withLock { $0.head }, random: random) {
        case .committed(let head, let answers):
            state.withLock { $0.head = head }
            hooks.ended(head)
            for answer in answers { answer() }
        case .failed(let failure):
            state.withLock { $0.head = nil }
            hooks.ended(nil)
            health.report(failure) { [weak self] in self?.recheck() ?? true }
            hooks.failed(failure)
            fail(group, failure.unavailable)
        }
    }

    /// Runs the hook before a group; answers why the group cannot go on.
    private func begin() -> KernelError? {
        do {
            try hooks.begin()
            return nil
        } catch {
            return error as? KernelError
                ?? KernelError.unavailable("The data cannot be reached now.", cause: "\(error)")
        }
    }

    private func fail(_ group: [WriterItem], _ error: KernelError) {
        for item in group { item.fail(error) }
    }
}
