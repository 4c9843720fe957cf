import Kernel
import Testing

@testable import KernelStore

struct IdempotencyTests {
    private let fixture: StoreFixture
    private let data: DataFolder
    private let store: any TenantStore

    init() async throws {
        fixture = try StoreFixture()
        (data, store) = try await fixture.openWithTenant()
    }

    private func claim(_ key: String, principal: String = "anna", fingerprint: UInt8 = 1) -> IdempotencyClaim {
        IdempotencyClaim(principal: principal, key: key, fingerprint: [UInt8](repeating: fingerprint, count: 32))
    }

    /// Writes a note under a claim and answers with its text.
    private func write(_ claim: IdempotencyClaim, _ text: String, status: Int = 201) async throws -> Outcome {
        let scope = fixture.scope()
        return try await store.write(scope, claim: claim, refusal: Self.render) { backend throws in
            try backend.note(text, scope)
            return Outcome(status: status, headers: [.init("ETag", "\"1\"")], body: Array(text.utf8))
        }
    }

    /// Refuses under a claim, after having written.
    private func refuse(_ claim: IdempotencyClaim, _ problem: ProblemCode, text: String = "undone") async throws {
        let scope = fixture.scope()
        _ = try await store.write(scope, claim: claim, refusal: Self.render) { backend throws in
            try backend.note(text, scope)
            throw KernelError(problem, "Refused.")
        }
    }

    private static func render(_ error: KernelError) -> Outcome {
        Outcome(status: error.problem.status, body: Array(error.problem.code.utf8))
    }

    private func stored(_ claim: IdempotencyClaim) throws -> StoredAnswer? {
        try store.storedAnswer(fixture.scope(), claim)
    }

    private func rows() throws -> Int64? {
        try store.read(fixture.scope()) { try $0.sql.first("SELECT count(*) FROM idempotency") { $0.int(0) } }
    }

    @Test func `an answer is kept with its effect and found again`() async throws {
        let answer = try await write(claim("k"), "a")
        #expect(answer.status == 201)
        let kept = try #require(try stored(claim("k")))
        #expect(kept.fingerprint == claim("k").fingerprint)
        #expect(kept.outcome.status == 201)
        #expect(kept.outcome.headers == [.init("ETag", "\"1\"")])
        #expect(kept.outcome.body == Array("a".utf8))
        #expect(try stored(claim("other")) == nil)
        #expect(try stored(claim("k", principal: "bob")) == nil)
    }

    @Test func `a twin gets the same answer and nothing happens twice`() async throws {
        _ = try await write(claim("k"), "a")
        let twin = try await write(claim("k"), "never written")
        #expect(twin.status == 201)
        #expect(twin.body == Array("a".utf8))
        #expect(twin.headers.contains(.init("Idempotent-Replay", "true")))
        #expect(try store.notes(fixture.scope()) == ["a"])
        #expect(try rows() == 1)
    }

    @Test func `fifty twins at once have one effect`() async throws {
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 1...50 { group.addTask { try await write(claim("k"), "note \(number)").body } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(bodies.count == 1)
        #expect(try store.notes(fixture.scope()).count == 1)
        #expect(try store.verifyJournal().entries == 1)
    }

    @Test func `the same key for another request is refused, and the first answer stays`() async throws {
        _ = try await write(claim("k"), "a")
        #expect(await problem { _ = try await write(claim("k", fingerprint: 2), "b") } == .keyReused)
        #expect(try stored(claim("k"))?.outcome.body == Array("a".utf8))
        #expect(try store.notes(fixture.scope()) == ["a"])
    }

    @Test func `keys are each user's own`() async throws {
        _ = try await write(claim("k", principal: "anna"), "a")
        _ = try await write(claim("k", principal: "bob"), "b")
        #expect(try store.notes(fixture.scope()) == ["a", "b"])
    }

    @Test(arguments: [ProblemCode.stateRefused, .versionConflict, .invalid, .forbidden, .notFound, .malformed])
    func `a final refusal is kept and its effect is not`(_ code: ProblemCode) async throws {
        #expect(await problem { try await refuse(claim("k"), code) } == code)
        #expect(try store.notes(fixture.scope()) == [])
        #expect(try store.verifyJournal().entries == 0)
        #expect(try stored(claim("k"))?.outcome.status == code.status)
        let twin = try await write(claim("k"), "never written")
        #expect(twin.status == code.status)
        #expect(twin.body == Array(code.code.utf8))
        #expect(try store.notes(fixture.scope()) == [])
    }

    @Test(arguments: [ProblemCode.unauthenticated, .timeout, .tooLarge, .rateLimited, .unavailable])
    func `a refusal that may change is not kept`(_ code: ProblemCode) async throws {
        #expect(await problem { try await refuse(claim("k"), code) } == code)
        #expect(try rows() == 0)
        _ = try await write(claim("k"), "a")
        #expect(try store.notes(fixture.scope()) == ["a"])
    }

    @Test func `an outcome that is no final answer is not kept`() async throws {
        _ = try await write(claim("k"), "a", status: 503)
        #expect(try rows() == 0)
    }

    @Test func `an error of the database is no refusal`() async throws {
        try await store.note("taken", fixture.scope())
        #expect(await problem { _ = try await write(claim("k"), "taken") } == .unavailable)
        #expect(try rows() == 0)
        _ = try await write(claim("k"), "free")
        #expect(try store.notes(fixture.scope()) == ["free", "taken"])
    }

    @Test func `a group that fails keeps neither effect nor answer`() async throws {
        fixture.faults.fail(on: "acme") { _, sql in sql == "COMMIT" ? StoreFailure(.busy, "locked") : nil }
        #expect(await problem { _ = try await write(claim("k"), "a") } == .unavailable)
        #expect(await problem { try await refuse(claim("r"), .stateRefused) } == .unavailable)
        fixture.faults.heal()
        #expect(try rows() == 0)
        #expect(try await write(claim("k"), "a").status == 201)
    }

    @Test func `a refusal that cannot be kept is not told as final`() async throws {
        fixture.faults.fail(on: "acme") { _, sql in
            sql.hasPrefix("INSERT INTO idempotency") ? StoreFailure(.constraint, "no") : nil
        }
        #expect(await problem { try await refuse(claim("k"), .stateRefused) } == .unavailable)
        fixture.faults.heal()
        #expect(try rows() == 0)
    }

    @Test func `answers are gone after thirty days, and old rows are removed by later writes`() async throws {
        for number in 1...6 { _ = try await write(claim("old \(number)"), "old \(number)") }
        fixture.clock.advance(IdempotencyTable.lifetime - 1)
        #expect(try stored(claim("old 1")) != nil)
        _ = try await write(claim("young"), "young")
        #expect(try rows() == 7)
        fixture.clock.advance(1)
        #expect(try stored(claim("old 1")) == nil)
        _ = try await write(claim("old 6"), "old 6 again")
        // One write in sixteen looks for old rows, by its key.
        for number in 1...100 { _ = try await write(claim("newer \(number)"), "newer \(number)") }
        #expect(try rows() == 102)
        #expect(try stored(claim("young")) != nil)
        #expect(try stored(claim("old 6"))?.outcome.body == Array("old 6 again".utf8))
    }

    @Test func `answers survive the folder's closing`() async throws {
        _ = try await write(claim("k"), "a")
        await data.close()
        let again = try fixture.open()
        let kept = try again.open(.acme).storedAnswer(fixture.scope(), claim("k"))
        #expect(kept?.outcome.body == Array("a".utf8))
        await again.close()
    }

    @Test func `what is kept by status`() {
        let kept = (100...599).filter(IdempotencyTable.keeps)
        let expected = Array(200...299) + (400...499).filter { ![401, 408, 413, 429].contains($0) }
        #expect(kept == expected)
    }
}
