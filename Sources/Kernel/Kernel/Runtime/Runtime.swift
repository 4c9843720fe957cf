import Logging

/// The one way a request goes (DESIGN section 4): match, authenticate, resolve, authorise, claim, handle, answer.
///
/// Each step lives in a file of its own; each step's output is the next one's only input.
package final class Runtime: InvocationHandler {
    let parts: RuntimeParts
    let tenants: TenantRegistry
    let ids: IDGenerator
    let inFlight = InFlightKeys()
    let changes = RunningChanges()
    let works = WrittenWork()
    let rates: RateLimiter
    let turns: FairTurns
    let automations: AutomationRunner
    private let matching = MatchStep()

    package init(_ parts: RuntimeParts) {
        self.parts = parts
        tenants = TenantRegistry(parts)
        ids = IDGenerator(clock: parts.clock, random: parts.random)
        rates = RateLimiter(parts.rateLimits, clock: parts.clock, metrics: parts.metrics)
        turns = FairTurns(lanes: parts.readLanes, clock: parts.clock)
        automations = AutomationRunner(tenants: tenants, ids: ids, clock: parts.clock, logger: parts.logger)
    }

    /// Answers every invocation; a refusal is an outcome too.
    package func handle(_ invocation: Invocation) async -> Outcome {
        var labels = Outcome.Labels()
        var outcome: Outcome
        do {
            outcome = try await run(invocation, &labels)
        } catch let error as KernelError {
            outcome = ProblemDocument.render(error, requestID: invocation.requestID)
        } catch {
            let unavailable = KernelError.unavailable(
                "The server could not do this.",
                cause: "\(type(of: error)): \(error)"
            )
            outcome = ProblemDocument.render(unavailable, requestID: invocation.requestID)
        }
        outcome.labels.pattern = labels.pattern
        outcome.labels.tenant = labels.tenant ?? outcome.labels.tenant
        return outcome
    }

    private func run(_ invocation: Invocation, _ labels: inout Outcome.Labels) async throws -> Outcome {
        let result = try matching.match(method: invocation.method, path: invocation.path)
        if case .matched(let match) = result { labels.pattern = match.route.pattern }
        let matched = try MatchedInvocation(invocation, result)
        try limitAddress(matched)
        let authenticated = try authenticate(matched)
        labels.tenant = authenticated.session?.tenant.raw
        try Self.checkEncoding(invocation)
        if isBrief(authenticated) { return try await proceed(authenticated) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await proceed(authenticated) }
    }

    /// Whether a request may be answered where it came in: on the thread that serves other connections too.
    private func isBrief(_ call: AuthenticatedInvocation) -> Bool {
        guard call.match.route.endpoint.isBrief, call.invocation.body.count <= Self.briefBody else { return false }
        guard let session = call.session else { return true }
        return tenants.known(session.tenant) != nil
    }

    /// Reading a longer body takes longer than a change of threads.
    private static let briefBody = 16_384

    private func proceed(_ call: AuthenticatedInvocation) async throws -> Outcome {
        switch call.match.route.access {
        case .public, .operatorConsole:
            return try await answerHost(call)
        case .session, .permission, .record, .anyWrite, .move, .action:
            try limitSession(call)
            return try await answerInForce(call)
        }
    }

    /// Answers on the tenant's model; once more where a change of packs came between, which nothing was written before.
    private func answerInForce(_ call: AuthenticatedInvocation) async throws -> Outcome {
        for _ in 1..<Self.rounds {
            let resolved = try resolve(call)
            do {
                return try await answer(resolved)
            } catch let error as KernelError where error.isStale {
                await resolved.tenant.changed(since: resolved.view)
            }
        }
        return try await answer(resolve(call))
    }

    /// Changes of packs that may come between before a request is sent back.
    private static let rounds = 4

    private func answer(_ resolved: ResolvedInvocation) async throws -> Outcome {
        do {
            return try await inTurn(authorize(resolved))
        } catch let error as KernelError {
            noteDenial(error, of: resolved)
            throw error
        }
    }

    /// A compressed body is refused as a whole: read as it is, it would be taken for broken JSON.
    private static func checkEncoding(_ invocation: Invocation) throws(KernelError) {
        guard let encoding = invocation.headers.contentEncoding, encoding.lowercased() != "identity" else { return }
        throw KernelError(.unsupported, "Send the body without Content-Encoding.")
    }

    func answer(_ call: AuthorizedInvocation) async throws -> Outcome {
        switch call.match.route.endpoint {
        case .model: modelDocument(call)
        case .zone: zoneDocument(call)
        case .onboarding: try onboarding(call)
        case .logo: try logo(call)
        case .compliance: try compliance(call)
        case .contract: try contract(call)
        case .me: try me(call)
        case .renameMe: try await renameMe(call)
        case .logout: try await logout(call)
        case .sessions: try listSessions(call)
        case .endSession: try await endSession(call)
        case .search: try search(call)
        case .events: try events(call)
        case .audit: try await audit(call)
        case .settings: try settings(call)
        case .changeSettings: try await changeSettings(call)
        case .overlay: try overlay(call)
        case .inspect: try inspect(call)
        case .planOverlay: try planOverlay(call)
        case .changeOverlay: try await changeOverlay(call)
        case .revertOverlay: try await revertOverlay(call)
        case .reapplyOverlay: try await reapplyOverlay(call)
        case .list: try list(call)
        case .get: try get(call)
        case .history: try history(call)
        case .score: try score(call)
        case .create: try await create(call)
        case .update: try await update(call)
        case .delete: try await delete(call)
        case .restore: try await restore(call)
        case .move: try await move(call)
        case .bulk: try await bulk(call)
        case .export: try await export(call)
        case .importRows: try await importRows(call)
        case .readAction: try await readAction(call)
        case .writeAction: try await writeAction(call)
        default: throw KernelError.notFound
        }
    }

    private func answerHost(_ call: AuthenticatedInvocation) async throws -> Outcome {
        switch call.match.route.endpoint {
        case .home: home()
        case .health: health()
        case .ready: ready()
        case .metrics: try metrics(call)
        case .openapi: try openAPI(call)
        case .login: try await login(call)
        default: try await operatorConsole(call)
        }
    }
}

extension Runtime {
    /// The model that requests of a tenant see now.
    package func model(of id: TenantID) throws -> TenantModel {
        try tenants.tenant(id).current.model
    }

    /// Whether a member of a tenant is active, and the spaces open to it; `nil` when the identity is no member there.
    package func standing(of identity: RecordID, in id: TenantID) throws -> (active: Bool, spaces: [Space])? {
        let tenant = try tenants.tenant(id)
        let view = tenant.current
        guard let member = try tenants.membership(of: identity, in: tenant) else { return nil }
        let open = view.model.access(of: member.roles).spaces
        return (member.active && view.entry.status == TenantEntry.active, Space.allCases.filter(open.contains))
    }
}
