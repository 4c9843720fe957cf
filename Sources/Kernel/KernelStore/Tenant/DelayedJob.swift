import Synchronization

/// A job that runs once, some seconds after it was first asked for; one that failed is tried again after as long.
///
/// What is asked for meanwhile is done by that one run.
final class DelayedJob: Sendable {
    private let pool: BlockingPool
    private let interval: Double
    private let isScheduled = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)

    init(pool: BlockingPool, interval: Double) {
        self.pool = pool
        self.interval = interval
    }

    /// Asks for a run; `job` answers whether another one is needed.
    func request(_ job: @escaping @Sendable () -> Bool) {
        guard !isStopped.load(ordering: .acquiring) else { return }
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pool.submit(after: interval) { [self] in
            // Before the run: what comes while it runs may come too late for it.
            isScheduled.store(false, ordering: .releasing)
            if !isStopped.load(ordering: .acquiring), job() { request(job) }
        }
    }

    /// Runs no more, whatever was asked for: what it works on is closed, and a try again would never succeed.
    func stop() {
        isStopped.store(true, ordering: .releasing)
    }
}
