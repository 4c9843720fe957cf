import Kernel
import Testing

@testable import KernelStore

struct ControlStoreTests {
    private let fixture: StoreFixture
    private let data: DataFolder
    private let ids: IDGenerator

    init() throws {
        fixture = try StoreFixture()
        data = try fixture.open()
        ids = IDGenerator(clock: fixture.clock, random: fixture.random)
    }

    private var control: any ControlStore { data.control }

    private func makeIdentity(_ email: String = "anna@example.com") throws -> IdentityEntry {
        let entry = IdentityEntry(id: ids.next(), email: email, passwordHash: "hash", createdAt: fixture.clock.now())
        #expect(try control.insertIdentity(entry))
        return entry
    }

    private func makeSession(_ identity: IdentityEntry, token: UInt8, lasting: Int64 = 1000) throws -> SessionEntry {
        let session = SessionEntry(
            id: ids.next(),
            tokenHash: [UInt8](repeating: token, count: 32),
            identity: identity.id,
            tenant: .acme,
            space: .client,
            createdAt: fixture.clock.now(),
            lastSeen: fixture.clock.now(),
            expiresAt: fixture.clock.now() + lasting,
            userAgent: "test"
        )
        try control.insertSession(session)
        return session
    }

    private func journal() throws -> [String] {
        try data.controlStore.journalTail(limit: 100).map { entry in
            let entry = try JSONReader.read(entry)
            return "\(entry["entity"]?.text ?? "?") \(entry["action"]?.text ?? "?")"
        }
    }

    @Test func `tenants are kept by id, each once`() throws {
        let acme = TenantEntry(id: .acme, name: "Acme", createdAt: 7)
        let globex = TenantEntry(id: .globex, name: "Globex", createdAt: 8, status: "suspended")
        #expect(try control.insertTenant(globex))
        #expect(try control.insertTenant(acme))
        #expect(try control.insertTenant(TenantEntry(id: .acme, name: "Other", createdAt: 9)) == false)
        #expect(try control.tenants() == [acme, globex])
        #expect(try control.tenant(.acme) == acme)
        #expect(try control.tenant(.platform) == nil)
        #expect(try journal() == ["kernel.tenant created", "kernel.tenant created"])
    }

    @Test func `identities are found by e-mail in any case and by id`() throws {
        let anna = try makeIdentity("anna@example.com")
        #expect(try control.identity(email: "Anna@Example.COM") == anna)
        #expect(try control.identity(anna.id) == anna)
        #expect(try control.identity(ids.next()) == nil)
        let twin = IdentityEntry(id: ids.next(), email: "ANNA@example.com", passwordHash: "other", createdAt: 0)
        #expect(try control.insertIdentity(twin) == false)
        #expect(try control.identity(twin.id) == nil)
    }

    @Test func `a person of no tenant is removed, and nobody else`() async throws {
        let (anna, berta) = (try makeIdentity(), try makeIdentity("berta@example.com"))
        try control.insertMembership(anna.id, .acme)
        #expect(try control.deleteUnusedIdentity(anna.id) == false)
        #expect(try control.deleteUnusedIdentity(berta.id))
        #expect(try control.deleteUnusedIdentity(berta.id) == false)
        #expect(try control.identity(anna.id) == anna)
        #expect(try control.identity(berta.id) == nil)
    }

    @Test func `a password is replaced, and only that of somebody`() async throws {
        let anna = try makeIdentity()
        try control.updatePassword(anna.id, hash: "new")
        #expect(try control.identity(anna.id)?.passwordHash == "new")
        #expect(await problem { try control.updatePassword(ids.next(), hash: "x") } == .notFound)
        #expect(try journal() == ["kernel.identity created", "kernel.identity password_changed"])
        let tail = try data.controlStore.journalTail(limit: 1).map { String(decoding: $0, as: UTF8.self) }
        #expect(tail.joined().contains("\"principal\":\"\(anna.id)\""))
        #expect(!tail.joined().contains("new"))
    }

    @Test func `memberships are kept once each`() throws {
        let anna = try makeIdentity()
        try control.insertMembership(anna.id, .globex)
        try control.insertMembership(anna.id, .acme)
        try control.insertMembership(anna.id, .acme)
        #expect(try control.memberships(anna.id) == [.acme, .globex])
        #expect(try control.memberships(ids.next()) == [])
        #expect(try journal().count { $0 == "kernel.membership created" } == 2)
    }

    @Test func `sessions are found by their token's hash and listed newest first`() throws {
        let anna = try makeIdentity()
        let first = try makeSession(anna, token: 1)
        fixture.clock.advance(10)
        let second = try makeSession(anna, token: 2)
        #expect(try control.session(tokenHash: first.tokenHash) == first)
        #expect(try control.session(tokenHash: [UInt8](repeating: 9, count: 32)) == nil)
        #expect(try control.sessions(of: anna.id) == [second, first])
        #expect(try control.sessions(of: ids.next()) == [])
    }

    @Test func `a session's last use moves forward only`() throws {
        let session = try makeSession(try makeIdentity(), token: 1)
        try control.touchSession(session.id, lastSeen: session.lastSeen + 60_000)
        try control.touchSession(session.id, lastSeen: session.lastSeen + 1)
        #expect(try control.session(tokenHash: session.tokenHash)?.lastSeen == session.lastSeen + 60_000)
    }

    @Test func `a session ends once, and expired ones go together`() throws {
        let anna = try makeIdentity()
        let first = try makeSession(anna, token: 1)
        let short = try makeSession(anna, token: 2, lasting: 5)
        let long = try makeSession(anna, token: 3, lasting: 6)
        #expect(try control.deleteSession(first.id))
        #expect(try control.deleteSession(first.id) == false)
        try control.deleteExpiredSessions(now: short.expiresAt)
        #expect(try control.sessions(of: anna.id) == [long])
        #expect(try journal().suffix(2) == ["kernel.session created", "kernel.session ended"])
    }

    @Test func `a session of nobody is refused`() async throws {
        let nobody = IdentityEntry(id: ids.next(), email: "x", passwordHash: "", createdAt: 0)
        #expect(await problem { _ = try makeSession(nobody, token: 1) } == .unavailable)
        #expect(try journal() == [])
        #expect(data.trouble == nil)
    }

    @Test func `a pack's files are kept by hash, once, to the byte`() throws {
        let files: [String: [UInt8]] = ["pack.yaml": [1, 2, 0, 255], "entities/a.yaml": []]
        try control.putPackSource(hash: "h1", id: "painting", version: "1.0.0", files: files)
        try control.putPackSource(hash: "h1", id: "painting", version: "1.0.0", files: ["pack.yaml": [9]])
        try control.putPackSource(hash: "h0", id: "empty", version: "1.0.0", files: [:])
        #expect(try control.packSource(hash: "h1") == files)
        #expect(try control.packSource(hash: "h0") == [:])
        #expect(try control.packSource(hash: "h2") == nil)
        #expect(try journal() == ["kernel.pack_source stored", "kernel.pack_source stored"])
    }

    @Test func `the control database has a chain of its own`() throws {
        let anna = try makeIdentity()
        _ = try makeSession(anna, token: 1)
        let whole = try data.controlStore.verifyJournal()
        #expect(whole.entries == 2)
        #expect(whole.broken == nil)
        try data.controlStore.write { connection, _ in
            try connection.run("UPDATE journal SET principal = 'somebody' WHERE seq = 1")
        }
        #expect(
            try data.controlStore.verifyJournal().broken
                == "Entry 1 was changed: its hash does not follow from entry 0."
        )
    }

    @Test func `everything is there after closing`() async throws {
        let anna = try makeIdentity()
        await data.close()
        let again = try SQLControlStore(
            path: fixture.folder.file("data/control.db"),
            driver: fixture.driver,
            clock: fixture.clock,
            random: fixture.random,
            health: StoreHealth(pool: fixture.pool, interval: 3600),
            anchor: ControlAnchor(folder: fixture.folder.file("data"), pool: fixture.pool, interval: 3600)
        )
        #expect(try again.identity(anna.id) == anna)
        try again.close()
    }

    @Test func `a full disk refuses at once until a probe succeeds, and half a write is none`() async throws {
        fixture.faults.fail(on: "control.db") { _, sql in sql.hasPrefix("INSERT INTO journal(") ? .diskFull : nil }
        #expect(await problem { _ = try makeIdentity() } == .unavailable)
        #expect(data.trouble == "control database: full (13): database or disk is full")
        let calls = fixture.faults.calls.count
        #expect(await problem { _ = try makeIdentity() } == .unavailable)
        #expect(fixture.faults.calls.count == calls)
        #expect(try control.identity(email: "anna@example.com") == nil)
        fixture.faults.heal()
        #expect(data.controlStore.recheck())
        #expect(data.trouble == nil)
        _ = try makeIdentity()
    }

    @Test func `a newer control database is refused`() async throws {
        try data.controlStore.write { connection, _ in
            try connection.run("INSERT INTO migration(position, name, at) VALUES(99, 'from the future', 0)")
        }
        await data.close()
        let refused = await cause {
            _ = try SQLControlStore(
                path: fixture.folder.file("data/control.db"),
                driver: fixture.driver,
                clock: fixture.clock,
                random: fixture.random,
                health: StoreHealth(pool: fixture.pool, interval: 3600),
                anchor: ControlAnchor(folder: fixture.folder.file("data"), pool: fixture.pool, interval: 3600)
            )
        }
        #expect(refused?.hasPrefix("schema: the database has taken 2 steps") == true)
    }
}
