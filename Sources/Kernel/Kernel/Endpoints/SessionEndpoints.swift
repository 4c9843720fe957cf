extension Runtime {
    /// `POST /api/auth/login`.
    func login(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let json = try RequestBody.object(call.invocation)
        let fields = [
            FieldDefinition("email", .text(max: 254), required: true),
            FieldDefinition("password", .longText(max: 1024), required: true),
            FieldDefinition("tenant", .text(max: 63)),
        ]
        var decoder = InputDecoder()
        let values = decoder.input(json, fields: fields)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        let request = LoginRequest(
            email: values["email"]?.text ?? "",
            password: values["password"]?.text ?? "",
            tenant: values["tenant"]?.text,
            invocation: call.invocation
        )
        let answer = try await parts.sessions.login(request)
        let tenant = try tenants.tenant(answer.session.tenant)
        guard let member = try tenants.membership(of: answer.session.identity, in: tenant) else {
            throw KernelError(.invalidCredentials, "E-mail or password is wrong.")
        }
        try await journalSession(tenant, member, "signed_in", answer.session, call.invocation)
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.key("token")
            writer.string(answer.token)
            writer.key("expires_at")
            writer.string(CalendarText.instant(answer.session.expiresAt))
            writer.key("user")
            writer.user(member, answer.session, tenant.current.model.access(of: member.roles))
        }
        var outcome = Outcome.json(body: writer.bytes, answer.headers)
        outcome.labels.tenant = tenant.id.raw
        return outcome
    }

    private func journalSession(
        _ tenant: Tenant,
        _ member: Membership,
        _ action: String,
        _ session: SessionEntry,
        _ invocation: Invocation
    ) async throws {
        let view = tenant.current
        let scope = TenantScope(
            tenant: tenant.id,
            principal: .user(member.id),
            model: view.model,
            requestID: invocation.requestID,
            teams: [],
            access: PrincipalAccess(records: [:], permissions: [], spaces: []),
            now: parts.clock.now()
        )
        let entry = JournalEntry(entity: "access.session", record: session.id.raw, action: action)
        try await tenants.store(of: tenant).write(scope) { try $0.journal(scope, entry) }
    }

    /// `POST /api/auth/logout`.
    func logout(_ call: AuthorizedInvocation) async throws -> Outcome {
        _ = try parts.sessions.endSession(call.session.id, of: call.session.identity)
        try await journalSession(call.tenant, call.member, "signed_out", call.session, call.invocation)
        let forget = parts.sessions.forgettingCookie(call.invocation)
        return Outcome(status: 204, headers: forget.map { [$0] } ?? [])
    }

    /// `GET /api/auth/sessions`.
    func listSessions(_ call: AuthorizedInvocation) throws -> Outcome {
        let sessions = try parts.sessions.sessions(of: call.session.identity)
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.key("items")
            writer.array(sessions) { $0.session($1, current: call.session.id) }
        }
        return .json(body: writer.bytes)
    }

    /// `DELETE /api/auth/sessions/{id}`.
    func endSession(_ call: AuthorizedInvocation) async throws -> Outcome {
        let sessions = try parts.sessions.sessions(of: call.session.identity)
        guard let id = RecordID(call.parameter("id")), let session = sessions.first(where: { $0.id == id }),
            try parts.sessions.endSession(id, of: call.session.identity)
        else { throw KernelError.notFound }
        // Streams of that session end now, in whichever tenant it is.
        parts.directory.commits.wake(session.tenant)
        try await journalSession(call.tenant, call.member, "ended", session, call.invocation)
        return Outcome(status: 204)
    }

    /// `GET /api/me`.
    func me(_ call: AuthorizedInvocation) throws -> Outcome {
        let view = call.view
        let done = try stepsDone(call)
        var writer = JSONWriter(capacity: 2048)
        writer.object { writer in
            writer.key("ok")
            writer.bool(true)
            writer.key("user")
            writer.user(call.member, call.session, call.scope.access)
            writer.key("org")
            writer.organisation(view)
            writer.key("capabilities")
            writer.array(view.model.capabilities) { $0.string($1) }
            writer.key("pack")
            if let pack = view.model.packs.first { writer.packReference(pack) } else { writer.null() }
            writer.key("terminology")
            writer.terminology(view.model.terminology, language: view.environment.language)
            writer.key("onboarding")
            writer.object { writer in
                writer.key("completed")
                writer.bool(done.allSatisfy { $0 })
            }
        }
        return .json(body: writer.bytes)
    }

    /// `PATCH /api/me`: the own name, 1 to 100 characters.
    func renameMe(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard let entity = call.scope.model.entities[ScopePathValidator.member] else { throw KernelError.notFound }
        let input = Result {
            var decoder = InputDecoder()
            let name = FieldDefinition("name", .text(min: 1, max: 100), required: true)
            let values = decoder.input(try RequestBody.object(call.invocation), fields: [name])
            guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
            return values
        }
        let scope = call.scope
        let ids = ids
        _ = try await write(call) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            try writer.change(entity, id: call.member.id, values: input.get(), action: "updated")
            return Outcome(status: 204)
        }
        call.tenant.forgetMembers()
        return Outcome(status: 204)
    }

    /// `GET /api/model`.
    func modelDocument(_ call: AuthorizedInvocation) -> Outcome {
        let tag = "\"\(call.view.model.hash)\""
        let header = Outcome.Header("ETag", tag)
        if Preconditions.noneMatches(call.invocation, tag: tag) { return Outcome(status: 304, headers: [header]) }
        // What expressions know of the tenant's zone is no part of a model, which tenants share.
        return .json(body: call.view.model.json, [header, Outcome.Header("Link", "</api/zone>; rel=\"zone\"")])
    }
}
