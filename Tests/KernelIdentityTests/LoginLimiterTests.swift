import Kernel
import KernelIdentity
import Testing

struct LoginLimiterTests {
    private let clock = ManualClock()
    private let limiter: LoginLimiter

    init() {
        limiter = LoginLimiter(clock: clock)
    }

    private func attempt(
        _ result: LoginLimiter.Result,
        from address: String = "192.0.2.1",
        as email: String = "jane@example.com"
    ) throws {
        limiter.finish(try limiter.admit(address: address, email: email), result)
    }

    /// Seconds to wait, or `nil` when a try is let through.
    private func wait(from address: String = "192.0.2.1", as email: String = "jane@example.com") -> String? {
        do throws(KernelError) {
            limiter.finish(try limiter.admit(address: address, email: email), .abandoned)
            return nil
        } catch {
            #expect(error.problem == .rateLimited)
            return error.retryAfter
        }
    }

    @Test func `the fifth failure locks the address out for thirty minutes`() throws {
        for _ in 0..<4 {
            try attempt(.failed)
            #expect(wait() == nil)
        }
        try attempt(.failed)
        #expect(wait() == "1800")
        #expect(wait(as: "joe@example.com") == "1800")
        clock.advance(seconds: 1_799)
        #expect(wait() == "1")
        clock.advance(seconds: 1)
        #expect(wait() == nil)
    }

    @Test func `after a lock-out an address has five tries again`() throws {
        for _ in 0..<5 { try attempt(.failed) }
        clock.advance(minutes: 30)
        for _ in 0..<4 { try attempt(.failed) }
        #expect(wait() == nil)
        try attempt(.failed)
        #expect(wait() == "1800")
    }

    @Test func `failures are forgotten after fifteen minutes`() throws {
        for _ in 0..<4 { try attempt(.failed) }
        clock.advance(minutes: 15)
        for _ in 0..<4 { try attempt(.failed) }
        #expect(wait() == nil)
    }

    @Test func `tries that found nothing out do not count`() throws {
        for _ in 0..<20 { try attempt(.abandoned) }
        #expect(wait() == nil)
    }

    @Test func `one address does not lock an e-mail for others`() throws {
        for _ in 0..<5 { try attempt(.failed, from: "192.0.2.66") }
        #expect(wait(from: "192.0.2.66") == "1800")
        #expect(wait(from: "198.51.100.1") == "1")
        clock.advance(seconds: 1)
        #expect(wait(from: "198.51.100.1") == nil)
    }

    @Test func `many addresses slow an e-mail down step by step`() throws {
        for number in 0..<5 { try attempt(.failed, from: "192.0.2.\(number)") }
        for (index, seconds) in ["1", "2", "5", "10", "30", "30", "30"].enumerated() {
            #expect(wait(from: "198.51.100.1") == seconds)
            clock.advance(seconds: try #require(Int64(seconds)))
            try attempt(.failed, from: "203.0.113.\(index)")
        }
        #expect(wait(from: "198.51.100.1", as: "joe@example.com") == nil)
    }

    @Test func `who signed in from an address before does not wait there`() throws {
        try attempt(.succeeded, from: "198.51.100.1")
        for number in 0..<9 {
            clock.advance(seconds: 30)
            try attempt(.failed, from: "192.0.2.\(number)")
        }
        #expect(wait(from: "198.51.100.2") == "30")
        #expect(wait(from: "198.51.100.1") == nil)
        for _ in 0..<5 { try attempt(.failed, from: "198.51.100.1") }
        #expect(wait(from: "198.51.100.1") == "1800")
    }

    @Test func `a success takes back the failures with the same e-mail only`() throws {
        for _ in 0..<3 { try attempt(.failed, as: "jane@example.com") }
        try attempt(.failed, as: "joe@example.com")
        try attempt(.succeeded, as: "jane@example.com")
        for _ in 0..<3 { try attempt(.failed, as: "jim@example.com") }
        #expect(wait() == nil)
        try attempt(.failed, as: "jim@example.com")
        #expect(wait() == "1800")
    }

    @Test func `an own account buys no guesses at another's`() throws {
        for _ in 0..<4 {
            try attempt(.failed, as: "jane@example.com")
            try attempt(.succeeded, as: "mallory@example.com")
        }
        try attempt(.failed, as: "jane@example.com")
        #expect(wait(as: "mallory@example.com") == "1800")
    }

    @Test func `guesses at one e-mail at the same time are no more than one after the other`() throws {
        let running = try (0..<5).map { try limiter.admit(address: "192.0.2.\($0)", email: "jane@example.com") }
        #expect(wait(from: "198.51.100.1") == "1")
        #expect(wait(from: "198.51.100.1", as: "joe@example.com") == nil)
        limiter.finish(running[0], .failed)
        #expect(wait(from: "198.51.100.1") == "1")
        limiter.finish(running[1], .abandoned)
        #expect(wait(from: "198.51.100.1") == nil)
    }

    @Test func `an address has sixteen tries at the same time`() throws {
        let running = try (0..<16).map { try limiter.admit(address: "192.0.2.1", email: "user\($0)@example.com") }
        #expect(wait(as: "last@example.com") == "1")
        #expect(wait(from: "192.0.2.2", as: "last@example.com") == nil)
        for attempt in running { limiter.finish(attempt, .succeeded) }
        #expect(wait(as: "last@example.com") == nil)
    }

    @Test func `an IPv6 network counts as one address`() throws {
        for number in 1...5 { try attempt(.failed, from: "2001:db8:1:2::\(number)", as: "user\(number)@example.com") }
        #expect(wait(from: "2001:db8:1:2:ffff::1", as: "last@example.com") == "1800")
        #expect(wait(from: "2001:db8:1:3::1", as: "last@example.com") == nil)
    }

    @Test func `memory is bounded and the address under attack stays locked`() throws {
        var policy = LoginLimiter.Policy()
        policy.remembered = 10
        let limiter = LoginLimiter(clock: clock, policy: policy)
        for _ in 0..<5 {
            limiter.finish(try limiter.admit(address: "192.0.2.1", email: "jane@example.com"), .failed)
        }
        for number in 0..<200 {
            let email = "user\(number)@example.com"
            limiter.finish(try limiter.admit(address: "198.51.100.\(number)", email: email), .failed)
            #expect(throws: KernelError.self) { try limiter.admit(address: "192.0.2.1", email: email) }
        }
    }
}
