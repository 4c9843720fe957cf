import Kernel
import Synchronization
import Testing

@testable import KernelStore

/// Reads beside writes: whole groups or nothing of them, and one's own writes at once.
struct ConcurrentReadTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    @Test func `a caller reads what it was told is written`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...60 {
                group.addTask {
                    try await store.note("note \(number)", scope)
                    #expect(try store.notes(scope).contains("note \(number)"))
                }
            }
            try await group.waitForAll()
        }
        await data.close()
    }

    @Test func `a read never sees half a write`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        let done = Flag()
        async let writes: Void = {
            for number in 1...80 {
                try await store.write(scope) { backend in
                    try backend.note("left \(number)", scope)
                    try backend.note("right \(number)", scope)
                }
            }
            done.set()
        }()
        var looks = 0
        repeat {
            let counts = try store.read(scope) { backend in
                let notes = try backend.sql.first("SELECT count(*) FROM note") { $0.int(0) } ?? -1
                let entries = try backend.sql.first("SELECT count(*) FROM journal") { $0.int(0) } ?? -1
                return (notes: notes, entries: entries)
            }
            #expect(counts.notes.isMultiple(of: 2))
            #expect(counts.notes == counts.entries)
            looks += 1
            await Task.yield()
        } while !done.isSet
        try await writes
        #expect(looks > 0)
        #expect(try store.notes(scope).count == 160)
        await data.close()
    }

    @Test func `a read inside a read of the same tenant is possible`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("a", scope)
        let inner = try store.read(scope) { outer in
            #expect(try outer.sql.first("SELECT count(*) FROM note") { $0.int(0) } == 1)
            return try store.notes(scope)
        }
        #expect(inner == ["a"])
        await data.close()
    }

    @Test func `a write sees its own changes and those committed before it`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("a", scope)
        let seen = try await store.write(scope) { backend in
            try backend.note("b", scope)
            return try backend.sql.rows("SELECT text FROM note ORDER BY text") { $0.text(0) }
        }
        #expect(seen == ["a", "b"])
        await data.close()
    }

    @Test func `a long read does not hold up writes`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        let bench = try WriterBench()
        try bench.runGroup(["a"])
        try bench.database.read { reader in
            let before = try reader.first("SELECT count(*) FROM note") { $0.int(0) }
            try bench.runGroup(["b"])
            #expect(try reader.first("SELECT count(*) FROM note") { $0.int(0) } == before)
        }
        #expect(try bench.notes() == ["a", "b"])
        #expect(try store.notes(scope) == [])
        await data.close()
    }
}

/// Set once by one task, looked at by another.
final class Flag: Sendable {
    private let state = Atomic<Bool>(false)

    var isSet: Bool { state.load(ordering: .acquiring) }

    func set() { state.store(true, ordering: .releasing) }
}
