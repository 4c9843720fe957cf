@testable import Kernel

/// A call as the authorise step hands it on, made by hand.
extension Desk {
    func call(
        _ method: String = "GET",
        query: [(String, String)] = [],
        headers: InvocationHeaders = InvocationHeaders(),
        body: String = "",
        entity id: EntityID = Shop.order
    ) throws -> AuthorizedInvocation {
        let entity = try entity(id)
        let path = "/api/\(entity.definition.collection)"
        guard case .matched(let match) = try MatchStep().match(method: method, path: path) else {
            throw KernelError.notFound
        }
        let state = TenantState(capabilities: model.capabilities)
        let view = Tenant.View(
            entry: TenantEntry(id: scope.tenant, name: "Shop", createdAt: 0),
            state: state,
            model: model,
            environment: scope.environment,
            dormantPaths: []
        )
        let member = scope.principal.member ?? Shop.ann
        return AuthorizedInvocation(
            invocation: Invocation(
                method: method,
                path: path,
                headers: headers,
                body: Array(body.utf8),
                requestID: scope.requestID
            ),
            match: match,
            query: query.map { (name: $0.0, value: $0.1) },
            session: SessionEntry(
                id: Shop.person(200),
                tokenHash: [],
                identity: member,
                tenant: scope.tenant,
                space: .client,
                createdAt: 0,
                lastSeen: 0,
                expiresAt: .max,
                userAgent: ""
            ),
            tenant: Tenant(view),
            view: view,
            member: Membership(id: member, name: "", email: "", teams: scope.teams, roles: ["worker"], active: true),
            target: .records(entity),
            access: scope.access.access(Permission.record(id, .read)) ?? RecordAccess(rows: .nothing, fields: []),
            scope: scope
        )
    }
}
