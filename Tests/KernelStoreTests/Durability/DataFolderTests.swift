import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

struct DataFolderTests {
    private var fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private func journalLength(_ store: any TenantStore) throws -> Int64 {
        try store.verifyJournal().entries
    }

    @Test func `a folder has one owner, and the second is told who it is`() async throws {
        let data = try fixture.open()
        let refusal: DataFolderError? = #expect(throws: DataFolderError.self) { try fixture.open() }
        let path = fixture.folder.file("data")
        #expect(
            refusal?.description == "The data folder \(path) belongs to another process (process \(getpid())). "
                + "Two processes never share one."
        )
        await data.close()
        let again = try fixture.open()
        #expect(throws: DataFolderError.self) { try fixture.open() }
        await again.close()
        await data.close()
    }

    @Test func `folders and files are private, also where they were not`() async throws {
        let path = fixture.folder.file("data")
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        let (data, store) = try await fixture.openWithTenant()
        try await store.note("a", fixture.scope())
        for name in ["data", "data/tenants"] { #expect(try fixture.folder.mode(name) == 0o700, "\(name)") }
        for name in ["data/lock", "data/control.db", "data/tenants/acme.db", "data/tenants/acme.db-wal"] {
            #expect(try fixture.folder.mode(name) == 0o600, "\(name)")
        }
        await data.close()
    }

    @Test func `a folder that is a file cannot be used`() throws {
        _ = FileManager.default.createFile(atPath: fixture.folder.file("data"), contents: Data())
        #expect(throws: DataFolderError.self) { try fixture.open() }
    }

    @Test func `no more tenants are open than allowed, the one used longest ago goes`() async throws {
        var fixture = fixture
        fixture.options.openTenants = 3
        let data = try fixture.open()
        for number in 1...4 { try data.create(.numbered(number)) }
        #expect(data.openTenants == [.numbered(2), .numbered(3), .numbered(4)])
        _ = try data.open(.numbered(2)).state()
        _ = try data.open(.numbered(1)).state()
        #expect(data.openTenants == [.numbered(1), .numbered(2), .numbered(4)])
        await data.close()
        #expect(data.openTenants == [])
    }

    @Test func `a store that was closed to make room opens again when it is used`() async throws {
        var fixture = fixture
        fixture.options.openTenants = 1
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        try await store.note("a", scope)
        try data.create(.globex)
        #expect(data.openTenants == [.globex])
        try await store.note("b", scope)
        #expect(data.openTenants == [.acme])
        #expect(try store.notes(scope) == ["a", "b"])
        #expect(try store.verifyJournal().broken == nil)
        #expect(try journalLength(store) == 2)
        await data.close()
    }

    @Test func `a tenant in use is never closed to make room`() async throws {
        var fixture = fixture
        fixture.options.openTenants = 1
        let (data, store) = try await fixture.openWithTenant()
        try store.read(fixture.scope()) { backend throws in
            try data.create(.globex)
            #expect(data.openTenants == [.acme, .globex])
            #expect(try backend.sql.first("SELECT count(*) FROM note") { $0.int(0) } == 0)
        }
        try data.create(.numbered(1))
        #expect(data.openTenants == [.numbered(1)])
        await data.close()
    }

    @Test func `a tenant in trouble stays open, so that its probe can find it`() async throws {
        var fixture = fixture
        fixture.options.openTenants = 1
        let (data, store) = try await fixture.openWithTenant()
        fixture.faults.fail(on: "acme") { _, sql in sql == "COMMIT" ? .diskFull : nil }
        #expect(await problem { try await store.note("a", fixture.scope()) } == .unavailable)
        try data.create(.globex)
        #expect(data.openTenants == [.acme, .globex])
        await data.close()
    }

    @Test func `a sweep closes what nobody used since the sweep before`() async throws {
        let data = try fixture.open()
        for number in 1...3 { try data.create(.numbered(number)) }
        data.sweep()
        #expect(data.openTenants.count == 3)
        _ = try data.open(.numbered(2)).state()
        data.sweep()
        #expect(data.openTenants == [.numbered(2)])
        data.sweep()
        #expect(data.openTenants == [])
        await data.close()
    }

    @Test func `many tenants and callers at once, with room for two`() async throws {
        var fixture = fixture
        fixture.options.openTenants = 2
        let data = try fixture.open()
        for number in 1...5 {
            let tenant = TenantID.numbered(number)
            try data.create(tenant)
            try await data.open(tenant).write(fixture.scope(tenant)) { backend throws in
                try backend.sql.execute("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")
            }
        }
        let fixed = fixture
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                let tenant = TenantID.numbered(number % 5 + 1)
                let scope = fixed.scope(tenant)
                group.addTask {
                    let store = try data.open(tenant)
                    try await store.note("note \(number)", scope)
                    _ = try store.notes(scope)
                }
            }
            try await group.waitForAll()
        }
        for number in 1...5 {
            let store = try data.open(.numbered(number))
            #expect(try store.notes(fixture.scope(.numbered(number))).count == 20)
            let verification = try store.verifyJournal()
            #expect(verification.entries == 20)
            #expect(verification.broken == nil)
        }
        await data.close()
        #expect(data.openTenants == [])
    }

    @Test func `closing waits for writes at work and refuses later ones`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let scope = fixture.scope()
        let written = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 1...40 {
                group.addTask {
                    do {
                        try await store.note("note \(number)", scope)
                        return true
                    } catch let error as KernelError where error.problem == .unavailable {
                        return false
                    }
                }
            }
            group.addTask {
                await data.close()
                return false
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(await cause { try await store.note("late", scope) } == "the data folder is closed")
        let copy = try fixture.open(at: copyOfData())
        #expect(try copy.open(.acme).notes(scope).count == written)
        #expect(try copy.controlStore.dirtyTenants() == [])
        await copy.close()
    }

    @Test func `the number of files allowed bounds the tenants`() {
        #expect(FileLimit.tenants(wanted: 1) == 1)
        let most = FileLimit.tenants(wanted: .max)
        #expect(most >= 1)
        #expect(most < .max)
    }

    private func copyOfData() throws -> String {
        let copy = fixture.folder.file("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: fixture.folder.file("data"), toPath: copy)
        return copy
    }
}
