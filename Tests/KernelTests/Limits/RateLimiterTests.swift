import Synchronization
import Testing

@testable import Kernel

struct RateLimiterTests {
    private final class SetClock: WallClock {
        private let time = Mutex<Int64>(1_000_000)

        func now() -> Int64 { time.withLock { $0 } }

        func pass(_ milliseconds: Int64) {
            time.withLock { $0 += milliseconds }
        }
    }

    private let clock = SetClock()
    private let metrics = Metrics()

    private func limiter(_ rules: String..., capacity: Int = 1_000) throws -> RateLimiter {
        var limits = RateLimits.none
        for rule in rules { try limits.add(rule) }
        return RateLimiter(limits, clock: clock, metrics: metrics, capacity: capacity)
    }

    /// Seconds to wait; `nil` when the request is answered.
    private func ask(
        _ limiter: RateLimiter,
        _ name: String,
        _ kind: RouteClass = .read,
        _ subject: RateSubject = .tenant
    ) -> Int? {
        do throws(KernelError) {
            try limiter.check(subject, kind, name, isLoopback: false)
            return nil
        } catch {
            #expect(error.problem == .rateLimited)
            return error.headers.first { $0.name == "Retry-After" }.flatMap { Int($0.value) }
        }
    }

    @Test func `the burst is answered, then as many as come back`() throws {
        let limiter = try limiter("tenant:read=2/s:3")
        #expect((0..<4).map { _ in ask(limiter, "a") } == [nil, nil, nil, 1])
        clock.pass(499)
        #expect(ask(limiter, "a") == 1)
        clock.pass(1)
        #expect([ask(limiter, "a"), ask(limiter, "a")] == [nil, 1])
        clock.pass(60_000)
        #expect((0..<4).map { _ in ask(limiter, "a") } == [nil, nil, nil, 1])
    }

    @Test func `the wait is until a request would be answered`() throws {
        let limiter = try limiter("tenant:read=1/m")
        #expect([ask(limiter, "a"), ask(limiter, "a")] == [nil, 60])
        clock.pass(45_500)
        #expect(ask(limiter, "a") == 15)
        clock.pass(14_500)
        #expect(ask(limiter, "a") == nil)
    }

    @Test func `names, kinds and subjects have buckets of their own`() throws {
        let limiter = try limiter("tenant:read=1/h", "tenant:write=1/h", "identity:read=1/h")
        #expect(ask(limiter, "a") == nil)
        #expect(ask(limiter, "a") != nil)
        #expect(ask(limiter, "b") == nil)
        #expect(ask(limiter, "a", .write) == nil)
        #expect(ask(limiter, "a", .read, .identity) == nil)
        #expect(ask(limiter, "a", .read, .address) == nil)
        #expect(ask(limiter, "a", .read, .address) == nil)
    }

    @Test func `a clock that is set back gives nothing and takes nothing`() throws {
        let limiter = try limiter("tenant:read=1/s:2")
        #expect(ask(limiter, "a") == nil)
        clock.pass(-10_000)
        #expect([ask(limiter, "a"), ask(limiter, "a")] == [nil, 1])
        clock.pass(1_000)
        #expect(ask(limiter, "a") == nil)
    }

    @Test func `the table is bounded and forgets those who have not asked for longest`() throws {
        let limiter = try limiter("tenant:read=1/h", capacity: 20)
        #expect(ask(limiter, "spent") == nil)
        for number in 0..<9 { #expect(ask(limiter, "early \(number)") == nil) }
        // In the older half now, and still known.
        #expect(ask(limiter, "more") == nil)
        #expect(ask(limiter, "spent") != nil)
        for number in 0..<40 { #expect(ask(limiter, "late \(number)") == nil) }
        #expect(ask(limiter, "spent") == nil)
    }

    @Test func `refusals are counted by what refused`() throws {
        let limiter = try limiter("tenant:write=1/h")
        for _ in 0..<3 { _ = ask(limiter, "a", .write) }
        let text = String(decoding: metrics.render(), as: UTF8.self)
        #expect(text.contains("kernel_rate_limited_total{subject=\"tenant\",class=\"write\"} 2"))
    }

    @Test(arguments: [("127.0.0.1", true), ("127.8.8.8", true), ("::1", true), ("local", true), ("128.0.0.1", false)])
    func `loopback is known by its address`(peer: String, isLoopback: Bool) {
        let invocation = Invocation(method: "GET", path: "/", requestID: "r", peer: peer)
        #expect(invocation.isFromLoopback == isLoopback)
    }

    @Test func `every route has a class`() {
        let classes = Dictionary(grouping: RouteTable.routes, by: \.costs).mapValues { $0.map(\.endpoint) }
        #expect(classes[.login] == [.login])
        #expect(classes[.heavy]?.contains(.search) == true)
        #expect(classes[.write]?.contains(.create) == true)
        #expect(classes[.read]?.contains(.list) == true)
    }
}
