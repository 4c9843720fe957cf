import Kernel
import KernelCrypto
import Testing

@testable import KernelIdentity

struct LoginRehashTests {
    private let desk: LoginDesk
    private let dearer: Scrypt.Parameters

    init() throws {
        desk = try LoginDesk()
        dearer = try Scrypt.Parameters(logN: 5, r: 8, p: 1)
    }

    /// Adds somebody whose hash was made at another cost than today's.
    private func addOld() async throws -> IdentityEntry {
        let jane = try await desk.add(to: [desk.acme])
        let salt = [UInt8](repeating: 3, count: PasswordHash.saltLength)
        let old = try PasswordHash.make(password: LoginDesk.password, salt: salt, parameters: dearer).encoded
        try desk.control.updatePassword(jane.id, hash: old)
        return try #require(desk.control.identity(jane.id))
    }

    @Test func `a hash of another cost is made anew at login, once`() async throws {
        let old = try await addOld()
        let writes = desk.control.count(.updatePassword)
        let result = try await desk.signIn()
        let stored = try #require(desk.control.identity(old.id)).passwordHash
        #expect(stored != old.passwordHash)
        #expect(try PasswordHash(encoded: stored).parameters == .cheap)
        #expect(result.identity.passwordHash == stored)
        _ = try await desk.signIn()
        #expect(desk.control.count(.updatePassword) == writes + 1)
    }

    @Test func `a wrong password changes no hash`() async throws {
        let old = try await addOld()
        #expect(await desk.refusal("jane@example.com", "wrong horse battery")?.problem == .invalidCredentials)
        #expect(desk.control.identity(old.id) == old)
    }

    @Test func `a hash that cannot be stored does not stop the login`() async throws {
        let old = try await addOld()
        desk.control.fail(.updatePassword)
        #expect(try await desk.signIn().identity == old)
        #expect(desk.control.identity(old.id) == old)
    }

    @Test func `a login never brings back a password that was replaced`() async throws {
        let old = try await addOld()
        let new = try await desk.identities.replacePassword(of: old.id, with: "another horse battery")
        #expect(new == nil)
        #expect(try desk.identities.replace(old, hash: "anything") == nil)
        #expect(desk.control.identity(old.id)?.passwordHash != "anything")
        #expect(await desk.refusal()?.problem == .invalidCredentials)
        #expect(try await desk.signIn("jane@example.com", "another horse battery").identity.id == old.id)
    }

    @Test func `a password replaced while somebody signs in with the old one leaves no session`() async throws {
        let jane = try await desk.add(to: [desk.acme])
        let control = desk.control
        let sessions = desk.sessions
        // After the verification, and with the end of all sessions already over when the session is made.
        control.after(.identityByEmail) {
            try control.updatePassword(jane.id, hash: "replaced")
            try sessions.endAll(of: jane.id)
        }
        let refusal = await desk.refusal()
        #expect(refusal?.problem == .invalidCredentials)
        #expect(refusal?.cause == "password replaced meanwhile")
        #expect(control.count(.insertSession) == 1)
        #expect(control.sessions(of: jane.id).isEmpty)
    }
}
