import Synchronization
import Testing

@testable import Kernel

@Suite(.timeLimit(.minutes(5)))
struct FairTurnsTests {
    private final class SetClock: WallClock {
        private let time = Mutex<Int64>(1_000_000)

        func now() -> Int64 { time.withLock { $0 } }

        func pass(_ milliseconds: Int64) {
            time.withLock { $0 += milliseconds }
        }
    }

    /// Numbers in the order of their arrival.
    private final class Order: Sendable {
        private let numbers = Mutex<[Int]>([])

        var all: [Int] { numbers.withLock { $0 } }

        func add(_ number: Int) {
            numbers.withLock { $0.append(number) }
        }
    }

    private let clock = SetClock()
    private let a: TenantID
    private let b: TenantID

    init() throws {
        a = try #require(TenantID("a"))
        b = try #require(TenantID("b"))
    }

    private func turns(_ lanes: Int = 1) -> FairTurns {
        FairTurns(lanes: lanes, clock: clock)
    }

    /// Waits until that many wait aside.
    private func waiting(_ count: Int, _ turns: FairTurns) async {
        while turns.waitingCount < count { await Task.yield() }
    }

    @Test func `a tenant that is alone is never held`() async {
        let turns = turns()
        for _ in 0..<100 { #expect(await turns.begin(a) == false) }
        #expect(turns.waitingCount == 0)
    }

    @Test func `of several tenants each has its lanes, and nobody waits for another`() async {
        let turns = turns(2)
        _ = await turns.begin(a)
        #expect(await turns.begin(b))
        #expect(await turns.begin(a))
        #expect(await turns.begin(b))
        #expect(await turns.begin(a))
        #expect(turns.waitingCount == 0)
    }

    @Test func `what is too much waits aside and goes on in order`() async {
        let turns = turns()
        _ = await turns.begin(b)
        #expect(await turns.begin(a))
        let order = Order()
        await withTaskGroup(of: Void.self) { group in
            for number in 1...3 {
                group.addTask {
                    #expect(await turns.begin(a))
                    order.add(number)
                    turns.end(a)
                }
                await waiting(number, turns)
            }
            // The other tenant has its own lane all the while.
            #expect(await turns.begin(b))
            turns.end(b)
            #expect(order.all.isEmpty)
            turns.end(a)
        }
        #expect(order.all == [1, 2, 3])
        #expect(turns.waitingCount == 0)
    }

    @Test func `a lane that was given back is free`() async {
        let turns = turns()
        _ = await turns.begin(b)
        for _ in 0..<10 {
            #expect(await turns.begin(a))
            turns.end(a)
        }
    }

    @Test func `a second after the other tenant's last request a tenant is alone again`() async {
        let turns = turns()
        _ = await turns.begin(b)
        #expect(await turns.begin(a))
        turns.end(a)
        clock.pass(999)
        #expect(await turns.begin(a))
        turns.end(a)
        clock.pass(1)
        #expect(await turns.begin(a) == false)
    }
}
