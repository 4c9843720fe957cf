import Kernel
import KernelCrypto
import Testing

@testable import KernelIdentity

struct IdentitiesTests {
    private let desk: LoginDesk
    private var identities: Identities { desk.identities }

    init() throws {
        desk = try LoginDesk()
    }

    private func refusal(_ email: String, _ password: String?) async -> KernelError? {
        await error { () throws(KernelError) in _ = try await identities.create(email: email, password: password) }
    }

    @Test func `a given password is hashed and not told back`() async throws {
        let new = try await identities.create(email: " Jane@Example.COM ", password: LoginDesk.password)
        #expect(new.oneTimePassword == nil)
        #expect(new.entry.email == "jane@example.com")
        #expect(new.entry.createdAt == desk.clock.now())
        #expect(new.entry.id.isVersion7)
        #expect(desk.control.identity(new.entry.id) == new.entry)
        #expect(try PasswordHash(encoded: new.entry.passwordHash).verify(LoginDesk.password))
    }

    @Test func `without a password one is made and told once`() async throws {
        let new = try await identities.create(email: "jane@example.com", password: nil)
        let password = try #require(new.oneTimePassword)
        #expect(password.count == 23)
        #expect(try PasswordHash(encoded: new.entry.passwordHash).verify(password))
    }

    @Test(arguments: ["", "jane", "jane@", "@example.com", "jane@exa mple.com", "a@b@c", "jane\0@example.com"])
    func `what is no e-mail address is refused`(email: String) async throws {
        let refused = try #require(await refusal(email, LoginDesk.password))
        #expect(refused.problem == .invalid)
        #expect(refused.findings.map(\.path) == ["email"])
        #expect(refused.findings.map(\.code) == ["format"])
        #expect(Identities.folded(email) == nil)
    }

    @Test func `an address is taken in every spelling, at no cost`() async throws {
        let first = try await identities.create(email: "jane@example.com", password: LoginDesk.password).entry
        let gate = try await desk.fill()
        let refused = await refusal("JANE@example.com", "another horse battery")
        gate.open()
        gate.open()
        #expect(refused?.problem == .invalid)
        #expect(refused?.findings.map(\.code) == ["taken"])
        #expect(desk.control.identity(first.id) == first)
    }

    @Test func `of two at the same time one is first`() async throws {
        let control = desk.control
        let rival = IdentityEntry(id: recordID(5), email: "jane@example.com", passwordHash: "x", createdAt: 1)
        control.after(.identityByEmail) { _ = control.insertIdentity(rival) }
        let refused = await refusal("jane@example.com", LoginDesk.password)
        #expect(refused?.findings.map(\.code) == ["taken"])
        #expect(try control.identity(email: "jane@example.com") == rival)
    }

    @Test func `a bad password is refused by its finding and nothing is stored`() async throws {
        for (password, code) in [("short", "too_short"), ("passwordpassword", "too_simple")] {
            let refused = await refusal("jane@example.com", password)
            #expect(refused?.problem == .invalid)
            #expect(refused?.findings.map(\.path) == ["password"])
            #expect(refused?.findings.map(\.code) == [code])
        }
        #expect(try identities.find("jane@example.com") == nil)
    }

    @Test func `enrolling makes somebody once and finds them after`() async throws {
        let first = try await identities.enrol(email: "jane@example.com")
        #expect(first.password != nil)
        let second = try await identities.enrol(email: "Jane@example.com")
        #expect(second.identity == first.identity)
        #expect(second.password == nil)
    }

    @Test func `enrolling with a password keeps it, and never changes somebody's`() async throws {
        let first = try await identities.enrol(email: "jane@example.com", password: LoginDesk.password)
        #expect(first.password == nil)
        #expect(try PasswordHash(encoded: first.identity.passwordHash).verify(LoginDesk.password))
        let second = try await identities.enrol(email: "jane@example.com", password: "another horse battery")
        #expect(second.identity == first.identity)
        #expect(second.password == nil)
        let refused = await error { () throws(KernelError) in
            _ = try await identities.enrol(email: "joe@example.com", password: "short")
        }
        #expect(refused?.findings.map(\.code) == ["too_short"])
    }

    @Test func `enrolling beside somebody quicker finds theirs`() async throws {
        let control = desk.control
        let rival = IdentityEntry(id: recordID(5), email: "jane@example.com", passwordHash: "x", createdAt: 1)
        control.after(.identityByEmail) { _ = control.insertIdentity(rival) }
        let enrolled = try await identities.enrol(email: "jane@example.com")
        #expect(enrolled.identity == rival)
        #expect(enrolled.password == nil)
    }

    @Test func `enrolling what is no e-mail address is refused`() async {
        let refused = await error { () throws(KernelError) in _ = try await identities.enrol(email: "jane") }
        #expect(refused?.findings.map(\.code) == ["format"])
    }

    @Test func `a password is replaced by a good one, or by one that is made`() async throws {
        let jane = try await desk.add(to: [desk.acme])
        let refused = await error { () throws(KernelError) in
            _ = try await identities.replacePassword(of: jane.id, with: "short")
        }
        #expect(refused?.findings.map(\.code) == ["too_short"])
        #expect(desk.control.identity(jane.id) == jane)
        let made = try #require(try await identities.replacePassword(of: jane.id, with: nil))
        #expect(try await desk.signIn("jane@example.com", made).identity.id == jane.id)
        #expect(await desk.refusal()?.problem == .invalidCredentials)
    }

    @Test func `nobody's password is not replaced`() async {
        let refused = await error { () throws(KernelError) in
            _ = try await identities.replacePassword(of: recordID(9), with: nil)
        }
        #expect(refused?.problem == .notFound)
        #expect(desk.control.count(.updatePassword) == 0)
    }
}
