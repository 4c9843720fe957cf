/// Adds people to tenants on the operator's word.
///
/// The membership stands in the control database, the member in the tenant's: the work is written down first, and
/// start-up finishes what was interrupted.
struct MemberInvitation {
    /// Who is to be added.
    struct Order: Sendable, Codable {
        let identity: String
        let email: String
        let name: String
        let roles: [String]
    }

    static let work = "add_member"

    let tenants: TenantRegistry
    let directory: any StoreDirectory
    let ids: IDGenerator
    let requestID: String
    let works: WrittenWork

    /// Writes the order down and carries it out.
    /// - Throws: 409 `exists` for a member, 422 for a role that the tenant does not have.
    func add(_ order: Order, to tenant: Tenant) async throws {
        let payload = String(decoding: try OrderText.write(order), as: UTF8.self)
        let work = PendingWork(id: ids.next(), kind: Self.work, tenant: tenant.id, payload: payload)
        try await works.run(work, in: directory.control) { try await carryOut(order, tenant) }
    }

    /// Finishes what a stop interrupted.
    func finish(_ work: PendingWork) async throws {
        let order: Order = try OrderText.read(Array(work.payload.utf8))
        let tenant = try tenants.tenant(work.tenant)
        do {
            try await carryOut(order, tenant)
        } catch let error as KernelError where error.problem == .exists {
            // The member was made before the stop; the membership is what was missing.
            try directory.control.insertMembership(try Self.identity(order), tenant.id)
        }
        try directory.control.deletePending(work.id)
    }

    private static func identity(_ order: Order) throws -> RecordID {
        guard let id = RecordID(order.identity) else { throw KernelError.notFound }
        return id
    }

    private func carryOut(_ order: Order, _ tenant: Tenant) async throws {
        let scope = tenants.systemScope(tenant, reason: SystemReason.provisioning.rawValue, requestID: requestID)
        let id = try Self.identity(order)
        let ids = ids
        try await tenants.store(of: tenant).write(scope) { backend in
            let members = try RecordReading.model(ScopePathValidator.member, scope)
            let values: [String: Value] = [
                "name": .text(order.name), "email": .text(order.email), "roles": .choices(order.roles),
                "active": .bool(true),
            ]
            let all = RecordAccess(rows: .everything, fields: nil)
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            _ = try writer.create(members, id: id, values: values, access: all)
        }
        tenant.forgetMembers()
        try directory.control.insertMembership(id, tenant.id)
    }
}
