/// After step 3: the tenant, the member, and what the path means in the tenant's model.
struct ResolvedInvocation {
    enum Target {
        /// The route is about the session itself.
        case none
        /// Records of an entity.
        case records(EntityModel)
        /// An action.
        case action(ActionDefinition)
    }

    let call: AuthenticatedInvocation
    let session: SessionEntry
    let tenant: Tenant
    let view: Tenant.View
    let member: Membership
    let access: PrincipalAccess
    let target: Target
}

extension Runtime {
    /// Step 3.
    ///
    /// What is not in the tenant's model is 404, whether it exists elsewhere or not.
    func resolve(_ call: AuthenticatedInvocation) throws -> ResolvedInvocation {
        guard let session = call.session else { throw KernelError.notFound }
        let tenant = try tenants.tenant(session.tenant)
        let view = tenant.current
        guard let member = try tenants.membership(of: session.identity, in: tenant), member.active else {
            throw KernelError(.unauthenticated, "This session's member is no longer active.")
        }
        try tenant.requireActive()
        let access = view.model.access(of: member.roles)
        guard access.spaces.contains(session.space) else {
            throw KernelError(.unauthenticated, "This session's space is no longer open to its member.")
        }
        return ResolvedInvocation(
            call: call,
            session: session,
            tenant: tenant,
            view: view,
            member: member,
            access: access,
            target: try target(of: call, in: view)
        )
    }

    private func target(of call: AuthenticatedInvocation, in view: Tenant.View) throws -> ResolvedInvocation.Target {
        switch call.match.route.access {
        case .record, .anyWrite, .move:
            let collection = call.parameter("collection")
            if let entity = view.model.entity(collection: collection) { return .records(entity) }
            throw Self.absent(collection, in: view)
        case .action:
            let path = "\(call.parameter("owner"))/\(call.parameter("action"))"
            guard let action = view.model.actions[path] else { throw Self.absent(path, in: view) }
            let wanted = call.match.route.endpoint == .readAction
            guard action.isRead == wanted || action.answersPost else {
                var error = KernelError(.methodNotAllowed, "This action answers \(action.isRead ? "GET" : "POST").")
                error.headers = [Outcome.Header("Allow", action.isRead ? "GET" : "POST")]
                throw error
            }
            return .action(action)
        default: return .none
        }
    }

    private static func absent(_ path: String, in view: Tenant.View) -> KernelError {
        guard view.dormantPaths.contains(path) else { return .notFound }
        return KernelError(.capabilityDisabled, "`\(path)` belongs to something that is not enabled here.")
    }
}
