import Kernel
import KernelCrypto
import KernelIdentity
import Testing

struct IdentityTests {
    private let control = ControlStoreFake()
    private let clock = ManualClock()
    private let memberships = MembershipsFake()
    private let tenant: TenantID
    private let identity: Identity

    init() throws {
        tenant = try #require(TenantID("acme"))
        identity = Self.make(control, clock, memberships)
        _ = control.insertTenant(TenantEntry(id: tenant, name: "Acme", createdAt: 1))
    }

    private static func make(
        _ control: ControlStoreFake,
        _ clock: ManualClock,
        _ memberships: MembershipsFake,
        insecureCookies: Bool = false
    ) -> Identity {
        var configuration = IdentityConfiguration(parameters: .cheap)
        configuration.insecureCookies = insecureCookies
        return Identity(
            control: control,
            clock: clock,
            random: CountingRandom(),
            memberships: memberships,
            configuration: configuration
        )
    }

    /// Enrols somebody; the one-time password is their first.
    private func enrol(_ email: String = "jane@example.com") async throws -> (id: RecordID, password: String) {
        let (entry, password) = try await identity.enrol(email: email, password: nil)
        control.insertMembership(entry.id, tenant)
        memberships.set(entry.id, tenant, MembershipsFake.Membership())
        return (entry.id, try #require(password))
    }

    private func invocation(
        _ method: String = "GET",
        cookiesAllowed: Bool = true,
        _ set: (inout InvocationHeaders) -> Void = { _ in }
    ) -> Invocation {
        var headers = InvocationHeaders()
        headers.host = "app.example.com"
        headers.userAgent = "curl/8"
        set(&headers)
        return Invocation(
            method: method,
            path: "/api/customers",
            headers: headers,
            requestID: "r1",
            peer: "192.0.2.1",
            cookiesAllowed: cookiesAllowed
        )
    }

    private func request(_ password: String, _ invocation: Invocation) -> LoginRequest {
        LoginRequest(email: "jane@example.com", password: password, tenant: nil, invocation: invocation)
    }

    @Test func `a login answers a token that authenticates and a cookie of it`() async throws {
        let (id, password) = try await enrol()
        let answer = try await identity.login(request(password, invocation("POST")))
        #expect(answer.session.identity == id)
        #expect(answer.session.userAgent == "curl/8")
        let cookie = "__Host-kernel=\(answer.token); Path=/; Secure; HttpOnly; SameSite=Lax"
        #expect(answer.headers == [Outcome.Header("Set-Cookie", cookie)])
        let bearer = invocation("POST") { $0.authorization = "Bearer \(answer.token)" }
        #expect(try identity.authenticate(bearer) == answer.session)
        let byCookie = invocation { $0.cookie = "__Host-kernel=\(answer.token)" }
        #expect(try identity.authenticate(byCookie) == answer.session)
    }

    @Test func `no cookie is set where none is allowed, or when another site asks`() async throws {
        let (_, password) = try await enrol()
        let plain = try await identity.login(request(password, invocation("POST", cookiesAllowed: false)))
        #expect(plain.headers.isEmpty)
        let foreign = invocation("POST") { $0.origin = "https://evil.example" }
        #expect(try await identity.login(request(password, foreign)).headers.isEmpty)
        let own = invocation("POST") { $0.origin = "https://app.example.com" }
        #expect(try await identity.login(request(password, own)).headers.count == 1)
    }

    @Test func `a request without a session has none`() async throws {
        let unknown = Base64URL.encode([UInt8](repeating: 1, count: 32))
        #expect(try identity.authenticate(invocation()) == nil)
        #expect(try identity.authenticate(invocation { $0.authorization = "Bearer \(unknown)" }) == nil)
        #expect(try identity.authenticate(invocation("POST") { $0.cookie = "__Host-kernel=\(unknown)" }) == nil)
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "MOVE"])
    func `a write by cookie needs what another site cannot send`(method: String) async throws {
        let (_, password) = try await enrol()
        let answer = try await identity.login(request(password, invocation("POST")))
        let cookie = "__Host-kernel=\(answer.token)"
        let bare = invocation(method) { $0.cookie = cookie }
        let refused = #expect(throws: KernelError.self) { try identity.authenticate(bare) }
        #expect(refused?.problem == .forbidden)
        let foreign = invocation(method) {
            $0.cookie = cookie
            $0.requestedWith = "kernel"
            $0.secFetchSite = "cross-site"
        }
        #expect(throws: KernelError.self) { try identity.authenticate(foreign) }
        let own = invocation(method) {
            $0.cookie = cookie
            $0.requestedWith = "kernel"
            $0.secFetchSite = "same-origin"
        }
        #expect(try identity.authenticate(own) == answer.session)
    }

    @Test func `a bearer token beside another cookie counts alone`() async throws {
        let (_, password) = try await enrol()
        let first = try await identity.login(request(password, invocation("POST")))
        let second = try await identity.login(request(password, invocation("POST")))
        let both = invocation("POST") {
            $0.authorization = "Bearer \(first.token)"
            $0.cookie = "__Host-kernel=\(second.token)"
        }
        #expect(try identity.authenticate(both) == first.session)
    }

    @Test func `own sessions are listed and ended`() async throws {
        let (id, password) = try await enrol()
        let first = try await identity.login(request(password, invocation("POST")))
        clock.advance(seconds: 1)
        let second = try await identity.login(request(password, invocation("POST")))
        #expect(try identity.sessions(of: id).map(\.id) == [second.session.id, first.session.id])
        #expect(try identity.endSession(first.session.id, of: id))
        #expect(try !identity.endSession(second.session.id, of: recordID(9)))
        let bearer = invocation { $0.authorization = "Bearer \(first.token)" }
        #expect(try identity.authenticate(bearer) == nil)
        #expect(try identity.sessions(of: id).map(\.id) == [second.session.id])
        try identity.endSessions(of: id, in: tenant)
        #expect(try identity.sessions(of: id).isEmpty)
    }

    @Test func `a replaced password ends every session`() async throws {
        let (id, password) = try await enrol()
        let answer = try await identity.login(request(password, invocation("POST")))
        let bearer = invocation { $0.authorization = "Bearer \(answer.token)" }
        #expect(try identity.authenticate(bearer) != nil)
        #expect(try await identity.replacePassword(of: id, with: "correct horse battery") == nil)
        #expect(try identity.authenticate(bearer) == nil)
        let made = try #require(try await identity.replacePassword(of: id, with: nil))
        #expect(try await identity.login(request(made, invocation("POST"))).session.identity == id)
    }

    @Test func `logging out takes the cookie back where cookies are used`() {
        let cookie = "__Host-kernel=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        #expect(identity.forgettingCookie(invocation()) == Outcome.Header("Set-Cookie", cookie))
        #expect(identity.forgettingCookie(invocation(cookiesAllowed: false)) == nil)
    }

    @Test func `insecure cookies are a matter of configuration`() async throws {
        let (_, password) = try await enrol()
        let insecure = Self.make(control, clock, memberships, insecureCookies: true)
        let answer = try await insecure.login(request(password, invocation("POST")))
        #expect(answer.headers.map(\.value) == ["kernel=\(answer.token); Path=/; HttpOnly; SameSite=Lax"])
        #expect(try insecure.authenticate(invocation { $0.cookie = "kernel=\(answer.token)" }) == answer.session)
    }

    @Test func `shutdown notes the last uses and refuses logins`() async throws {
        let (id, password) = try await enrol()
        let answer = try await identity.login(request(password, invocation("POST")))
        clock.advance(minutes: 5)
        let bearer = invocation { $0.authorization = "Bearer \(answer.token)" }
        #expect(try identity.authenticate(bearer) != nil)
        await identity.shutdown()
        #expect(control.sessions(of: id).map(\.lastSeen) == [clock.now()])
        let refused = await error { () throws(KernelError) in
            _ = try await identity.login(request(password, invocation("POST")))
        }
        #expect(refused?.problem == .unavailable)
        #expect(try identity.authenticate(bearer) != nil)
    }

    @Test func `product parameters work within their memory`() async throws {
        let parameters = try Scrypt.Parameters(logN: 14, r: 8, p: 5)
        let threads = WorkThreads(name: "test", count: 1, waiting: 0)
        let queue = PasswordQueue(parameters: parameters, random: CountingRandom(), threads: threads)
        let answer = try await queue.verify("correct horse battery", against: queue.decoy)
        #expect(!answer.matches)
        await queue.shutdown()
    }
}
