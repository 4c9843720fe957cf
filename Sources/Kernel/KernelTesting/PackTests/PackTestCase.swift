import Kernel
import KernelPacks

/// One test that runs in a kernel of its own.
struct PackTestCase {
    let test: PackTest
    let pack: String
    let kernel: TestKernel
    let tenant: TenantID
    /// The session of the member who acts.
    let token: String
    /// The records of the test by key.
    var keys: [String: TestRecord]
    /// The journal's last entry before the first step.
    var head: Int64 = 0
    /// What a device has sent, by the step as written.
    var mutations: [String: TestRequest] = [:]
    /// What the last step was answered.
    var last: Answer?

    /// Runs a test.
    /// - Returns: What did not come out as expected.
    static func failures(
        of test: PackTest,
        pack: String,
        in kernel: TestKernel,
        as me: PackTestGround.Member
    ) async -> [PackTestFailure] {
        do {
            var run = try await prepared(test, pack, kernel, me)
            try await run.makeSteps()
            return try await run.failures()
        } catch let failure as FailedTest {
            return [failure.failure]
        } catch {
            return [PackTestFailure("the test could not be run: \(describe(error))", at: test.name.span)]
        }
    }

    private static func prepared(
        _ test: PackTest,
        _ pack: String,
        _ kernel: TestKernel,
        _ me: PackTestGround.Member
    ) async throws -> PackTestCase {
        let tenant = try kernel.tenantID(me.tenant)
        let record = TestRecord(entity: RecordWorld.people, id: me.id)
        let keys = try await GivenSower.sow(test, pack: pack, me: record, in: kernel, tenant)
        var run = PackTestCase(test: test, pack: pack, kernel: kernel, tenant: tenant, token: me.token, keys: keys)
        run.head = try run.read { scope, backend in try backend.journalHead(scope) }
        // What is given was there before: nothing follows from it.
        kernel.runtime.passAutomations(tenant, through: run.head)
        return run
    }

    /// Reads the tenant as it truly is.
    func read<T>(_ body: (TenantScope, any SnapshotBackend) throws -> T) throws -> T {
        let scope = try kernel.scope(of: tenant)
        return try kernel.folder.open(tenant).read(scope) { try body(scope, $0) }
    }

    func entity(_ id: EntityID) throws -> EntityModel {
        try TestKernel.entity(id, in: try kernel.model(of: tenant))
    }

    func record(_ key: String) throws -> TestRecord {
        guard let record = keys[key] else { throw TestKernelError("there is no record `\(key)`") }
        return record
    }

    /// What an error says, for people.
    static func describe(_ error: any Error) -> String {
        guard let error = error as? KernelError else { return "\(error)" }
        let findings = error.findings.map { "\($0.path): \($0.message)" }
        return ([error.detail] + findings).joined(separator: " ")
    }
}

/// A record of a test.
struct TestRecord: Hashable, Sendable {
    let entity: EntityID
    let id: RecordID
}

/// Why a test cannot go on.
struct FailedTest: Error {
    let failure: PackTestFailure
}
