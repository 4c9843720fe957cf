import Kernel
import KernelCrypto
import KernelIdentity
import Testing

/// What a login needs, with a queue for passwords that a test can fill.
struct LoginDesk {
    static let password = "correct horse battery"

    let control = ControlStoreFake()
    let clock = ManualClock()
    let memberships = MembershipsFake()
    let threads = WorkThreads(name: "test", count: 1, waiting: 1)
    let identities: Identities
    let sessions: Sessions
    let login: Login
    let acme: TenantID
    let globex: TenantID

    init(parameters: Scrypt.Parameters = .cheap) throws {
        acme = try #require(TenantID("acme"))
        globex = try #require(TenantID("globex"))
        let random = CountingRandom()
        let passwords = PasswordQueue(parameters: parameters, random: random, threads: threads)
        identities = Identities(control: control, clock: clock, random: random, passwords: passwords)
        sessions = Sessions(control: control, clock: clock, random: random) { work in
            work()
            return true
        }
        login = Login(
            control: control,
            identities: identities,
            sessions: sessions,
            limiter: LoginLimiter(clock: clock),
            memberships: memberships
        )
        // Not in the order of their names.
        _ = control.insertTenant(TenantEntry(id: globex, name: "Aardvark \"G\"", createdAt: 1))
        _ = control.insertTenant(TenantEntry(id: acme, name: "Zebra", createdAt: 1))
    }

    /// Fills the queue for passwords; opening the gate twice empties it.
    func fill() async throws -> Gate {
        while threads.outstanding > 0 { await Task.yield() }
        let gate = Gate()
        try gate.occupy(threads)
        try gate.occupy(threads)
        return gate
    }

    /// Adds somebody with `password`, a member of tenants.
    func add(
        _ email: String = "jane@example.com",
        to tenants: [TenantID],
        _ membership: MembershipsFake.Membership = MembershipsFake.Membership()
    ) async throws -> IdentityEntry {
        let identity = try await identities.create(email: email, password: Self.password).entry
        for tenant in tenants {
            control.insertMembership(identity.id, tenant)
            memberships.set(identity.id, tenant, membership)
        }
        return identity
    }

    /// Signs in as `jane@example.com` with the right password, unless told otherwise.
    func signIn(
        _ email: String = "jane@example.com",
        _ password: String = LoginDesk.password,
        tenant: String? = nil,
        peer: String = "192.0.2.1"
    ) async throws(KernelError) -> LoginResult {
        try await login.login(email: email, password: password, tenant: tenant, peer: peer, userAgent: "test")
    }

    /// The refusal of a sign-in, or `nil`.
    func refusal(
        _ email: String = "jane@example.com",
        _ password: String = LoginDesk.password,
        tenant: String? = nil,
        peer: String = "192.0.2.1"
    ) async -> KernelError? {
        await error { () throws(KernelError) in
            _ = try await signIn(email, password, tenant: tenant, peer: peer)
        }
    }
}
