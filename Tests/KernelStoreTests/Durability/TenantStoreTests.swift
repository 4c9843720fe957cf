import Foundation
import Kernel
import KernelCrypto
import KernelSQLite
import Testing

@testable import KernelStore

struct TenantStoreTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private func withFile<T>(_ tenant: TenantID, _ body: (any SQLConnection) throws -> T) throws -> T {
        let path = fixture.folder.file("data/tenants/\(tenant).db")
        let database = try SQLiteDriver().open(path: path, create: false)
        defer { database.close() }
        return try database.withWriter(body)
    }

    @Test func `what is written is read, and a throw writes nothing`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        let length = try await store.write(scope) { backend throws in
            try backend.note("a", scope)
            return 1
        }
        #expect(length == 1)
        let refused = await problem {
            try await store.write(scope) { backend throws in
                try backend.note("b", scope)
                throw KernelError(.inUse, "No.")
            }
        }
        #expect(refused == .inUse)
        #expect(try store.notes(scope) == ["a"])
        #expect(try store.verifyJournal().entries == 1)
        await data.close()
    }

    @Test func `a scope of another tenant meets no data`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try data.create(.globex)
        let foreign = fixture.scope(.globex)
        let claim = IdempotencyClaim(principal: "p", key: "k", fingerprint: [])
        let attempts: [() async throws -> Void] = [
            { _ = try store.read(foreign) { _ in } },
            { _ = try await store.write(foreign) { _ in } },
            { _ = try store.storedAnswer(foreign, claim) },
            {
                _ = try await store.write(foreign, claim: claim, refusal: { _ in Outcome(status: 400) }) { _ in
                    Outcome(status: 200)
                }
            },
            { _ = try await store.change(foreign, to: TenantState()) { _ in } },
        ]
        for attempt in attempts {
            #expect(await cause(attempt) == "tenant mismatch: a scope of globex met the file of acme")
        }
        await data.close()
    }

    @Test func `a file under another tenant's name is not opened`() async throws {
        let (data, _) = try await fixture.openWithTenant()
        await data.close()
        let folder = fixture.folder.file("data/tenants")
        try FileManager.default.copyItem(atPath: "\(folder)/acme.db", toPath: "\(folder)/globex.db")
        let again = try fixture.open()
        let expected = "tenant mismatch: the file of globex says it belongs to acme"
        #expect(await cause { _ = try again.open(.globex) } == expected)
        #expect(await cause { try again.create(.globex) } == expected)
        #expect(try again.open(.acme).notes(fixture.scope()) == [])
        await again.close()
    }

    @Test func `a tenant without a file, or with an empty one, is unavailable`() async throws {
        let data = try fixture.open()
        #expect(await problem { _ = try data.open(.acme) } == .unavailable)
        let path = fixture.folder.file("data/tenants/acme.db")
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = FileManager.default.createFile(atPath: path, contents: Data())
        #expect(await cause { _ = try data.open(.acme) } == "the file is not a tenant's database")
        // A creation that was interrupted is taken up again.
        try data.create(.acme)
        try data.create(.acme)
        #expect(try data.open(.acme).state() == TenantState())
        await data.close()
    }

    @Test func `a newer schema makes that tenant unavailable and no other`() async throws {
        let (data, _) = try await fixture.openWithTenant()
        try data.create(.globex)
        await data.close()
        let taken = try withFile(.acme) { try $0.first("SELECT count(*) FROM migration") { $0.int(0) } } ?? 0
        _ = try withFile(.acme) { connection throws in
            try connection.run("INSERT INTO migration(position, name, at) VALUES(99, 'from the future', 0)")
        }
        let again = try fixture.open()
        #expect(await problem { _ = try again.open(.acme) } == .unavailable)
        let told = "schema: the database has taken \(taken + 1) steps"
        #expect(await cause { _ = try again.open(.acme) }?.hasPrefix(told) == true)
        #expect(try again.open(.globex).state() == TenantState())
        await again.close()
        #expect(try withFile(.acme) { try $0.first("SELECT count(*) FROM migration") { $0.int(0) } } == taken + 1)
    }

    @Test func `the state comes back as it was switched`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        #expect(try store.state() == TenantState())
        let pack = TenantState.EnabledPack(id: "painting", version: "1.2.0", hash: "ab")
        let old = TenantState.EnabledPack(id: "roofing", version: "1.0.0", hash: "cd")
        let state = TenantState(
            capabilities: ["work-orders", "customers"],
            packs: [pack],
            dormant: [old],
            settings: ["a": "1", "b": "\"x\""],
            zone: "Europe/Prague",
            currency: "CZK",
            language: "cs"
        )
        let scope = fixture.scope()
        try await store.change(scope, to: state) { try $0.note("switched", scope) }
        #expect(try store.state() == state)
        var less = state
        less.packs = []
        less.settings = ["b": "2"]
        try await store.change(scope, to: less) { _ in }
        #expect(try store.state() == less)
        await data.close()
        let again = try fixture.open()
        #expect(try again.open(.acme).state() == less)
        #expect(try again.open(.acme).notes(scope) == ["switched"])
        await again.close()
    }

    @Test func `a change that throws leaves schema and state as they were`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let field = FieldDefinition("name", .text())
        let entity = EntityModel(
            definition: EntityDefinition("test.thing", collection: "things", fields: [field]),
            fields: [FieldModel(definition: field, owner: "test")],
            farEnds: [:],
            moves: [:]
        )
        let scope = fixture.scope(model: .of([entity]))
        let state = TenantState(capabilities: ["test"])
        let refused = await problem {
            try await store.change(scope, to: state) { backend throws in
                #expect(try backend.sql.first("SELECT count(*) FROM test__thing") { $0.int(0) } == 0)
                throw KernelError(.stateRefused, "No.")
            }
        }
        #expect(refused == .stateRefused)
        #expect(try store.state() == TenantState())
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'test__thing'"
        #expect(try store.read(scope) { try $0.sql.first(tables) { $0.int(0) } } == 0)
        try await store.change(scope, to: state) { _ in }
        #expect(try store.read(scope) { try $0.sql.first(tables) { $0.int(0) } } == 1)
        await data.close()
    }

    @Test func `a change whose COMMIT fails is not remembered either`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        fixture.faults.fail(on: "acme") { _, sql in sql == "COMMIT" ? StoreFailure(.busy, "locked") : nil }
        let scope = fixture.scope()
        #expect(
            await problem { try await store.change(scope, to: TenantState(zone: "Asia/Tokyo")) { _ in } }
                == .unavailable
        )
        fixture.faults.heal()
        #expect(try store.state().zone == "UTC")
        await data.close()
    }

    @Test func `the journal is verified against the anchored head`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        for text in ["a", "b", "c"] { try await store.note(text, scope) }
        try data.anchorHeads()
        let whole = try store.verifyJournal()
        #expect(whole.entries == 3)
        #expect(whole.broken == nil)
        #expect(try data.controlStore.anchoredHead(.acme).map { Hex.encode($0.hash) } == whole.head)
        _ = try await store.write(scope) { try $0.sql.run("DELETE FROM journal WHERE seq = 3") }
        let cut = try store.verifyJournal()
        #expect(cut.entries == 2)
        #expect(cut.broken == "Entries 3 to 3 are missing: the journal was cut after entry 2.")
        await data.close()
    }

    @Test func `an anchor never moves back`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        try data.anchorHeads()
        let anchor = try #require(try data.controlStore.anchoredHead(.acme))
        try data.controlStore.anchor([.acme: JournalHead(seq: 0, hash: [])])
        try data.controlStore.anchor([.acme: JournalHead(seq: 1, hash: [1])])
        #expect(try data.controlStore.anchoredHead(.acme) == anchor)
        await data.close()
    }

    @Test func `reads go on while the disk takes no writes, and the folder says what is wrong`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("before", scope)
        #expect(data.trouble == nil)
        fixture.faults.fail(on: "acme") { _, sql in sql == "COMMIT" || sql.contains("probe") ? .diskFull : nil }
        #expect(await problem { try await store.note("lost", scope) } == .unavailable)
        #expect(data.trouble == "tenant acme: full (13): database or disk is full")
        #expect(try store.notes(scope) == ["before"])
        #expect(await problem { try await store.note("refused", scope) } == .unavailable)
        // Another tenant's file is not in trouble until its own writes fail.
        try data.create(.globex)
        try await data.open(.globex).write(fixture.scope(.globex)) { _ in }
        fixture.faults.heal()
        while try data.tenants.use(.acme, { $0.writer.isRunning }) { await Task.yield() }
        #expect(try data.tenants.use(.acme) { $0.writer.recheck() })
        #expect(data.trouble == nil)
        try await store.note("after", scope)
        #expect(try store.notes(scope) == ["after", "before"])
        #expect(try store.verifyJournal().broken == nil)
        await data.close()
    }
}
