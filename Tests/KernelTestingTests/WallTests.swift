import Kernel
import KernelTesting
import Testing

struct WallTests {
    @Test func `a store refuses a scope of another tenant, for reading and for writing`() async throws {
        try await Product.withKernel { kernel in
            let owner = try await kernel.createTenant("alpha")
            try await kernel.createTenant("bravo")
            let alpha = try kernel.tenantID("alpha")
            let scope = try kernel.scope(of: kernel.tenantID("bravo"))
            let store = try kernel.folder.open(alpha)
            let people = try #require(scope.model.entities["access.member"])
            let id = try owner.recordID
            let before = try store.verifyJournal()

            let reading = #expect(throws: KernelError.self) {
                try store.read(scope) { try $0.record(scope, people, id, rows: .everything, bin: false) }
            }
            #expect(reading?.problem == .unavailable)
            #expect(reading?.cause?.contains("tenant mismatch") == true)
            await #expect(throws: KernelError.self) {
                try await store.write(scope) {
                    try $0.journal(scope, JournalEntry(entity: "isolation", record: "x", action: "crossed"))
                }
            }
            await #expect(throws: KernelError.self) {
                try await store.change(scope, to: try store.state()) { _ in }
            }
            let claim = IdempotencyClaim(principal: "x", key: "k", fingerprint: [])
            #expect(throws: KernelError.self) { try store.storedAnswer(scope, claim) }
            #expect(try store.verifyJournal().head == before.head)
        }
    }

    @Test func `the own scope opens the same store`() async throws {
        try await Product.withKernel { kernel in
            let owner = try await kernel.createTenant("alpha")
            let alpha = try kernel.tenantID("alpha")
            let scope = try kernel.scope(of: alpha)
            let people = try #require(scope.model.entities["access.member"])
            let id = try owner.recordID
            let found = try kernel.folder.open(alpha).read(scope) {
                try $0.record(scope, people, id, rows: .everything, bin: false)
            }
            #expect(found?["email"] == .text("owner@alpha.example"))
        }
    }

    @Test func `registering twice gives the same catalog`() throws {
        let first = try #require(Catalog.build(Product.capabilities).catalog)
        let second = try #require(Catalog.build(Product.capabilities).catalog)
        let reversed = try #require(Catalog.build(Product.capabilities.reversed()).catalog)
        #expect(first.hash == second.hash)
        #expect(first.hash == reversed.hash)
        let more = try #require(Catalog.build(Product.capabilities + [ParcelsCapability()]).catalog)
        #expect(first.hash != more.hash)
    }

    @Test func `the ways around the tenant are these and no others`() {
        #expect(
            SystemReason.allCases.map(\.rawValue) == [
                "membership", "packs", "provisioning", "audit", "settings", "automations",
            ]
        )
    }
}
