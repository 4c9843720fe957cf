import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// When a tenant counts as dirty: what its outbox holds, and when its mark comes and goes.
struct OutboxTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    @Test func `the outbox is empty when every consumer has the end of the journal`() {
        var cursor = OutboxCursor()
        #expect(cursor.isEmpty)
        cursor.append(to: 3)
        #expect(!cursor.isEmpty)
        cursor.deliver(2, to: .anchor)
        #expect(cursor.delivered == 2)
        #expect(!cursor.isEmpty)
        cursor.deliver(3, to: .anchor)
        #expect(cursor.isEmpty)
        cursor.deliver(1, to: .anchor)
        cursor.append(to: 2)
        #expect(cursor.end == 3)
        #expect(cursor.delivered == 3)
    }

    @Test func `a quiet tenant with nothing left to deliver loses its mark while it stays open`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("a", scope)
        #expect(try data.controlStore.dirtyTenants() == [.acme])
        try data.unmarkQuiet()
        #expect(try data.controlStore.dirtyTenants() == [.acme], "it was written to since the last look")
        #expect(try data.controlStore.anchoredHead(.acme)?.seq == 1)
        try data.unmarkQuiet()
        #expect(try data.controlStore.dirtyTenants() == [])
        #expect(data.openTenants == [.acme])
        try await store.note("b", scope)
        #expect(try data.controlStore.dirtyTenants() == [.acme], "the next write marks it again")
        try await store.note("c", scope)
        await data.close()
        let again = try fixture.open()
        #expect(try again.controlStore.dirtyTenants() == [])
        #expect(try again.controlStore.anchoredHead(.acme)?.seq == 3)
        await again.close()
    }

    @Test func `a busy tenant is marked once, whatever it writes`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("first", scope)
        fixture.faults.fail(on: "control.db") { _, _ in nil }
        for number in 1...20 { try await store.note("note \(number)", scope) }
        #expect(fixture.faults.calls == [], "no write of the control database for a write of a marked tenant")
        await data.close()
    }

    @Test func `what could not be anchored keeps the mark`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        try data.unmarkQuiet()
        try await store.note("b", fixture.scope())
        fixture.faults.fail(on: "control.db") { _, sql in sql == "COMMIT" ? StoreFailure(.busy, "locked") : nil }
        for _ in 1...3 { #expect(await problem { try data.unmarkQuiet() } == .unavailable) }
        fixture.faults.heal()
        #expect(try data.controlStore.dirtyTenants() == [.acme])
        for _ in 1...2 { try data.unmarkQuiet() }
        #expect(try data.controlStore.dirtyTenants() == [])
        #expect(try data.controlStore.anchoredHead(.acme)?.seq == 2)
        await data.close()
    }

    @Test func `a removal that failed leaves a mark, and the next removal takes it`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        try data.unmarkQuiet()
        fixture.faults.fail(on: "control.db") { _, sql in
            sql.hasPrefix("DELETE FROM dirty") ? StoreFailure(.busy, "locked") : nil
        }
        #expect(await problem { try data.unmarkQuiet() } == .unavailable)
        fixture.faults.heal()
        #expect(try data.controlStore.dirtyTenants() == [.acme])
        try data.unmarkQuiet()
        #expect(try data.controlStore.dirtyTenants() == [])
        await data.close()
    }

    @Test func `a group that failed leaves the tenant marked until one succeeds`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("a", scope)
        fixture.faults.fail(on: "acme") { _, sql in sql == "COMMIT" ? .noMemory : nil }
        #expect(await problem { try await store.note("b", scope) } == .unavailable)
        fixture.faults.heal()
        for _ in 1...3 { try data.unmarkQuiet() }
        #expect(try data.controlStore.dirtyTenants() == [.acme], "the journal on disk may be longer than known")
        try await store.note("c", scope)
        for _ in 1...2 { try data.unmarkQuiet() }
        #expect(try data.controlStore.dirtyTenants() == [])
        await data.close()
    }

    @Test func `a mark is taken off while others write, and never one that is needed`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...60 { group.addTask { try await store.note("note \(number)", scope) } }
            for _ in 1...60 { group.addTask { try data.unmarkQuiet() } }
            try await group.waitForAll()
        }
        let anchored = try data.controlStore.anchoredHead(.acme)?.seq ?? 0
        let isDirty = try data.controlStore.dirtyTenants() == [.acme]
        #expect(isDirty || anchored == 60, "not marked, though \(60 - anchored) entries are not anchored")
        try data.anchorHeads()
        #expect(try store.verifyJournal().broken == nil)
        await data.close()
    }

    @Test func `a mark goes by itself after a while`() async throws {
        var fixture = fixture
        fixture.options.anchorInterval = 0.001
        fixture.options.quietInterval = 0.002
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        while try data.controlStore.dirtyTenants() != [] { await Task.yield() }
        #expect(try data.controlStore.anchoredHead(.acme)?.seq == 1)
        await data.close()
    }

    @Test func `a journal that was cut keeps its anchor and its mark, whatever is written to it`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        for text in ["a", "b", "c"] { try await store.note(text, scope) }
        await data.close()
        let file = try SQLiteDriver().open(path: fixture.folder.file("data/tenants/acme.db"), create: false)
        _ = try file.withWriter { try $0.run("DELETE FROM journal WHERE seq > 1") }
        file.close()
        let again = try fixture.open()
        let cut = try again.open(.acme)
        for text in ["d", "e", "f", "g"] { try await cut.note(text, scope) }
        for _ in 1...3 { try again.unmarkQuiet() }
        #expect(try again.controlStore.anchoredHead(.acme)?.seq == 3)
        #expect(try again.controlStore.dirtyTenants() == [.acme])
        #expect(
            try cut.verifyJournal().broken == "Entry 3 is not the one that was anchored: the journal was rewritten."
        )
        await again.close()
    }
}
