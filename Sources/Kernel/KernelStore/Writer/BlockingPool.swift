import Foundation
import Synchronization

/// The named threads on which blocking work runs: groups of writes, checkpoints, probes.
///
/// Never event loops, and never the threads that run Swift's tasks, of which there is one per core.
package final class BlockingPool: Sendable {
    private let queue: BlockingQueue

    /// Starts the threads.
    package init(name: String = "kernel.blocking", threads: Int = 8) {
        let queue = BlockingQueue()
        self.queue = queue
        for number in 1...max(1, threads) {
            let thread = Thread { queue.work() }
            thread.name = "\(name).\(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { queue.stop() }

    /// Runs a job when a thread is free, in the order of submission.
    package func submit(_ job: @escaping @Sendable () -> Void) {
        queue.add(job)
    }

    /// Runs a job after some seconds; what still waits when the pool ends does not run.
    package func submit(after seconds: Double, _ job: @escaping @Sendable () -> Void) {
        queue.add(job, after: seconds)
    }

    /// Runs a job and waits for it without holding a thread of Swift's tasks.
    package func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// What the threads take from.
///
/// `condition` is held wherever `state` is touched, so that no wake-up falls between a look and the wait after it;
/// the state's own lock is never waited for.
private final class BlockingQueue: Sendable {
    private struct Delayed {
        let due: ContinuousClock.Instant
        let job: @Sendable () -> Void
    }

    private struct State {
        var ready: [@Sendable () -> Void] = []
        var next = 0
        var delayed: [Delayed] = []
        var stopped = false

        /// What a thread does now.
        enum Turn {
            case run(@Sendable () -> Void)
            case wait(until: ContinuousClock.Instant?)
            case end
        }

        mutating func turn(_ now: ContinuousClock.Instant) -> Turn {
            if let first = delayed.first, first.due <= now { ready.append(delayed.removeFirst().job) }
            if next < ready.count { return .run(takeReady()) }
            return stopped ? .end : .wait(until: delayed.first?.due)
        }

        private mutating func takeReady() -> @Sendable () -> Void {
            let job = ready[next]
            next += 1
            // The array is emptied in steps: removing its first element each time would move all others.
            if next == ready.count {
                ready.removeAll(keepingCapacity: true)
                next = 0
            } else if next > 1024 {
                ready.removeFirst(next)
                next = 0
            }
            return job
        }
    }

    private let condition = NSCondition()
    private let state = Mutex(State())

    func add(_ job: @escaping @Sendable () -> Void) {
        condition.withLock {
            state.withLock { $0.ready.append(job) }
            condition.signal()
        }
    }

    func add(_ job: @escaping @Sendable () -> Void, after seconds: Double) {
        condition.withLock {
            state.withLock { state in
                state.delayed.append(Delayed(due: .now + .seconds(seconds), job: job))
                state.delayed.sort { $0.due < $1.due }
            }
            // Every sleeping thread computes its deadline again; the one that sleeps longest may be the only one.
            condition.broadcast()
        }
    }

    func stop() {
        condition.withLock {
            state.withLock { $0.stopped = true }
            condition.broadcast()
        }
    }

    func work() {
        while let job = take() { job() }
    }

    /// The next job; waits for one.
    ///
    /// `nil` when the pool has ended and nothing is ready.
    private func take() -> (@Sendable () -> Void)? {
        condition.withLock {
            while true {
                switch state.withLock({ $0.turn(.now) }) {
                case .run(let job): return job
                case .end: return nil
                case .wait(nil): condition.wait()
                case .wait(let due?):
                    let wait = Double((due - .now) / .seconds(1))
                    _ = condition.wait(until: Date(timeIntervalSinceNow: max(wait, 0.001)))
                }
            }
        }
    }
}
