import Testing

@testable import Kernel

struct RateLimitsTests {
    private func limits(_ rules: String...) throws -> RateLimits {
        var limits = RateLimits.none
        for rule in rules { try limits.add(rule) }
        return limits
    }

    @Test(
        arguments: [
            ("10/s", 10, 10), ("600/m", 10, 600), ("3600/h:5", 1, 5), ("1/h", 1 / 3_600.0, 1), ("5/s:1", 5, 1),
        ]
    )
    func `a rate is a count in a unit, its burst the count or what is written`(
        text: String,
        perSecond: Double,
        burst: Double
    ) throws {
        let limits = try limits("tenant:write=\(text)")
        #expect(limits.rate(.tenant, .write, isLoopback: true) == Rate(perSecond: perSecond, burst: burst))
        #expect(limits.rate(.tenant, .read, isLoopback: true) == nil)
        #expect(limits.rate(.identity, .write, isLoopback: true) == nil)
    }

    @Test(
        arguments: [
            "", "tenant", "tenant:write", "tenant=1/s", "tenant:write=", "tenant:write=1", "tenant:write=1/d",
            "tenant:write=0/s", "tenant:write=-1/s", "tenant:write=1/s:0", "tenant:write=1/s:2:3", "tenant:write=1.5/s",
            "group:write=1/s", "tenant:delete=1/s", "tenant:write=9999999/s", "tenant:login=1/s", "identity:login=1/s",
        ]
    )
    func `what is no rule is told with its text`(text: String) {
        let fault = #expect(throws: RateLimits.Fault.self) { try limits(text) }
        #expect(fault?.description.contains("\"\(text)\"") == true)
    }

    @Test func `later rules replace earlier ones, off takes one away or all`() throws {
        let replaced = try limits("tenant:read=1/s", "tenant:read=2/s", "address:read=3/s", "address:read=off")
        #expect(replaced.rate(.tenant, .read, isLoopback: false)?.perSecond == 2)
        #expect(replaced.rate(.address, .read, isLoopback: false) == nil)
        var all = RateLimits.standard
        try all.add("off")
        try all.add("tenant:read=1/s")
        #expect(all.rate(.identity, .read, isLoopback: false) == nil)
        #expect(all.rate(.tenant, .read, isLoopback: false)?.perSecond == 1)
    }

    @Test func `the standard limits hold for others and not for this machine, an operator's for all`() throws {
        var limits = RateLimits.standard
        for subject in RateSubject.allCases {
            for kind in [RouteClass.read, .write, .heavy] {
                #expect(limits.rate(subject, kind, isLoopback: true) == nil)
                let rate = try #require(limits.rate(subject, kind, isLoopback: false))
                #expect(rate.burst > rate.perSecond)
            }
        }
        #expect(limits.rate(.address, .login, isLoopback: false) != nil)
        try limits.add("tenant:read=7/s")
        #expect(limits.rate(.tenant, .read, isLoopback: true)?.perSecond == 7)
    }
}
