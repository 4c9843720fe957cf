import Kernel
import KernelIdentity
import Synchronization
import Testing

struct SessionEndTests {
    private let control = ControlStoreFake()
    private let clock = ManualClock()
    private let tenant: TenantID
    private let other: TenantID
    private let sessions: Sessions
    private let jane = recordID(1)
    private let joe = recordID(2)

    init() throws {
        tenant = try #require(TenantID("acme"))
        other = try #require(TenantID("globex"))
        sessions = Sessions(control: control, clock: clock, random: CountingRandom()) { work in
            work()
            return true
        }
    }

    private func open(_ identity: RecordID, _ tenant: TenantID? = nil) throws -> (token: String, session: SessionEntry)
    {
        clock.advance(seconds: 1)
        return try sessions.create(
            identity: identity,
            tenant: tenant ?? self.tenant,
            space: .client,
            userAgent: ""
        )
    }

    @Test func `an ended session is refused on the next request`() throws {
        let (token, session) = try open(jane)
        #expect(try sessions.authenticate(token) != nil)
        #expect(try sessions.end(session.id, of: jane))
        #expect(try sessions.authenticate(token) == nil)
        #expect(try !sessions.end(session.id, of: jane))
    }

    @Test func `logging out ends the own session alone`() throws {
        let (token, session) = try open(jane)
        let (stays, _) = try open(jane)
        _ = try (sessions.authenticate(token), sessions.authenticate(stays))
        #expect(try sessions.end(session))
        #expect(try !sessions.end(session))
        #expect(try sessions.authenticate(token) == nil)
        #expect(try sessions.authenticate(stays) != nil)
    }

    @Test func `nobody ends a session of somebody else`() throws {
        let (token, session) = try open(jane)
        #expect(try !sessions.end(session.id, of: joe))
        #expect(try !sessions.end(recordID(9), of: jane))
        #expect(try sessions.authenticate(token) != nil)
        #expect(control.count(.deleteSession) == 0)
    }

    @Test func `the list shows own live sessions, newest first`() throws {
        let first = try open(jane).session
        let second = try open(jane).session
        _ = try open(joe)
        #expect(try sessions.list(of: jane).map(\.id) == [second.id, first.id])
        clock.advance(minutes: 29)
        let third = try open(jane).session
        clock.advance(minutes: 2)
        #expect(try sessions.list(of: jane).map(\.id) == [third.id])
    }

    @Test func `all sessions of an identity end, or those in one tenant`() throws {
        let here = try open(jane).token
        let there = try open(jane, other).token
        let his = try open(joe).token
        for token in [here, there, his] { _ = try sessions.authenticate(token) }
        try sessions.endAll(of: jane, in: tenant)
        #expect(try sessions.authenticate(here) == nil)
        #expect(try sessions.authenticate(there) != nil)
        try sessions.endAll(of: jane)
        #expect(try sessions.authenticate(there) == nil)
        #expect(try sessions.authenticate(his) != nil)
    }

    @Test func `a session that ends while it is read does not stay in memory`() throws {
        let (token, session) = try open(jane)
        let sessions = sessions
        control.after(.session) { try sessions.end(session) }
        // This request was under way when the session ended, and may be answered; the next one may not.
        _ = try sessions.authenticate(token)
        #expect(try sessions.authenticate(token) == nil)
    }

    @Test func `a session that could not be ended is still there`() throws {
        let (token, session) = try open(jane)
        control.fail(.deleteSession)
        let refused = #expect(throws: KernelError.self) { try sessions.end(session) }
        #expect(refused?.problem == .unavailable)
        #expect(try sessions.authenticate(token) != nil)
    }

    @Test func `a store that fails refuses nobody and tells no values`() throws {
        let (token, _) = try open(jane)
        control.fail(.session)
        let refused = #expect(throws: KernelError.self) { try sessions.authenticate(token) }
        #expect(refused?.problem == .unavailable)
        #expect(refused?.cause?.contains("Broken") == true)
        #expect(refused?.cause?.contains("bound") == false)
        control.fail(.session, false)
        #expect(try sessions.authenticate(token) != nil)
        control.fail(.insertSession)
        #expect(throws: KernelError.self) { try open(jane) }
    }

    @Test func `expired sessions leave the store once an hour`() throws {
        _ = try open(jane)
        #expect(control.count(.deleteExpiredSessions) == 1)
        _ = try open(jane)
        #expect(control.count(.deleteExpiredSessions) == 1)
        clock.advance(minutes: 12 * 60)
        let last = try open(joe).session
        #expect(control.count(.deleteExpiredSessions) == 2)
        #expect(control.sessions(of: jane).isEmpty)
        #expect(control.sessions(of: joe) == [last])
    }
}
