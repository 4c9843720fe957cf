import Kernel
import KernelCrypto
import KernelIdentity
import Testing

struct LoginTests {
    @Test func `the right password opens a session in the only tenant`() async throws {
        let desk = try LoginDesk()
        let jane = try await desk.add(to: [desk.acme])
        let result = try await desk.signIn()
        #expect(result.identity == jane)
        #expect(result.tenant.id == desk.acme)
        #expect(result.space == .client)
        #expect(result.expiresAt == desk.clock.now() + 12 * 3_600_000)
        #expect(result.session.userAgent == "test")
        #expect(try desk.sessions.authenticate(result.token) == result.session)
    }

    @Test func `an e-mail is found in any spelling`() async throws {
        let desk = try LoginDesk()
        let jane = try await desk.add("Jane.Müller@Example.com", to: [desk.acme])
        #expect(jane.email == "jane.müller@example.com")
        for spelling in [" jane.müller@example.com ", "JANE.MÜLLER@EXAMPLE.COM", "jane.mu\u{308}ller@example.com"] {
            #expect(try await desk.signIn(spelling).identity.id == jane.id)
        }
    }

    @Test func `each login has a new token`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme])
        let first = try await desk.signIn()
        let second = try await desk.signIn()
        #expect(first.token != second.token)
        #expect(try desk.sessions.authenticate(first.token) != nil)
    }

    @Test func `the session is in the first space that is open to the member`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme], MembershipsFake.Membership(spaces: [.accountant, .client]))
        #expect(try await desk.signIn().space == .accountant)
    }

    @Test func `every reason has the same answer`() async throws {
        let desk = try LoginDesk()
        let jane = try await desk.add(to: [desk.acme])
        let gone = try await desk.add("gone@example.com", to: [desk.acme], MembershipsFake.Membership(active: false))
        _ = try await desk.add("homeless@example.com", to: [])
        let spaceless = MembershipsFake.Membership(spaces: [])
        _ = try await desk.add("spaceless@example.com", to: [desk.acme], spaceless)
        let forgotten = try await desk.add("forgotten@example.com", to: [desk.acme])
        desk.memberships.set(forgotten.id, desk.acme, nil)
        let refusals = [
            await desk.refusal("nobody@example.com", peer: "192.0.2.1"),
            await desk.refusal("no e-mail", peer: "192.0.2.2"),
            await desk.refusal(jane.email, "wrong horse battery", peer: "192.0.2.3"),
            await desk.refusal(jane.email, "", peer: "192.0.2.4"),
            await desk.refusal(jane.email, LoginDesk.password + "\0", peer: "192.0.2.5"),
            await desk.refusal(jane.email, String(repeating: LoginDesk.password, count: 100), peer: "192.0.2.6"),
            await desk.refusal(gone.email, peer: "192.0.2.7"),
            await desk.refusal("homeless@example.com", peer: "192.0.2.8"),
            await desk.refusal("spaceless@example.com", peer: "192.0.2.9"),
            await desk.refusal(forgotten.email, peer: "192.0.2.10"),
            await desk.refusal(jane.email, tenant: "globex", peer: "192.0.2.11"),
            await desk.refusal("joe@example.com", tenant: "Not An Id", peer: "192.0.2.12"),
        ]
        for refusal in refusals {
            #expect(refusal?.problem == .invalidCredentials)
            #expect(refusal?.detail == refusals[0]?.detail)
            #expect(refusal?.members.isEmpty == true)
            #expect(refusal?.headers.isEmpty == true)
            #expect(refusal?.findings.isEmpty == true)
            #expect(refusal?.cause?.contains("@") == false)
        }
        #expect(desk.control.count(.insertSession) == 0)
    }

    @Test(arguments: ["jane@example.com", "nobody@example.com", "no e-mail"])
    func `every e-mail costs a verification`(email: String) async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme])
        let gate = try await desk.fill()
        // With the threads taken, whoever needs one is refused: so these do.
        let refusal = await desk.refusal(email)
        #expect(refusal?.problem == .rateLimited)
        #expect(refusal?.cause == "password queue full")
        gate.open()
        gate.open()
    }

    @Test func `a full queue is not counted as a failure`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme])
        let gate = try await desk.fill()
        for _ in 0..<10 { #expect(await desk.refusal()?.retryAfter == "1") }
        gate.open()
        gate.open()
        while desk.threads.outstanding > 0 { await Task.yield() }
        #expect(try await desk.signIn().tenant.id == desk.acme)
    }

    @Test func `five wrong passwords lock the address out, right password or not`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme])
        for _ in 0..<5 {
            #expect(await desk.refusal("jane@example.com", "wrong horse battery")?.problem == .invalidCredentials)
        }
        let reads = desk.control.count(.identityByEmail)
        let refusal = await desk.refusal()
        #expect(refusal?.problem == .rateLimited)
        #expect(refusal?.retryAfter == "1800")
        #expect(desk.control.count(.identityByEmail) == reads)
        desk.clock.advance(minutes: 30)
        #expect(try await desk.signIn().tenant.id == desk.acme)
    }

    @Test func `an unknown e-mail locks the address out like a known one`() async throws {
        let desk = try LoginDesk()
        for _ in 0..<5 { #expect(await desk.refusal("nobody@example.com")?.problem == .invalidCredentials) }
        #expect(await desk.refusal("nobody@example.com")?.retryAfter == "1800")
    }

    @Test func `a store that fails is no wrong password and counts as none`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme])
        desk.control.fail(.identityByEmail)
        for _ in 0..<10 { #expect(await desk.refusal()?.problem == .unavailable) }
        desk.control.fail(.identityByEmail, false)
        desk.control.fail(.insertSession)
        #expect(await desk.refusal()?.problem == .unavailable)
        desk.control.fail(.insertSession, false)
        #expect(try await desk.signIn().tenant.id == desk.acme)
    }
}
