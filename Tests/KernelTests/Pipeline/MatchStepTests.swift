import Testing

@testable import Kernel

struct MatchStepTests {
    private let step = MatchStep()
    private static let id = "01890a5d-ac96-774b-bcce-b302099a8057"

    private func endpoint(_ method: String, _ path: String) throws -> Endpoint? {
        if case .matched(let match) = try step.match(method: method, path: path) { match.route.endpoint } else { nil }
    }

    private func allowed(_ method: String, _ path: String) throws -> [String]? {
        if case .otherMethods(let methods, _) = try step.match(method: method, path: path) { methods } else { nil }
    }

    private func isPublicRefusal(_ method: String, _ path: String) throws -> Bool {
        if case .otherMethods(_, let isPublic) = try step.match(method: method, path: path) { isPublic } else { false }
    }

    @Test(arguments: RouteTable.routes)
    func `every route matches its own pattern and tells its parameters`(route: Route) throws {
        let values = [
            "{collection}": "work-orders", "{owner}": "time-tracking", "{action}": "clock-in", "{id}": Self.id,
            "{move}": "hand-over", "{collection}.csv": "work-orders.csv",
        ]
        let path = route.segments.map { values[String($0)] ?? ($0.first == "{" ? "anything" : String($0)) }
        guard case .matched(let match) = try step.match(method: route.method, path: "/" + path.joined(separator: "/"))
        else {
            Issue.record("\(route.method) \(route.pattern) matches nothing")
            return
        }
        #expect(match.route == route)
        let names = route.segments.filter { $0.first == "{" }.map { String($0.dropFirst().prefix { $0 != "}" }) }
        #expect(match.parameters.named.map(\.name).sorted() == names.sorted())
    }

    @Test func `no two routes answer the same request, and each has a sentence`() {
        let keys = RouteTable.routes.map { "\($0.method) \($0.pattern)" }
        #expect(Set(keys).count == keys.count)
        #expect(Set(RouteTable.routes.map(\.endpoint)).count == keys.count)
        #expect(RouteTable.routes.allSatisfy { $0.summary.hasSuffix(".") && $0.summary.count > 5 })
        #expect(RouteTable.routes.allSatisfy { $0.method == $0.method.uppercased() })
    }

    @Test func `what is public is counted, so that a new one is noticed`() {
        let open = RouteTable.routes.filter { $0.access == .public }.map { "\($0.method) \($0.pattern)" }
        #expect(
            open == [
                "GET /", "GET /healthz", "GET /readyz", "GET /metrics", "GET /api/openapi.json", "POST /api/auth/login",
            ]
        )
    }

    @Test func `another method of a public path is no secret, of any other path it is`() throws {
        #expect(try allowed("GET", "/api/auth/login") == ["POST"])
        #expect(try isPublicRefusal("GET", "/api/auth/login"))
        #expect(try isPublicRefusal("POST", "/healthz"))
        #expect(try !isPublicRefusal("GET", "/api/auth/logout"))
        #expect(try !isPublicRefusal("PUT", "/api/customers"))
        #expect(try !isPublicRefusal("PUT", "/operator/tenants"))
    }

    @Test(arguments: [
        "auth", "me", "events", "search", "audit", "model", "openapi.json", "org", "onboarding", "billing", "tenant",
        "provider", "webhooks", "admin", "sync", "overlay", "inspect",
    ])
    func `a reserved word is no collection`(word: String) throws {
        for path in ["/api/\(word)/\(Self.id)", "/api/\(word)/\(Self.id)/history", "/api/\(word)/nothing"] {
            for method in ["GET", "POST", "PATCH", "DELETE"] {
                #expect(
                    try endpoint(method, path).map { [.list, .get, .readAction, .writeAction].contains($0) } != true
                )
            }
        }
        #expect(try endpoint("POST", "/api/\(word)") != .create)
        #expect(try endpoint("GET", "/api/\(word)") != .list)
    }

    @Test(arguments: [
        ("GET", "/api/orders", Endpoint.list), ("POST", "/api/orders", .create), ("GET", "/api/orders/\(id)", .get),
        ("PATCH", "/api/orders/\(id)", .update), ("DELETE", "/api/orders/\(id)", .delete),
        ("POST", "/api/orders/\(id)/restore", .restore), ("GET", "/api/orders/\(id)/history", .history),
        ("POST", "/api/orders/\(id)/moves/hand-over", .move), ("GET", "/api/orders/totals", .readAction),
        ("POST", "/api/time-tracking/clock-in", .writeAction), ("GET", "/api/orders/\(id.uppercased())", .get),
        ("GET", "/api/orders/", .list), ("HEAD", "/api/orders", .list), ("HEAD", "/healthz", .health),
        ("GET", "/", .home),
        ("GET", "/api/o%72ders", .list), ("GET", "/api/me", .me), ("PATCH", "/api/me", .renameMe),
    ])
    func `a path is matched`(method: String, path: String, expected: Endpoint) throws {
        #expect(try endpoint(method, path) == expected)
    }

    @Test(arguments: [
        "/nothing", "/api", "/api/Orders", "/api/work_orders", "/api/-a", "/api/orders/Not-Kebab", "/api/a%2Fb",
        "/api/orders/\(id)/nothing", "/api/orders/\(id)/moves", "/api/orders/\(id)/moves/a_b", "/api/orders/x/history",
        "/api/orders/\(id)/moves/a/b", "/operator", "/api/events/x", "/api/sync/v1", "/healthz/x", "/api/%F0%9F%98%80",
    ])
    func `what no pattern says is nothing`(path: String) throws {
        for method in ["GET", "POST", "PUT"] {
            guard case .nothing = try step.match(method: method, path: path) else {
                Issue.record("\(method) \(path) means something")
                continue
            }
        }
    }

    @Test(arguments: [
        ("PUT", "/api/orders", ["GET", "POST"]), ("DELETE", "/api/orders", ["GET", "POST"]),
        ("PUT", "/api/orders/\(id)", ["DELETE", "GET", "PATCH"]),
        ("POST", "/api/orders/\(id)", ["DELETE", "GET", "PATCH"]),
        ("GET", "/api/orders/\(id)/restore", ["POST"]), ("POST", "/api/orders/\(id)/history", ["GET"]),
        ("GET", "/api/orders/\(id)/moves/go", ["POST"]), ("PATCH", "/api/orders/go", ["GET", "POST"]),
        ("POST", "/api/me", ["GET", "PATCH"]), ("GET", "/api/auth/login", ["POST"]),
        ("HEAD", "/api/auth/login", ["POST"]),
        ("POST", "/", ["GET"]), ("get", "/", ["GET"]), ("DELETE", "/operator/tenants", ["GET", "POST"]),
    ])
    func `another method is told which ones there are`(method: String, path: String, methods: [String]) throws {
        #expect(try allowed(method, path) == methods)
    }

    @Test func `an id that begins with a letter is an id, not an action`() throws {
        let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
        #expect(Naming.isKebab(id))
        #expect(try endpoint("GET", "/api/orders/\(id)") == .get)
        #expect(try allowed("POST", "/api/orders/\(id)") == ["DELETE", "GET", "PATCH"])
    }

    @Test func `a path that is not percent-encoded UTF-8 is 400`() throws {
        for path in ["/api/%", "/api/%4", "/api/%zz", "/api/%ff", "/api/%c3%28", "/api/orders%00"] {
            #expect(try refusal { try step.match(method: "GET", path: path) }.problem == .malformed)
        }
    }

    @Test func `a refusal says 404, or 405 with Allow, after it is known who asks`() throws {
        func matched(_ method: String, _ path: String) throws -> MatchedInvocation {
            let invocation = Invocation(method: method, path: path, query: "a=1", requestID: "r")
            return try MatchedInvocation(invocation, step.match(method: method, path: path))
        }
        let found = try matched("GET", "/api/orders")
        #expect(found.refusal == nil)
        #expect(found.match?.parameters.named.map { "\($0.name)=\($0.value)" } == ["collection=orders"])
        #expect(found.query.map { "\($0.name)=\($0.value)" } == ["a=1"])
        #expect(try matched("GET", "/nothing").refusal?.problem == .notFound)
        let other = try #require(try matched("PUT", "/api/orders").refusal)
        #expect(other.problem == .methodNotAllowed)
        #expect(other.headers == [Outcome.Header("Allow", "GET, POST")])
    }
}

struct PercentCodingTests {
    @Test(arguments: [
        ("", [String]()), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]), ("=x", ["=x"]),
        ("a=b=c", ["a=b=c"]), ("&a=1&&b=2&", ["a=1", "b=2"]), ("a=1&a=2", ["a=1", "a=2"]), ("a=x+y", ["a=x y"]),
        ("a=x%20y%2By", ["a=x y+y"]), ("a%26b=%3D", ["a&b=="]), ("q=%C3%A9%F0%9F%98%80", ["q=é😀"]),
        ("a=%2f%2F", ["a=//"]),
        ("where=state%20%3D%20%22a%22", ["where=state = \"a\""]),
    ])
    func `names and values are decoded, in order`(query: String, expected: [String]) throws {
        #expect(try PercentCoding.pairs(of: query).map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test(arguments: ["%", "a=%", "a=%4", "a=%4g", "%zz=1", "a=%ff", "a=%c3", "a=%ed%a0%80", "ok=1&a=%f", "a=%-1"])
    func `what is not percent-encoded UTF-8 is 400`(query: String) throws {
        let error = try refusal { try PercentCoding.pairs(of: query) }
        #expect(error.problem == .malformed)
        #expect(error.detail == "The query is not percent-encoded UTF-8.")
    }

    @Test(arguments: [
        ("/", [String]()), ("", []), ("/a/b", ["a", "b"]), ("/a/b/", ["a", "b"]), ("/a%2Fb", ["a/b"]),
        ("/a+b", ["a+b"]),
        ("/%41", ["A"]), ("/%2e%2e", [".."]),
    ])
    func `segments are decoded after the path is split`(path: String, expected: [String]) throws {
        #expect(try PercentCoding.segments(of: path) == expected)
    }
}
