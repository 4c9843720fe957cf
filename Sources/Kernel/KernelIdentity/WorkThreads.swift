import Dispatch
import Foundation
import Synchronization

/// A fixed number of threads and a bounded queue, for work that blocks: neither an event loop nor the cooperative pool
/// may wait for it.
///
/// What does not fit is refused at once, so that a flood costs its senders and not the server. Work that was accepted
/// always runs, also after `shutdown` began.
package final class WorkThreads: Sendable {
    /// Why work was not accepted.
    package enum Refusal: Error, Hashable, Sendable {
        /// Every thread is busy and every place in the queue is taken.
        case full
        /// `shutdown` has begun.
        case closed
    }

    private let bench: Bench

    /// Starts `count` threads; `waiting` pieces of work may wait beside those that run.
    package init(name: String, count: Int, waiting: Int) {
        let bench = Bench(threads: max(1, count), waiting: max(0, waiting))
        self.bench = bench
        for index in 0..<bench.threads {
            let thread = Thread { bench.run() }
            thread.name = "\(name)-\(index)"
            thread.start()
        }
    }

    deinit { bench.close() }

    /// Accepts work or refuses it, without waiting.
    package func submit(_ work: @escaping @Sendable () -> Void) throws(Refusal) {
        try bench.submit(work)
    }

    /// Work accepted and not yet done.
    package var outstanding: Int { bench.outstanding }

    /// Refuses new work, lets what was accepted finish, and returns when every thread has ended.
    package func shutdown() async {
        await bench.drained()
    }
}

/// What the threads share.
///
/// They hold this and not `WorkThreads`, so that a forgotten pool ends its threads.
private final class Bench: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var outstanding = 0
        var closed = false
        var alive: Int
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private enum Turn {
        case work(@Sendable () -> Void)
        case end
        case wait
    }

    let threads: Int
    private let capacity: Int
    private let state: Mutex<State>
    /// One permit for each piece of work, and one for each thread to end by.
    private let permits = DispatchSemaphore(value: 0)

    init(threads: Int, waiting: Int) {
        self.threads = threads
        capacity = threads + waiting
        state = Mutex(State(alive: threads))
    }

    var outstanding: Int { state.withLock { $0.outstanding } }

    func submit(_ work: @escaping @Sendable () -> Void) throws(WorkThreads.Refusal) {
        let refusal: WorkThreads.Refusal? = state.withLock { state in
            if state.closed { return .closed }
            if state.outstanding >= capacity { return .full }
            state.outstanding += 1
            state.queue.append(work)
            return nil
        }
        if let refusal { throw refusal }
        permits.signal()
    }

    func run() {
        while true {
            permits.wait()
            switch state.withLock({ Self.turn(&$0) }) {
            case .work(let work):
                work()
                state.withLock { $0.outstanding -= 1 }
            case .end:
                leave()
                return
            case .wait:
                continue
            }
        }
    }

    private static func turn(_ state: inout State) -> Turn {
        if !state.queue.isEmpty { return .work(state.queue.removeFirst()) }
        return state.closed ? .end : .wait
    }

    private func leave() {
        let closers = state.withLock { state in
            state.alive -= 1
            guard state.alive == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    func close() {
        state.withLock { $0.closed = true }
        for _ in 0..<threads { permits.signal() }
    }

    func drained() async {
        close()
        await withCheckedContinuation { continuation in
            let over = state.withLock { state in
                if state.alive > 0 { state.closers.append(continuation) }
                return state.alive == 0
            }
            if over { continuation.resume() }
        }
    }
}
