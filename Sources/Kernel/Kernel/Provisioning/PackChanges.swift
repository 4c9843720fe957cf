import Synchronization

/// Tenants whose packs or capabilities are being changed right now: one change at a time each.
final class RunningChanges: Sendable {
    private let tenants = Mutex<Set<TenantID>>([])

    /// Runs a change alone.
    /// - Throws: 409 while another one runs.
    func alone<T>(_ tenant: TenantID, _ body: () async throws -> T) async throws -> T {
        guard tenants.withLock({ $0.insert(tenant).inserted }) else {
            throw KernelError(.keyInFlight, "Another change of `\(tenant)` is running; try again when it is done.")
        }
        defer { _ = tenants.withLock { $0.remove(tenant) } }
        return try await body()
    }
}

/// Enables and disables packs and capabilities for one tenant while it serves.
struct PackChanges {
    /// What a change did.
    struct Report: Sendable {
        var changed = true
        /// Capabilities switched on because the pack needs them.
        var capabilities: [String] = []
        /// Packs switched on because it needs them.
        var packs: [TenantState.EnabledPack] = []
        /// Packs that got another version with it: the one that they had, and what they are now.
        var upgraded: [(from: String, to: TenantState.EnabledPack)] = []
        var warnings: [Diagnostic] = []
        var seeds = 0
        var view: Tenant.View
        /// What takes the change back; `nil` where nothing was changed.
        var receipt: RecordID?
    }

    let tenants: TenantRegistry
    let directory: any StoreDirectory
    let packs: any PackLibrary
    let ids: IDGenerator
    let requestID: String

    /// The version of a pack that is switched on where none is named, that of its own folder, read and checked by itself.
    /// - Throws: 404 when there is none, 422 with every finding.
    func offered(_ id: String) throws -> Offer {
        guard let place = try packs.folder(of: id) else {
            let hint = DidYouMean.question(for: id, in: try packs.offered())
            throw KernelError(.notFound, "There is no pack `\(id)` on offer.\(hint)")
        }
        let found = FoundVersion(place, packs.read(place))
        guard let offer = found.sound, !found.diagnostics.contains(where: { $0.severity == .error }) else {
            throw refused(found)
        }
        return offer
    }

    /// Switches a pack on, with the capabilities it needs, in one transaction with its seeds.
    /// - Throws: 409 `plan_stale` where a plan is named and another one would be made now.
    func enable(
        _ id: String,
        for tenant: Tenant,
        demo: Bool,
        plan named: String? = nil,
        resolving resolutions: Resolutions = [:]
    ) async throws -> Report {
        let intent = try planEnable(id, for: tenant, demo: demo, resolving: resolutions)
        return try await carryOut(intent, for: tenant, plan: named)
    }

    /// Switches a pack off; its records are kept and hidden.
    /// - Throws: 409 `plan_stale` where a plan is named and another one would be made now.
    func disable(_ id: String, for tenant: Tenant, plan named: String? = nil) async throws -> Report {
        guard let intent = try planDisable(id, for: tenant) else { return Report(changed: false, view: tenant.current) }
        try Self.require(named, intent.plan)
        let receipt = try await switchTo(intent.next, tenant, for: intent.plan) { writer in
            try writer.journalChange("kernel.pack", id, "disabled")
        }
        return Report(view: intent.next, receipt: receipt)
    }

    /// Refuses a plan that is not the one that would be made now.
    static func require(_ named: String?, _ plan: ChangePlan) throws(KernelError) {
        guard let named, named != plan.hash else { return }
        var error = KernelError(
            .planStale,
            "The plan was made for another state of `\(plan.tenant)` or another version of `\(plan.subject)`; "
                + "nothing was changed. Make a new plan."
        )
        var hash = JSONWriter()
        hash.string(plan.hash)
        var base = JSONWriter()
        base.string(plan.base)
        error.members = [("plan", hash.bytes), ("base", base.bytes)]
        throw error
    }

    /// Does what a plan says.
    func switchTo(
        _ view: Tenant.View,
        _ tenant: Tenant,
        for plan: ChangePlan,
        _ body: @escaping @Sendable (RecordWriter) throws -> Void
    ) async throws -> RecordID {
        try await switchTo(
            view,
            tenant,
            action: plan.action.rawValue,
            plan.subject,
            plan: plan.hash,
            renames: plan.renames,
            body
        )
    }

    /// Runs the switch as a group of the writer's own, keeps its receipt, and shows the new view to requests that begin after it.
    @discardableResult
    func switchTo(
        _ view: Tenant.View,
        _ tenant: Tenant,
        action: String,
        _ subject: String,
        plan: String = "",
        as principal: TenantScope? = nil,
        renames: NameChanges = .none,
        _ body: @escaping @Sendable (RecordWriter) throws -> Void
    ) async throws -> RecordID {
        let scope =
            principal ?? tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
        let ids = ids
        let receipt = Receipt(
            id: ids.next(),
            at: scope.now,
            action: action,
            subject: subject,
            plan: plan,
            before: tenant.current.state,
            after: view.state
        )
        try await tenants.store(of: tenant).change(scope, to: view.state, receipt: receipt, renames: renames) {
            backend in
            try body(RecordWriter(scope: scope, backend: backend, ids: ids))
        }
        tenant.replace(view)
        return receipt.id
    }

    func state(adding pack: PackDefinition, to state: TenantState) throws -> TenantState {
        var target = state
        let needed = tenants.library.catalog.providers(of: pack.requires)
        let closure = tenants.library.catalog.closure(of: state.capabilities + needed)
        target.capabilities = closure.map(\.descriptor.id)
        let enabled = TenantState.EnabledPack(id: pack.id, version: pack.version.description, hash: pack.hash)
        if let place = target.packs.firstIndex(where: { $0.id == pack.id }) {
            target.packs[place] = enabled
        } else {
            target.packs.append(enabled)
        }
        target.dormant.removeAll { $0.id == pack.id }
        return target
    }

    /// Builds the model as it would be, with the pack's own places in the findings, and holds its rows and migrations against it.
    /// - Returns: Warnings about what packs of the tenant do to one another.
    @discardableResult
    func check(_ target: TenantState, _ offer: Offer) throws -> [Diagnostic] {
        let pack = offer.definition
        let others = try target.packs.filter { $0.id != pack.id }.map {
            try tenants.library.definition(hash: $0.hash, id: $0.id)
        }
        // A new pack finds its names free; what is on already keeps them against what capabilities gained since.
        let capabilities = tenants.library.catalog.closure(of: target.capabilities).map { $0.yielding(to: others) }
        let accepted = Set(others.map(\.id))
        let built = ModelBuilder.build(capabilities: capabilities, packs: others + [pack], accepted: accepted)
        guard let model = built.model else {
            throw refused(
                built.diagnostics,
                offer.files,
                offer.folder,
                advice: Self.advice(built.diagnostics, pack, others)
            )
        }
        let findings = packs.judge(pack, in: model)
        guard !findings.contains(where: { $0.severity == .error }) else {
            throw refused(findings, offer.files, offer.folder)
        }
        return built.diagnostics.filter { $0.code == "P273" && $0.message.contains("`\(pack.id)`") }
    }

    /// The way out where packs that are on do not go with this one.
    private static func advice(
        _ diagnostics: [Diagnostic],
        _ pack: PackDefinition,
        _ others: [PackDefinition]
    ) -> [String] {
        let blamed = Set(diagnostics.filter { $0.severity == .error }.compactMap { $0.span?.pack })
        let old = others.filter { other in pack.requires.contains { $0.id == other.id && !other.interface.meets($0) } }
        let first = old.map { other in
            "\(other.id) \(other.version) is on: upgrade it first, where a version that does is on offer "
                + "(kernel packs upgrade \(other.id))."
        }
        return first
            + others.filter { other in blamed.contains { $0 == other.id } && !old.contains { $0.id == other.id } }.map {
                other in
                "\(other.id) \(other.version), which is on, does not go with \(pack.id) \(pack.version). An upgrade takes a newer "
                    + "version of it along where one that does is on offer. Else disable it (kernel packs disable \(other.id)) and "
                    + "enable it again when there is one: what it keeps comes back."
            }
    }

    func refused(_ broken: FoundVersion) -> KernelError {
        refused(broken.diagnostics, broken.place.files, broken.place.folder)
    }

    private func refused(
        _ diagnostics: [Diagnostic],
        _ files: [String: [UInt8]],
        _ folder: String,
        advice: [String] = []
    ) -> KernelError {
        let findings = diagnostics.filter { $0.severity == .error }.map { finding in
            let place = finding.span.map { "\($0.file):\($0.line):\($0.column)" } ?? folder
            return Finding(place, finding.code, finding.message)
        }
        let text = ([packs.text(diagnostics, files: files, named: folder)] + advice).joined(separator: "\n")
        return KernelError(.invalid, text, findings: findings)
    }
}

extension RecordWriter {
    /// Journals a change of the tenant itself.
    func journalChange(_ subject: String, _ name: String, _ action: String) throws {
        try backend.journal(scope, JournalEntry(entity: subject, record: name, action: action))
    }
}

/// Every reason for which the kernel works in a tenant without a member; listed by `kernel audit bypasses`, and their
/// number is pinned by a test.
package enum SystemReason: String, CaseIterable, Sendable {
    /// Reads the member record that belongs to a session.
    case membership
    /// Switches packs and capabilities, sows seeds.
    case packs
    /// Makes a tenant and its first members.
    case provisioning
    /// Reads and verifies the journal for the operator.
    case audit
    /// Changes settings for the operator.
    case settings
    /// Keeps the runs of automations.
    case automations

    /// What it does, for people.
    package var purpose: String {
        switch self {
        case .membership: "reads the member record that belongs to a session"
        case .packs: "switches packs and capabilities and sows their seeds"
        case .provisioning: "makes a tenant and its first members"
        case .audit: "reads and verifies the journal for the operator"
        case .settings: "changes settings for the operator"
        case .automations: "keeps the runs of automations"
        }
    }
}
