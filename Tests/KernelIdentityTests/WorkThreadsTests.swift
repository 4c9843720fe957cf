import Dispatch
import KernelIdentity
import Testing

struct WorkThreadsTests {
    @Test func `work runs and is counted off`() async throws {
        let threads = WorkThreads(name: "test", count: 2, waiting: 8)
        let tally = Tally()
        for _ in 0..<8 { try threads.submit { tally.add() } }
        await threads.shutdown()
        #expect(tally.count == 8)
        #expect(threads.outstanding == 0)
    }

    @Test func `what exceeds threads and waiting places is refused at once`() async throws {
        let threads = WorkThreads(name: "test", count: 2, waiting: 1)
        let gate = Gate()
        for _ in 0..<3 { try gate.occupy(threads) }
        #expect(threads.outstanding == 3)
        #expect(throws: WorkThreads.Refusal.full) { try threads.submit {} }
        #expect(threads.outstanding == 3)
        for _ in 0..<3 { gate.open() }
        await threads.shutdown()
    }

    @Test func `a place is free again when work is done`() async throws {
        let threads = WorkThreads(name: "test", count: 1, waiting: 0)
        let gate = Gate()
        try gate.occupy(threads)
        #expect(throws: WorkThreads.Refusal.full) { try threads.submit {} }
        gate.open()
        while threads.outstanding > 0 { await Task.yield() }
        let tally = Tally()
        try threads.submit { tally.add() }
        await threads.shutdown()
        #expect(tally.count == 1)
    }

    @Test func `work runs at once on as many threads as there are`() async throws {
        let threads = WorkThreads(name: "test", count: 3, waiting: 0)
        let arrived = DispatchSemaphore(value: 0)
        let leave = DispatchSemaphore(value: 0)
        // Each waits for the other two: with fewer threads none would ever end.
        for _ in 0..<3 {
            try threads.submit {
                arrived.signal()
                leave.wait()
            }
        }
        try await Self.waitFor(arrived, times: 3)
        for _ in 0..<3 { leave.signal() }
        await threads.shutdown()
        #expect(threads.outstanding == 0)
    }

    @Test func `shutdown finishes what was accepted and refuses the rest`() async throws {
        let threads = WorkThreads(name: "test", count: 1, waiting: 4)
        let gate = Gate()
        let tally = Tally()
        try gate.occupy(threads)
        for _ in 0..<4 { try threads.submit { tally.add() } }
        async let end: Void = threads.shutdown()
        while (try? threads.submit {}) != nil || Self.refusal(threads) != .closed { await Task.yield() }
        #expect(tally.count == 0)
        gate.open()
        await end
        #expect(tally.count == 4)
    }

    @Test func `shutdown twice ends twice`() async {
        let threads = WorkThreads(name: "test", count: 2, waiting: 1)
        async let first: Void = threads.shutdown()
        async let second: Void = threads.shutdown()
        _ = await (first, second)
        await threads.shutdown()
        #expect(Self.refusal(threads) == .closed)
    }

    @Test func `a forgotten pool still does what it accepted`() async throws {
        let done = DispatchSemaphore(value: 0)
        do {
            let threads = WorkThreads(name: "test", count: 1, waiting: 1)
            try threads.submit { done.signal() }
        }
        try await Self.waitFor(done, times: 1)
    }

    private static func refusal(_ threads: WorkThreads) -> WorkThreads.Refusal? {
        do throws(WorkThreads.Refusal) { try threads.submit {} } catch { return error }
        return nil
    }

    /// Waits on a thread of its own: the cooperative pool must not be blocked.
    private static func waitFor(_ semaphore: DispatchSemaphore, times: Int) async throws {
        let waiter = WorkThreads(name: "waiter", count: 1, waiting: 0)
        try waiter.submit { for _ in 0..<times { semaphore.wait() } }
        await waiter.shutdown()
    }
}
