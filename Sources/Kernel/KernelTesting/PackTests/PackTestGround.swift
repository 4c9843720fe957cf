import Kernel
import KernelPacks

/// Where the tests of one run begin: a company that has the pack, and in it a member with the roles of the test.
///
/// Made once and copied for each test, so that no test can tell which others ran before it.
struct PackTestGround {
    /// The member who acts, signed in.
    struct Member: Hashable, Sendable {
        let tenant: String
        let id: RecordID
        let token: String
    }

    private enum Seed {
        static let secret: UInt64 = 1
        static let company: UInt64 = 2
        static let member: UInt64 = 3
        static let test: UInt64 = 4
    }

    private static let company = "company"

    private let pack: String
    private let empty: KernelTemplate
    private var base: KernelTemplate?
    private var members: [[String]: (template: KernelTemplate, result: Member)] = [:]

    init(pack: String, shared: TestKernel.Shared) {
        self.pack = pack
        empty = KernelTemplate(shared: shared, secret: Seed.secret)
    }

    /// Makes what the tests begin with.
    mutating func prepare(for tests: [PackTest]) async throws {
        for test in tests { _ = try await member(Self.roles(of: test)) }
    }

    private static func roles(of test: PackTest) -> [String] {
        test.roles.isEmpty ? ["owner"] : test.roles.map(\.text)
    }

    /// A kernel for a test, and who acts in it.
    mutating func kernel(for test: PackTest) async throws -> (TestKernel, Member) {
        let found = try await member(Self.roles(of: test))
        return (try found.template.kernel(seed: Seed.test), found.result)
    }

    /// A kernel with the company alone, and the company.
    mutating func companyKernel() async throws -> (TestKernel, TenantID) {
        let kernel = try await company().kernel(seed: Seed.test)
        return (kernel, try kernel.tenantID(Self.company))
    }

    private mutating func member(_ roles: [String]) async throws -> (template: KernelTemplate, result: Member) {
        if let known = members[roles] { return known }
        let made = try await company().changed(seed: Seed.member) { kernel in
            let member = try await kernel.addMember("me@\(Self.company).example", to: Self.company, roles: roles)
            let token = try await kernel.login(member)
            return Member(tenant: Self.company, id: try member.recordID, token: token)
        }
        members[roles] = made
        return made
    }

    private mutating func company() async throws -> KernelTemplate {
        if let base { return base }
        let pack = pack
        let made = try await empty.changed(seed: Seed.company) { kernel in
            _ = try await kernel.createTenant(Self.company, pack: pack)
        }
        base = made.template
        return made.template
    }
}
