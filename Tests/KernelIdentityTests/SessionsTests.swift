import Kernel
import KernelCrypto
import KernelIdentity
import Synchronization
import Testing

struct SessionsTests {
    private let control = ControlStoreFake()
    private let clock = ManualClock()
    private let tenant: TenantID
    private let sessions: Sessions
    private let jane = recordID(1)

    init() throws {
        tenant = try #require(TenantID("acme"))
        sessions = Self.make(control, clock)
    }

    private static func make(
        _ control: ControlStoreFake,
        _ clock: ManualClock,
        cached: Int = 100,
        accepts: Bool = true
    ) -> Sessions {
        var policy = Sessions.Policy()
        policy.cached = cached
        return Sessions(control: control, clock: clock, random: CountingRandom(), policy: policy) { work in
            if accepts { work() }
            return accepts
        }
    }

    private func open(_ identity: RecordID? = nil) throws -> (token: String, session: SessionEntry) {
        try sessions.create(identity: identity ?? jane, tenant: tenant, space: .client, userAgent: "test")
    }

    @Test func `the token opens the session and only its hash is stored`() throws {
        let (token, session) = try open()
        #expect(try sessions.authenticate(token) == session)
        #expect(session.identity == jane)
        #expect(session.tenant == tenant)
        #expect(session.space == .client)
        #expect(session.userAgent == "test")
        #expect(token.utf8.count == 43)
        #expect(Base64URL.decode(token)?.count == 32)
        #expect(session.tokenHash == SHA256.digest(try #require(Base64URL.decode(token))))
        #expect(control.sessions(of: jane) == [session])
    }

    @Test func `each session has a token of its own`() throws {
        let first = try open()
        let second = try open()
        #expect(first.token != second.token)
        #expect(first.session.id != second.session.id)
    }

    @Test(arguments: [
        "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "ééééééééééééééééééééé0", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0A",
    ])
    func `what is no token is refused without a visit to the store`(text: String) throws {
        #expect(try sessions.authenticate(text) == nil)
        #expect(control.count(.session) == 0)
    }

    @Test func `an unknown token is refused each time`() throws {
        let token = Base64URL.encode([UInt8](repeating: 9, count: 32))
        #expect(try sessions.authenticate(token) == nil)
        #expect(try sessions.authenticate(token) == nil)
        #expect(control.count(.session) == 2)
    }

    @Test func `a session in use is read from the store once`() throws {
        let (token, _) = try open()
        for _ in 0..<10 { _ = try #require(try sessions.authenticate(token)) }
        #expect(control.count(.session) == 1)
    }

    @Test func `with more sessions than fit in memory all still work`() throws {
        let small = Self.make(control, clock, cached: 4)
        let tokens = try (0..<20).map { _ in
            try small.create(identity: jane, tenant: tenant, space: .client, userAgent: "").token
        }
        for token in tokens + tokens { #expect(try small.authenticate(token) != nil) }
    }

    @Test func `an idle session is over to the millisecond`() throws {
        let (token, _) = try open()
        _ = try sessions.authenticate(token)
        clock.advance(seconds: 30 * 60 - 1)
        let seen = try #require(try sessions.authenticate(token))
        #expect(seen.lastSeen == clock.now())
        clock.advance(seconds: 30 * 60 - 1)
        #expect(try sessions.authenticate(token) != nil)
        clock.advance(minutes: 30)
        #expect(try sessions.authenticate(token) == nil)
        #expect(try sessions.list(of: jane).isEmpty)
    }

    @Test func `an idle session is over for a server that has just started too`() throws {
        let (token, _) = try open()
        clock.advance(minutes: 30)
        #expect(try Self.make(control, clock).authenticate(token) == nil)
    }

    @Test func `a session in use is over after twelve hours`() throws {
        let (token, session) = try open()
        #expect(session.expiresAt == clock.now() + 12 * 3_600_000)
        for _ in 0..<(12 * 3 - 1) {
            clock.advance(minutes: 20)
            #expect(try sessions.authenticate(token) != nil)
        }
        clock.advance(minutes: 20)
        #expect(try sessions.authenticate(token) == nil)
        #expect(try Self.make(control, clock).authenticate(token) == nil)
    }

    @Test func `use is noted once a minute`() throws {
        let (token, session) = try open()
        for _ in 0..<59 {
            _ = try sessions.authenticate(token)
            clock.advance(seconds: 1)
        }
        #expect(control.count(.touchSession) == 0)
        clock.advance(seconds: 1)
        for _ in 0..<10 { _ = try sessions.authenticate(token) }
        #expect(control.count(.touchSession) == 1)
        #expect(control.sessions(of: jane).first?.lastSeen == session.lastSeen + 60_000)
        clock.advance(seconds: 60)
        _ = try sessions.authenticate(token)
        #expect(control.count(.touchSession) == 2)
    }

    @Test func `use that cannot be noted does not end the session`() throws {
        let (token, _) = try open()
        control.fail(.touchSession)
        for _ in 0..<4 {
            clock.advance(minutes: 20)
            #expect(try sessions.authenticate(token) != nil)
        }
        #expect(control.count(.touchSession) == 4)
    }

    @Test func `nothing is written on the request's own thread`() throws {
        let refusing = Self.make(control, clock, accepts: false)
        let (token, _) = try refusing.create(identity: jane, tenant: tenant, space: .client, userAgent: "")
        clock.advance(minutes: 5)
        #expect(try refusing.authenticate(token) != nil)
        #expect(control.count(.touchSession) == 0)
        #expect(control.count(.deleteExpiredSessions) == 0)
    }
}
