import Kernel

/// Every route without a session, with a token that nobody has, without a grant, and from every space.
struct SessionTrial: Sendable {
    let ground: IsolationGround

    func cases(_ route: Route) -> [IsolationCase] {
        let secrets = ground.owner.world.secrets + ground.foreignSecrets
        let requests = RouteRequests(ground: ground).requests(for: route)
        let strangers = requests.flatMap { request in
            [nil, Self.forged(ground.owner.token), String(repeating: "A", count: 43)].map { token in
                var request = request
                request.token = token
                let name = token == nil ? "without a session" : "with a forged token"
                return IsolationCase(route.endpoint, name, request, expect: Self.stranger(route))
            }
        }
        let ungranted = ground.nobodies.flatMap { space, token in
            requests.compactMap { request -> IsolationCase? in
                guard let statuses = Self.ungranted(route) else { return nil }
                var request = request
                request.token = token
                let name = "without a grant in the space \(space.rawValue)"
                return IsolationCase(route.endpoint, name, request, expect: statuses)
            }
        }
        return (strangers + ungranted).map { $0.hiding(secrets) }
    }

    /// A token of the right shape whose last bits are others.
    private static func forged(_ token: String) -> String {
        String(token.reversed())
    }

    private static func stranger(_ route: Route) -> Set<Int> {
        switch route.access {
        case .public: route.endpoint == .login ? [422] : [200]
        case .session, .permission, .record, .anyWrite, .move, .action: [401]
        case .operatorConsole: [401, 404]
        }
    }

    /// What somebody without a grant gets; `nil` where nothing is tried: a session may look after itself.
    private static func ungranted(_ route: Route) -> Set<Int>? {
        switch route.access {
        case .public: nil
        case .session: route.method == "GET" ? [200] : nil
        case .permission: [403]
        case .record, .anyWrite, .move, .action: [403, 404, 405]
        case .operatorConsole: [404]
        }
    }
}

/// Requests for a route about the own tenant's records, for everything in the model that the route's parameters can be.
struct RouteRequests: Sendable {
    let ground: IsolationGround

    func requests(for route: Route) -> [TestRequest] {
        paths(for: route).map { path in
            let isWrite = route.method == "POST" || route.method == "PATCH"
            return TestRequest(
                route.method,
                path,
                query: route.endpoint == .search ? [(name: "q", value: ground.foreign.world.samples.marker)] : [],
                json: isWrite ? "{}" : nil,
                headers: route.method == "PATCH" || route.method == "DELETE" ? ["If-Match": "\"1\""] : [:]
            )
        }
    }

    private func paths(for route: Route) -> [String] {
        if route.pattern.contains("{collection}") {
            let entities =
                route.endpoint == .move ? ground.entities.filter { !$0.definition.moves.isEmpty } : ground.entities
            // Without a move the route must still answer like any other.
            guard !entities.isEmpty else { return ["/api/isolation/\(ground.foreignSession.raw)/moves/nothing"] }
            return entities.flatMap { entity in
                let moves = route.pattern.contains("{move}") ? entity.definition.moves.map(\.id) : [""]
                let id = ground.owner.world.first(entity.id) ?? ground.foreignSession
                return moves.map { move in
                    Self.fill(
                        route.pattern,
                        [
                            "collection": entity.definition.collection, "id": id.raw, "move": Self.hyphens(move),
                        ]
                    )
                }
            }
        }
        if route.pattern.contains("{action}") {
            let found = ground.actions.filter { $0.action.isRead == (route.endpoint == .readAction) }.map {
                "/api/\($0.path)"
            }
            // Without an action the route must still answer like any other.
            return found.isEmpty ? ["/api/isolation/nothing"] : found
        }
        let other = ground.foreign.member.tenant
        return [
            Self.fill(
                route.pattern,
                [
                    "id": ground.foreignSession.raw, "tenant": other, "pack": "isolation", "capability": "isolation",
                ]
            )
        ]
    }

    private static func fill(_ pattern: String, _ values: [String: String]) -> String {
        pattern.split(separator: "/").reduce(into: "") { path, segment in
            let halves = segment.dropFirst().split(separator: "}", omittingEmptySubsequences: false).map(String.init)
            let name = halves[0]
            path += "/" + (segment.first == "{" ? (values[name] ?? name) + halves[1] : String(segment))
        }
    }

    /// Ids of moves as they stand in paths.
    static func hyphens(_ id: String) -> String {
        String(id.map { $0 == "_" ? "-" : $0 })
    }
}
