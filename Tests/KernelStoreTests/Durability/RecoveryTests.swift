import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// What a start finds after a process that ended without closing: a copy of its files, taken while it lives.
struct RecoveryTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    /// The files as a killed process leaves them.
    private func copyOfData() throws -> String {
        let copy = fixture.folder.file("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: fixture.folder.file("data"), toPath: copy)
        return copy
    }

    private func changeFile(_ path: String, _ sql: String) throws {
        let database = try SQLiteDriver().open(path: path, create: false)
        defer { database.close() }
        try database.withWriter { connection throws in
            #expect(try connection.run(sql) > 0)
        }
    }

    @Test func `a tenant is dirty from its first write until it is closed at the latest`() async throws {
        let data = try fixture.open()
        try data.create(.acme)
        try data.create(.globex)
        let store = try data.open(.acme)
        _ = try store.read(fixture.scope()) { _ in }
        #expect(try data.controlStore.dirtyTenants() == [])
        try await store.write(fixture.scope()) { _ in }
        #expect(try data.controlStore.dirtyTenants() == [.acme])
        await data.close()
        let again = try fixture.open(at: copyOfData())
        #expect(try again.controlStore.dirtyTenants() == [])
        await again.close()
    }

    @Test func `a tenant that cannot be marked is not written`() async throws {
        let data = try fixture.open()
        try data.create(.acme)
        let store = try data.open(.acme)
        fixture.faults.fail(on: "control.db") { _, sql in
            sql.contains("INTO dirty") ? StoreFailure(.busy, "locked") : nil
        }
        #expect(await problem { try await store.write(fixture.scope()) { _ in } } == .unavailable)
        fixture.faults.heal()
        try await store.write(fixture.scope()) { _ in }
        #expect(try data.controlStore.dirtyTenants() == [.acme])
        await data.close()
    }

    @Test func `after a kill everything answered is there, and start visits the dirty alone`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try data.create(.globex)
        let scope = fixture.scope()
        for number in 1...25 { try await store.note("note \(number)", scope) }
        let copy = try copyOfData()
        await data.close()

        let again = try fixture.open(at: copy)
        #expect(try again.controlStore.dirtyTenants() == [.acme])
        #expect(try again.controlStore.anchoredHead(.acme) == nil)
        let recovery = try again.recover()
        #expect(recovery.visited == [.acme])
        #expect(recovery.failed == [:])
        #expect(recovery.pending == [])
        #expect(again.openTenants == [.acme])
        #expect(try again.controlStore.dirtyTenants() == [])
        #expect(try again.controlStore.anchoredHead(.acme)?.seq == 25)
        let recovered = try again.open(.acme)
        #expect(try recovered.notes(scope).count == 25)
        #expect(try recovered.verifyJournal().broken == nil)
        try await recovered.note("after", scope)
        #expect(try recovered.verifyJournal().entries == 26)
        #expect(try again.controlStore.dirtyTenants() == [.acme])
        await again.close()
    }

    @Test func `a log that lost its last bytes loses whole groups only, and the chain holds`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        for number in 1...10 { try await store.note("note \(number)", scope) }
        let copy = try copyOfData()
        await data.close()
        let log = try #require(FileHandle(forUpdatingAtPath: "\(copy)/tenants/acme.db-wal"))
        let size = try log.seekToEnd()
        try log.truncate(atOffset: size - 100)
        try log.close()

        let again = try fixture.open(at: copy)
        let recovered = try again.open(.acme)
        #expect(try recovered.notes(scope).count == 9)
        let verification = try recovered.verifyJournal()
        #expect(verification.entries == 9)
        #expect(verification.broken == nil)
        await again.close()
    }

    @Test func `a dirty tenant whose journal was cut, or whose file is gone, is told and stops nobody`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        for tenant in [TenantID.globex, .numbered(1)] {
            try data.create(tenant)
            try await data.open(tenant).write(fixture.scope(tenant)) { _ in }
        }
        for text in ["a", "b", "c"] { try await store.note(text, fixture.scope()) }
        try data.anchorHeads()
        let copy = try copyOfData()
        await data.close()
        try changeFile("\(copy)/tenants/acme.db", "DELETE FROM journal WHERE seq = 3")
        for name in ["globex.db", "globex.db-wal", "globex.db-shm"] {
            try FileManager.default.removeItem(atPath: "\(copy)/tenants/\(name)")
        }
        let again = try fixture.open(at: copy)
        let recovery = try again.recover()
        #expect(recovery.visited == [.numbered(1)], "\(recovery.failed)")
        #expect(recovery.failed[.acme] == "journal: the anchored entry 3 is missing")
        #expect(recovery.failed[.globex] == "store: missing (2): There is no database file.")
        #expect(try again.controlStore.dirtyTenants() == [.acme, .globex])
        await again.close()
    }

    @Test func `work that was begun is listed until it is finished`() async throws {
        let data = try fixture.open()
        let ids = IDGenerator(clock: fixture.clock, random: fixture.random)
        let first = PendingWork(id: ids.next(), kind: "create_tenant", tenant: .acme, payload: "{\"name\":\"A\"}")
        fixture.clock.advance(1)
        let second = PendingWork(id: ids.next(), kind: "create_tenant", tenant: .globex, payload: "{}")
        try data.control.insertPending(second)
        try data.control.insertPending(first)
        let copy = try copyOfData()
        await data.close()
        let again = try fixture.open(at: copy)
        #expect(try again.recover().pending == [first, second])
        try again.control.deletePending(first.id)
        #expect(try again.recover().pending == [second])
        await again.close()
    }

    @Test func `heads are anchored by themselves after a while`() async throws {
        var fixture = fixture
        fixture.options.anchorInterval = 0.001
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        while try data.controlStore.anchoredHead(.acme)?.seq != 1 { await Task.yield() }
        try await store.note("b", fixture.scope())
        while try data.controlStore.anchoredHead(.acme)?.seq != 2 { await Task.yield() }
        #expect(try store.verifyJournal().broken == nil)
        await data.close()
    }

    @Test func `heads that could not be anchored wait for the next time`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        fixture.faults.fail(on: "control.db") { _, sql in sql == "COMMIT" ? StoreFailure(.busy, "locked") : nil }
        #expect(await problem { try data.anchorHeads() } == .unavailable)
        fixture.faults.heal()
        try data.anchorHeads()
        #expect(try data.controlStore.anchoredHead(.acme)?.seq == 1)
        await data.close()
    }
}
