extension Runtime {
    /// `GET /operator/users?tenant=`: the members of a tenant.
    func operatorUsers(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let scope = tenants.systemScope(
            tenant,
            reason: SystemReason.membership.rawValue,
            requestID: call.invocation.requestID
        )
        var query = RecordQuery(entity: ScopePathValidator.member)
        query.sort = [RecordQuery.SortKey(field: "name", descending: false)]
        query.limit = 500
        let members = try tenants.store(of: tenant).read(scope) { backend in
            try backend.records(scope, query, rows: .everything).map(Membership.init(record:))
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("users")
            writer.array(members) { writer, member in
                writer.object { writer in
                    writer.key("id")
                    writer.string(member.id.raw)
                    writer.key("email")
                    writer.string(member.email)
                    writer.key("name")
                    writer.string(member.name)
                    writer.key("roles")
                    writer.array(member.roles.sorted()) { $0.string($1) }
                    writer.key("active")
                    writer.bool(member.active)
                }
            }
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/users?tenant=`: adds a person, with a one-time password where they had none.
    func operatorInvite(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let model = tenant.current.model
        let fields = [
            FieldDefinition("email", .email, required: true),
            FieldDefinition("name", .text(min: 1, max: 100)),
            FieldDefinition("role", .text(min: 1, max: 63), required: true),
        ]
        var decoder = InputDecoder()
        let values = decoder.input(try RequestBody.object(call.invocation), fields: fields)
        let role = values["role"]?.text ?? ""
        if !role.isEmpty, model.roles[role] == nil {
            let hint = DidYouMean.question(for: role, in: model.roles.keys.sorted())
            decoder.report("role", "unknown", "There is no role `\(InputDecoder.shown(role))` here.\(hint)")
        }
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        let (identity, password) = try await parts.sessions.enrol(email: values["email"]?.text ?? "", password: nil)
        guard try tenants.membership(of: identity.id, in: tenant) == nil else {
            throw KernelError(.exists, "`\(identity.email)` is a member of `\(tenant.id)` already.")
        }
        let order = MemberInvitation.Order(
            identity: identity.id.raw,
            email: identity.email,
            name: values["name"]?.text ?? identity.email,
            roles: [role]
        )
        try await invitation(requestID: call.invocation.requestID).add(order, to: tenant)
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("user")
            writer.object { writer in
                writer.key("id")
                writer.string(identity.id.raw)
                writer.key("email")
                writer.string(identity.email)
                writer.key("password")
                if let password { writer.string(password) } else { writer.null() }
            }
        }
        return .json(201, writer.bytes)
    }

    func invitation(requestID: String) -> MemberInvitation {
        MemberInvitation(tenants: tenants, directory: parts.directory, ids: ids, requestID: requestID, works: works)
    }
}
