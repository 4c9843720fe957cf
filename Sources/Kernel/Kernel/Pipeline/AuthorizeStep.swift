/// After step 4: permitted, and therefore with a scope.
///
/// Nothing else makes one for a person.
struct AuthorizedInvocation {
    let invocation: Invocation
    let match: MatchStep.Match
    let query: [(name: String, value: String)]
    let session: SessionEntry
    let tenant: Tenant
    let view: Tenant.View
    let member: Membership
    let target: ResolvedInvocation.Target
    /// The permission's reach; everything for routes about the session itself.
    let access: RecordAccess
    /// The key to the tenant's data.
    let scope: TenantScope

    /// A parameter of the path.
    func parameter(_ name: String) -> String {
        match.parameters[name] ?? ""
    }

    /// The record named in the path.
    func recordID() throws -> RecordID {
        guard let id = RecordID(parameter("id")) else { throw KernelError.notFound }
        return id
    }

    /// The entity that the path is about.
    func entity() throws -> EntityModel {
        guard case .records(let entity) = target else { throw KernelError.notFound }
        return entity
    }
}

extension Runtime {
    /// Step 4: default deny; the scope is minted here.
    func authorize(_ resolved: ResolvedInvocation) throws -> AuthorizedInvocation {
        let call = resolved.call
        var access = RecordAccess(rows: .nothing, fields: [])
        if resolved.call.match.route.access == .anyWrite {
            try requireAnyWrite(resolved)
        } else if let permission = try permission(of: resolved) {
            guard let granted = resolved.access.access(permission) else { throw KernelError.forbidden(permission) }
            access = granted
        }
        let scope = TenantScope(
            tenant: resolved.tenant.id,
            principal: .user(resolved.member.id),
            model: resolved.view.model,
            requestID: call.invocation.requestID,
            teams: resolved.member.teams,
            access: resolved.access,
            now: parts.clock.now(),
            environment: resolved.view.environment
        )
        return AuthorizedInvocation(
            invocation: call.invocation,
            match: call.match,
            query: call.query,
            session: resolved.session,
            tenant: resolved.tenant,
            view: resolved.view,
            member: resolved.member,
            target: resolved.target,
            access: access,
            scope: scope
        )
    }

    /// - Throws: 403 for who can write none of the records in any way, naming the first permission of those that would do.
    private func requireAnyWrite(_ resolved: ResolvedInvocation) throws {
        guard case .records(let entity) = resolved.target else { throw KernelError.notFound }
        let permissions = entity.writingPermissions
        guard let first = permissions.first else { throw KernelError.verbsOnly(of: entity) }
        guard permissions.contains(where: { resolved.access.access($0) != nil }) else {
            throw KernelError.forbidden(first)
        }
    }

    /// The methods that a pattern has for an entity's verbs.
    private static func methods(of entity: EntityModel, _ pattern: String) -> String {
        let open = RouteTable.routes.filter { route in
            guard route.pattern == pattern, case .record(let verb) = route.access else { return false }
            return entity.definition.verbs.contains(verb)
        }
        return open.map(\.method).joined(separator: ", ")
    }

    /// The permission that a route needs for its target; `nil` only for routes about the session itself.
    private func permission(of resolved: ResolvedInvocation) throws -> String? {
        switch (resolved.call.match.route.access, resolved.target) {
        case (.session, _): return nil
        case (.permission(let id), _): return id
        case (.record(let verb), .records(let entity)):
            guard entity.definition.verbs.contains(verb) else {
                var error = KernelError.verbsOnly(of: entity)
                error.headers = [Outcome.Header("Allow", Self.methods(of: entity, resolved.call.match.route.pattern))]
                throw error
            }
            return entity.permission(verb)
        case (.move, .records(let entity)):
            let id = Naming.snake(resolved.call.parameter("move"))
            guard let move = entity.moves[id] else { throw KernelError.notFound }
            return move.permission
        case (.action, .action(let action)): return action.permission.id
        default: throw KernelError.notFound
        }
    }
}

extension KernelError {
    /// 405 naming what may be done with an entity's records.
    static func verbsOnly(of entity: EntityModel) -> KernelError {
        let allowed = entity.definition.verbs.sorted { $0.rawValue < $1.rawValue }.map(\.rawValue)
        return KernelError(.methodNotAllowed, "These records allow \(allowed.joined(separator: ", ")) only.")
    }
}

extension EntityModel {
    /// The permissions of everything that writes its records, record verbs first.
    var writingPermissions: [String] {
        let verbs = [RecordVerb.create, .update, .delete].filter(definition.verbs.contains)
        return verbs.map { Permission.record(id, $0) } + definition.moves.compactMap { moves[$0.id]?.permission }
    }
}
