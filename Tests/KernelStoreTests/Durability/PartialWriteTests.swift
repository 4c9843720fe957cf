import Kernel
import Testing

@testable import KernelStore

/// Parts of one write that fail for themselves.
struct PartialWriteTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private struct Refused: Error {}

    @Test func `a part that throws leaves neither rows nor journal entries nor a gap`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        let caught = try await store.write(scope) { backend throws in
            try backend.note("first", scope)
            var caught = 0
            for text in ["lost", "also lost"] {
                do {
                    try backend.attempt {
                        try backend.note(text, scope)
                        throw Refused()
                    }
                } catch is Refused {
                    caught += 1
                }
            }
            try backend.attempt { try backend.note("second", scope) }
            return caught
        }
        #expect(caught == 2)
        #expect(try store.notes(scope) == ["first", "second"])
        let verified = try store.verifyJournal()
        #expect(verified.entries == 2)
        #expect(verified.broken == nil)
        await data.close()
    }

    @Test func `a write that throws afterwards takes its parts along`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        await #expect(throws: Refused.self) {
            try await store.write(scope) { backend throws in
                try backend.attempt { try backend.note("kept for a moment", scope) }
                throw Refused()
            }
        }
        #expect(try store.notes(scope) == [])
        #expect(try store.verifyJournal().entries == 0)
        await data.close()
    }

    @Test func `parts nest`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.write(scope) { backend throws in
            try backend.attempt {
                try backend.note("outer", scope)
                #expect(throws: Refused.self) {
                    try backend.attempt {
                        try backend.note("inner", scope)
                        throw Refused()
                    }
                }
            }
        }
        #expect(try store.notes(scope) == ["outer"])
        #expect(try store.verifyJournal().broken == nil)
        await data.close()
    }

    @Test func `a read aside sees what a read sees, and refuses another tenant's scope`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.write(scope) { backend throws in try backend.note("a", scope) }
        let count = try await store.readAside(scope) { backend in
            try backend.sql.first("SELECT count(*) FROM note") { $0.int(0) }
        }
        #expect(count == 1)
        await #expect(throws: KernelError.self) { try await store.readAside(fixture.scope(.globex)) { _ in 1 } }
        await data.close()
    }
}
