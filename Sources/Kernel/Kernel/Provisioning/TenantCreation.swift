/// Makes tenants.
///
/// The control database and the tenant's never commit together, so the work is written down first, every step can be
/// repeated, and start-up finishes what was interrupted.
struct TenantCreation {
    /// What is to be made.
    struct Order: Sendable, Codable {
        var tenant: String
        var name: String
        /// The pack to be enabled, where an earlier version of this server wrote the order down.
        var pack: TenantState.EnabledPack?
        /// The packs to be enabled, each after what it needs.
        var packs: [TenantState.EnabledPack]?
        var zone = "UTC"
        var currency = "EUR"
        var language = "en"
        var isDemo = false
        var people: [Person]

        /// Every pack to be enabled.
        var all: [TenantState.EnabledPack] { packs ?? pack.map { [$0] } ?? [] }
    }

    /// A first member.
    struct Person: Sendable, Codable {
        let identity: String
        let email: String
        let name: String
        let role: String
    }

    let tenants: TenantRegistry
    let directory: any StoreDirectory
    let ids: IDGenerator
    let clock: any WallClock
    let requestID: String
    let platform: PlatformTenant
    let works: WrittenWork

    /// Writes the order down and carries it out.
    /// - Throws: 409 `exists` when the id is taken.
    func create(_ order: Order) async throws {
        guard let tenant = TenantID(order.tenant) else { throw KernelError.notFound }
        guard try directory.control.tenant(tenant) == nil, tenant != .platform else {
            throw KernelError(.exists, "There is already a tenant `\(tenant)`.")
        }
        let payload = String(decoding: try OrderText.write(order), as: UTF8.self)
        let work = PendingWork(id: ids.next(), kind: "create_tenant", tenant: tenant, payload: payload)
        try await works.run(work, in: directory.control) { try await carryOut(order, tenant) }
    }

    /// Finishes what a stop interrupted.
    func finish(_ work: PendingWork) async throws {
        let order: Order = try OrderText.read(Array(work.payload.utf8))
        try await carryOut(order, work.tenant)
        try directory.control.deletePending(work.id)
    }

    /// The tenant's row in the control database is written last: where it stands, the tenant is made and may have been
    /// changed since, so that nothing of the order is done to it again.
    private func carryOut(_ order: Order, _ tenant: TenantID) async throws {
        if let made = try directory.control.tenant(tenant) { return try await platform.record(made) }
        let entry = TenantEntry(id: tenant, name: order.name, createdAt: clock.now())
        try directory.create(tenant)
        var state = TenantState(zone: order.zone, currency: order.currency, language: order.language)
        state.capabilities = tenants.library.catalog.capabilities.map(\.descriptor.id)
        state.packs = order.all
        let view = try tenants.view(entry, state: state)
        let packs = try order.all.map { try tenants.library.definition(hash: $0.hash, id: $0.id) }
        let scope = tenants.systemScope(view, reason: SystemReason.provisioning.rawValue, requestID: requestID)
        let ids = ids
        let store = try directory.open(tenant)
        try await store.change(scope, to: state) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            try Self.fill(writer, order, packs)
        }
        for person in order.people {
            if let identity = RecordID(person.identity) { try directory.control.insertMembership(identity, tenant) }
        }
        _ = try directory.control.insertTenant(entry)
        try await platform.record(directory.control.tenant(tenant) ?? entry)
    }

    /// People first, then the packs' rows; done once however often it is run.
    private static func fill(_ writer: RecordWriter, _ order: Order, _ packs: [PackDefinition]) throws {
        guard let members = writer.scope.model.entities[ScopePathValidator.member] else { return }
        var isNew = false
        for person in order.people {
            guard let id = RecordID(person.identity), !(try writer.backend.idExists(writer.scope, members, id)) else {
                continue
            }
            isNew = true
            let values: [String: Value] = [
                "name": .text(person.name), "email": .text(person.email), "roles": .choices([person.role]),
                "active": .bool(true),
            ]
            let all = RecordAccess(rows: .everything, fields: nil)
            _ = try writer.create(members, id: id, values: values, access: all)
            if order.isDemo {
                try writer.backend.remember(
                    writer.scope,
                    pack: SeedSower.people,
                    entity: members.id,
                    key: person.role,
                    record: id,
                    hash: ""
                )
            }
        }
        guard isNew else { return }
        try writer.journalChange("kernel.tenant", order.tenant, "created")
        for pack in packs {
            let sower = SeedSower(writer: writer, pack: pack.id)
            try sower.sow(pack.referenceSeeds + (order.isDemo ? pack.demoSeeds : []))
            try writer.journalChange("kernel.pack", pack.id, "enabled")
        }
    }
}
