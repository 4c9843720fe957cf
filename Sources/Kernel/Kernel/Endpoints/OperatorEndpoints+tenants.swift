import Logging

extension Runtime {
    /// `POST /operator/tenants`.
    func createTenant(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let fields = [
            FieldDefinition("id", .text(min: 1, max: 63), required: true),
            FieldDefinition("name", .text(min: 1, max: 200), required: true),
            FieldDefinition("owner", .email, required: true),
            FieldDefinition("owner_name", .text(min: 1, max: 100)),
            FieldDefinition("pack", .text(max: 63)),
            FieldDefinition("zone", .text(max: 64), defaultValue: .text("UTC")),
            FieldDefinition("currency", .text(max: 3), defaultValue: .text("EUR")),
            FieldDefinition("language", .text(max: 35), defaultValue: .text("en")),
        ]
        var decoder = InputDecoder()
        let values = decoder.input(try RequestBody.object(call.invocation), fields: fields)
        func text(_ name: String) -> String { values[name]?.text ?? "" }
        if TenantID(text("id")) == nil, !text("id").isEmpty { decoder.report("id", "format", "Must be kebab-case.") }
        if !TimeZones.isKnown(text("zone")) { decoder.report("zone", "zone", "Must be an IANA time zone.") }
        if !Currency.isCode(text("currency")) { decoder.report("currency", "currency", "Must be an ISO 4217 code.") }
        guard decoder.findings.isEmpty, let tenant = TenantID(text("id")) else {
            throw KernelError.invalid(decoder.findings)
        }
        guard try parts.directory.control.tenant(tenant) == nil, tenant != .platform else {
            throw KernelError(.exists, "There is already a tenant `\(tenant)`.")
        }
        let packs = try values["pack"]?.text.map { try firstPacks($0, call.invocation.requestID) }
        let (identity, password) = try await parts.sessions.enrol(email: text("owner"), password: nil)
        let name = values["owner_name"]?.text ?? identity.email
        let owner = TenantCreation.Person(identity: identity.id.raw, email: identity.email, name: name, role: "owner")
        var order = TenantCreation.Order(tenant: tenant.raw, name: text("name"), people: [owner])
        order.packs = packs
        order.zone = text("zone")
        order.currency = text("currency")
        order.language = text("language")
        let made = order
        let creation = creation(requestID: call.invocation.requestID)
        try await changes.alone(tenant) { try await creation.create(made) }
        return .json(201, Self.created(tenant, identity.email, password))
    }

    private static func created(_ tenant: TenantID, _ email: String, _ password: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(tenant.raw)
            writer.key("owner")
            writer.object { writer in
                writer.key("email")
                writer.string(email)
                writer.key("password")
                if let password { writer.string(password) } else { writer.null() }
            }
        }
        return writer.bytes
    }

    func creation(requestID: String) -> TenantCreation {
        TenantCreation(
            tenants: tenants,
            directory: parts.directory,
            ids: ids,
            clock: parts.clock,
            requestID: requestID,
            platform: platform(requestID: requestID),
            works: works
        )
    }

    /// The packs that a tenant is made with: one on offer, after what it needs.
    func firstPacks(_ id: String, _ requestID: String) throws -> [TenantState.EnabledPack] {
        let changes = PackChanges(
            tenants: tenants,
            directory: parts.directory,
            packs: parts.packs,
            ids: ids,
            requestID: requestID
        )
        return try changes.first(id)
    }

    /// `POST /operator/tenants/{tenant}/suspend` and `/resume`.
    func moveTenant(_ call: AuthenticatedInvocation, _ move: String) async throws -> Outcome {
        let platform = platform(requestID: call.invocation.requestID)
        let named = call.parameter("tenant")
        guard let id = TenantID(named), id != .platform, platform.isOffered,
            try parts.directory.control.tenant(id) != nil
        else { throw KernelError(.notFound, "There is no tenant `\(InputDecoder.shown(named))` to \(move).") }
        try await platform.move(id, move)
        guard let entry = try parts.directory.control.tenant(id) else { throw KernelError.notFound }
        var writer = JSONWriter()
        writer.tenantEntry(entry)
        return .json(body: writer.bytes)
    }

    /// Finishes work that a stop interrupted, and makes the platform's own tenant where there is none; called once
    /// before serving.
    ///
    /// What cannot be finished is logged, stays written down for the next start, and keeps nobody else from being served.
    package func recover() async throws {
        let platform = platform(requestID: "recovery")
        // First what makes the platform's tenant: the rest writes into it.
        let works = try parts.directory.control.pending()
        for work in works where work.kind == PlatformTenant.Work.create.rawValue { await finish(work, platform) }
        do {
            try await platform.prepare()
        } catch let error as KernelError {
            logUnfinished(["tenant.id": "\(TenantID.platform)"], error)
        }
        for work in works where work.kind != PlatformTenant.Work.create.rawValue { await finish(work, platform) }
    }

    /// Attends to the server while it serves: what a failing disk interrupted is finished when the disk takes writes.
    ///
    /// Returns when its task is cancelled.
    package func attend() async throws {
        while true {
            try await parts.sleep(.seconds(5))
            await takeUpInterrupted()
        }
    }

    /// Finishes what a failing disk interrupted in this process, if it takes writes again.
    package func takeUpInterrupted() async {
        guard works.isAny, parts.directory.trouble == nil else { return }
        let ids = works.takeAll()
        do {
            let platform = platform(requestID: "recovery")
            for work in try parts.directory.control.pending() where ids.contains(work.id) {
                let isDone = await finish(work, platform)
                if !isDone, parts.directory.trouble != nil { works.note(work.id) }
            }
        } catch {
            for id in ids { works.note(id) }
            logUnfinished([:], error)
        }
    }

    /// - Returns: whether the work is done.
    @discardableResult
    private func finish(_ work: PendingWork, _ platform: PlatformTenant) async -> Bool {
        do {
            switch work.kind {
            case "create_tenant": try await creation(requestID: "recovery").finish(work)
            case PlatformTenant.Work.create.rawValue: try await platform.finish(work, .create)
            case PlatformTenant.Work.mirror.rawValue: try await platform.finish(work, .mirror)
            case TenantTransport.work: try await transport(requestID: "recovery").finish(work)
            case PackChanges.rewriting:
                try await tenants.store(of: tenants.tenant(work.tenant)).rewrite()
                try parts.directory.control.deletePending(work.id)
            case MemberInvitation.work: try await invitation(requestID: "recovery").finish(work)
            default: throw KernelError.unavailable("This server does not know the work.", cause: "a newer server's")
            }
            return true
        } catch {
            logUnfinished(["tenant.id": "\(work.tenant)", "work.kind": "\(work.kind)"], error)
            return false
        }
    }

    private func logUnfinished(_ metadata: Logger.Metadata, _ error: any Error) {
        let cause = (error as? KernelError).map { $0.cause ?? $0.detail } ?? "\(error)"
        let all = metadata.merging(["cause": "\(cause)"]) { first, _ in first }
        parts.logger.error(
            "Work that was interrupted could not be finished; the next start tries again.",
            metadata: all
        )
    }
}
