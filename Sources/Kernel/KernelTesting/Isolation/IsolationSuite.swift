import Kernel

/// Asks a kernel for everything that somebody must not get, and says what was given.
///
/// Nothing here names an entity or an action: the requests are made from the route table and from the tenants' model, so
/// that a route is covered the moment it is registered. Two tenants are filled with records of every entity; then each
/// route is asked without a session, without a grant, from another space, and with the other tenant's ids in path, body,
/// filter, order, cursor, expansion and input; and inside one tenant by people whose grants reach a part of the rows or
/// one field. At the end the other tenant must be what it was, and every accepted write must stand in the journal.
public struct IsolationSuite: Sendable {
    /// What is tried.
    public struct Parts: OptionSet, Sendable {
        /// One bit for each.
        public let rawValue: Int

        /// Parts by their bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// No session, no grant, another space.
        public static let sessions = Parts(rawValue: 1)
        /// Another tenant's ids.
        public static let tenants = Parts(rawValue: 2)
        /// Rows of other members of the same tenant.
        public static let rows = Parts(rawValue: 4)
        /// Fields that the caller may not read.
        public static let masks = Parts(rawValue: 8)
        /// Accepted writes: that they are possible at all, and stand in the journal.
        public static let writes = Parts(rawValue: 16)
        /// All of it.
        public static let all: Parts = [.sessions, .tenants, .rows, .masks, .writes]
    }

    private let kernel: TestKernel
    private let pack: String?
    private let parts: Parts
    private let given: [String: Value]

    /// A suite over a fresh kernel, with a pack on offer enabled for both tenants where one is named.
    ///
    /// `given` holds values that cannot be guessed, such as of a required text with a pattern, by `<entity>.<field>`.
    public init(
        _ kernel: TestKernel,
        pack: String? = nil,
        parts: Parts = .all,
        given: [String: Value] = [:]
    ) {
        self.kernel = kernel
        self.pack = pack
        self.parts = parts
        self.given = given
    }

    /// Runs it.
    /// - Throws: `TestKernelError` or the kernel's error when the two tenants cannot be set up.
    public func run() async throws -> IsolationReport {
        let ground = try await IsolationGround.make(kernel, pack: pack, given: given)
        var report = IsolationReport()
        for person in ground.people + [ground.foreign] {
            report.uncovered += person.world.missing.sorted { $0.key < $1.key }.map { entity, reason in
                "records of \(entity) for \(person.world.samples.marker): \(reason)"
            }
        }
        if parts.contains(.tenants) { await kernel.judge(ground.keyed, in: .tenants, &report) }
        let foreign = try TenantDump.read(ground.foreign.world.tenant, of: kernel)
        if parts.contains(.sessions) { try await sessions(ground, &report) }
        if parts.contains(.tenants) { try await tenants(ground, &report) }
        if parts.contains(.rows) { try await RowTrial(ground: ground).run(&report) }
        if parts.contains(.masks) { try await MaskTrial(ground: ground).run(&report) }
        if parts.contains(.writes) { try await WriteTrial(ground: ground).run(&report) }
        if parts.contains(.tenants) { await TenantTrial(ground: ground).reuseIDs(&report) }
        let later = try TenantDump.read(ground.foreign.world.tenant, of: kernel)
        report.failures += foreign.differences(to: later).map { "the other tenant: \($0)" }
        return report
    }

    /// Nothing of this may change the own tenant either.
    private func sessions(_ ground: IsolationGround, _ report: inout IsolationReport) async throws {
        let before = try TenantDump.read(ground.owner.world.tenant, of: kernel)
        let trial = SessionTrial(ground: ground)
        for route in RouteTable.routes {
            for one in trial.cases(route) { await kernel.judge(one, in: .sessions, &report) }
        }
        report.close(.sessions, named: "without a session or a grant", routes: RouteTable.routes)
        let after = try TenantDump.read(ground.owner.world.tenant, of: kernel)
        // Denials are journaled, so only the records must be as they were.
        report.failures += before.recordDifferences(to: after).map { "without a session or a grant: \($0)" }
    }

    private func tenants(_ ground: IsolationGround, _ report: inout IsolationReport) async throws {
        let trial = TenantTrial(ground: ground)
        for route in RouteTable.routes {
            for one in try await trial.cases(route) { await kernel.judge(one, in: .tenants, &report) }
        }
        report.close(.tenants, named: "with another tenant's ids", routes: RouteTable.routes)
    }
}

extension TestKernel {
    /// Asks one case and notes what is wrong with the answer; answers it for what follows.
    @discardableResult
    func judge(
        _ one: IsolationCase,
        in part: IsolationSuite.Parts,
        _ report: inout IsolationReport
    ) async -> Answer {
        let answer = await send(one.scenario.request)
        log.note(one.endpoint)
        report.note(one.endpoint, in: part, one.findings(in: answer))
        return answer
    }
}
