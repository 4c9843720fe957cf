import Kernel

/// Everything that the owner of one tenant can send about another tenant.
struct TenantTrial: Sendable {
    let ground: IsolationGround

    private var records: RecordCases {
        RecordCases(
            ground: ground,
            asker: ground.owner,
            hidden: ground.foreign.world,
            name: "another tenant",
            refusals: [404],
            secrets: ground.foreignSecrets
        )
    }

    /// The cases of a route.
    ///
    /// A new endpoint does not compile until it stands here.
    func cases(_ route: Route) async throws -> [IsolationCase] {
        switch route.endpoint {
        case .audit: return audits
        case .settings: return plain(route, expect: [200])
        case .overlay: return plain(route, expect: [200])
        case .inspect, .planOverlay, .changeOverlay, .revertOverlay, .reapplyOverlay:
            return plain(route, expect: [400, 404, 415, 422])
        case .changeSettings: return plain(route, expect: [200, 204, 422])
        case .home, .health, .ready, .metrics, .openapi, .model, .zone, .sessions, .me, .onboarding, .logo,
            .compliance:
            return plain(route, expect: [200])
        case .search: return [records.search()]
        case .events: return plain(route, expect: [200])
        case .login: return logins
        case .logout: return try await logout()
        case .endSession: return foreignSession
        case .renameMe: return rename
        case .list: return ground.entities.flatMap { listed($0) + records.pages($0) + records.filters($0) }
        case .create: return ground.entities.flatMap { records.bodies(.create, $0, version: nil) }
        case .update:
            return try ground.entities.flatMap { entity in
                let version = try ground.owner.world.first(entity.id).map { try ground.version(of: $0, entity) }
                return records.paths(.update, entity) + records.bodies(.update, entity, version: version)
            }
        case .get, .delete, .restore, .history, .score, .move, .contract:
            return ground.entities.flatMap { records.paths(route.endpoint, $0) } + pathless(route)
        case .bulk:
            return try ground.entities.flatMap { entity in
                let version = try ground.owner.world.first(entity.id).map { try ground.version(of: $0, entity) }
                return records.bulks(entity, version: version)
            }
        case .export: return ground.entities.flatMap { records.exports($0) }
        case .importRows: return ground.entities.flatMap { records.imports($0) }
        case .readAction: return records.actions(read: true) + pathless(route)
        case .writeAction: return records.actions(read: false) + pathless(route)
        case .operatorRoutes, .operatorTenants, .operatorTenant, .operatorCreateTenant, .operatorSuspendTenant,
            .operatorResumeTenant, .operatorUsers, .operatorInvite, .operatorPacks, .operatorPack,
            .operatorEnablePack, .operatorDisablePack, .operatorCapabilities, .operatorEnableCapability,
            .operatorDisableCapability, .operatorAuditTail, .operatorAuditVerify, .operatorAuditBypasses,
            .operatorOpenAPI, .operatorSettings, .operatorChangeSettings, .operatorInventory, .operatorKeys,
            .operatorRotateKeys, .operatorPlanPack, .operatorUpgradePack, .operatorReceipts, .operatorUndo,
            .operatorPurgePack, .operatorDropRetired, .operatorExportTenant, .operatorImportTenant,
            .operatorAutomations,
            .operatorAutomationRuns, .operatorRetryAutomation, .operatorDryRun,
            .operatorOverlay, .operatorPlanOverlay, .operatorChangeOverlay, .operatorExtract, .operatorInspect:
            return plain(route, expect: [404])
        }
    }

    private func one(
        _ route: Endpoint,
        _ name: String,
        _ request: TestRequest,
        expect statuses: Set<Int>,
        check: @escaping @Sendable (Answer) -> String? = { _ in nil }
    ) -> IsolationCase {
        IsolationCase(route, name, request, expect: statuses, check: check).hiding(ground.foreignSecrets)
    }

    /// The route as it is, with the other tenant's name wherever somebody might look for one.
    private func plain(_ route: Route, expect statuses: Set<Int>) -> [IsolationCase] {
        RouteRequests(ground: ground).requests(for: route).map { request in
            var request = request
            request.token = ground.owner.token
            return one(route.endpoint, "another tenant", request, expect: statuses)
        }
    }

    /// A model without moves, bins or actions leaves nothing to ask about; the route must still answer like any other.
    private func pathless(_ route: Route) -> [IsolationCase] {
        let missing = ground.foreignSession.raw
        let path = route.pattern.split(separator: "/").map { segment in
            switch segment {
            case "{collection}", "{owner}": "isolation"
            case "{id}": missing
            case "{move}", "{action}": "nothing"
            default: String(segment)
            }
        }
        let json = route.method == "POST" || route.method == "PATCH" ? "{}" : nil
        let request = TestRequest(
            route.method,
            "/" + path.joined(separator: "/"),
            token: ground.owner.token,
            json: json,
            headers: ["If-Match": "\"1\""]
        )
        return [
            one(route.endpoint, "nothing there", request, expect: [404], check: IsolationCase.looksMissing)
        ]
    }

    /// That the owner does see the own records; without it, seeing none of the other's would say nothing.
    private func listed(_ entity: EntityModel) -> [IsolationCase] {
        guard entity.definition.verbs.contains(.read), let own = ground.owner.world.first(entity.id) else { return [] }
        let path = "/api/\(entity.definition.collection)"
        let request = TestRequest("GET", path, query: [("limit", "500")], token: ground.owner.token)
        var control = one(.list, "own records", request, expect: [200])
        control.scenario.mustContain = [own.raw]
        return [control]
    }

    private var logins: [IsolationCase] {
        let member = ground.owner.member
        let json =
            #"{"email": "\#(member.email)", "password": "\#(member.password)", "tenant": "\#(ground.foreign.member.tenant)"}"#
        return [one(.login, "into another tenant", TestRequest("POST", "/api/auth/login", json: json), expect: [401])]
    }

    /// The other's session lives on; the own one may be ended, so it is one of its own.
    private func logout() async throws -> [IsolationCase] {
        let token = try await ground.kernel.login(ground.owner.member)
        return [
            one(.logout, "own session", TestRequest("POST", "/api/auth/logout", token: token), expect: [204]),
            one(.me, "after the session ended", TestRequest("GET", "/api/me", token: token), expect: [401]),
            foreignLives(.logout),
        ]
    }

    private var foreignSession: [IsolationCase] {
        let path = "/api/auth/sessions/\(ground.foreignSession.raw)"
        let request = TestRequest("DELETE", path, token: ground.owner.token)
        return [
            one(.endSession, "another's session", request, expect: [404], check: IsolationCase.looksMissing),
            foreignLives(.endSession),
        ]
    }

    private func foreignLives(_ endpoint: Endpoint) -> IsolationCase {
        let request = TestRequest("GET", "/api/me", token: ground.foreign.token)
        return IsolationCase(endpoint, "the other's session afterwards", request, expect: [200])
    }

    /// The journal whole, and asked for everything that the other tenant has.
    private var audits: [IsolationCase] {
        let foreign = ground.foreign
        let ids = foreign.world.live.values.compactMap(\.first).map(\.raw)
        let queries =
            [[], [(name: "limit", value: "500")], [(name: "principal", value: foreign.member.id)]]
            + ids.map { [(name: "record", value: $0)] }
        return queries.map { query in
            let request = TestRequest("GET", "/api/audit", query: query, token: ground.owner.token)
            let isForeign = query.first.map { $0.name != "limit" } ?? false
            return one(.audit, "another tenant", request, expect: [200]) { answer in
                answer.items.isEmpty == isForeign ? nil : "items: \(answer.items.count) of \(query)"
            }
        }
    }

    private var rename: [IsolationCase] {
        let json = #"{"name": "\#(ground.owner.world.samples.marker)"}"#
        let request = TestRequest("PATCH", "/api/me", token: ground.owner.token, json: json)
        let foreign = #"{"id": "\#(ground.foreign.member.id)", "name": "\#(ground.owner.world.samples.marker)"}"#
        let other = TestRequest("PATCH", "/api/me", token: ground.owner.token, json: foreign)
        // First for whoever asks, then with the same key for a colleague: keys are each member's own.
        let keyed = [ground.owner, ground.masked].map { person in
            let json = #"{"name": "\#(person.world.samples.marker)"}"#
            var request = TestRequest("PATCH", "/api/me", token: person.token, json: json)
            request.headers = ["Idempotency-Key": IsolationGround.key]
            return one(.renameMe, "a key that somebody else used", request, expect: [200, 204]) { answer in
                answer.header("Idempotent-Replay").map { _ in "another's answer is replayed" }
            }
        }
        return keyed + [
            one(.renameMe, "own name", request, expect: [200, 204]),
            one(.renameMe, "another's id in the body", other, expect: [422]),
        ]
    }

    /// Creates records with ids that the other tenant has: ids are each tenant's own, so that a taken one tells nothing.
    func reuseIDs(_ report: inout IsolationReport) async {
        for entity in ground.entities where entity.definition.verbs.contains(.create) {
            guard let id = ground.foreign.world.live[entity.id]?.last else { continue }
            let world = ground.owner.world
            let values = world.values(of: entity.creatable, in: entity.id, salt: 6)
            let path = "/api/\(entity.definition.collection)"
            let json = SampleValues.json(values, id: id)
            let request = TestRequest("POST", path, token: ground.owner.token, json: json)
            let one = IsolationCase(.create, "an id that another tenant has", request, expect: [201])
                .hiding([ground.foreign.world.samples.marker])
            await ground.kernel.judge(one, in: .tenants, &report)
        }
    }
}
