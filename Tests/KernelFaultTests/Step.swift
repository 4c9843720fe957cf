import KernelTesting

/// Something that is asked of the kernel in the course of a scenario.
struct Step: Sendable {
    /// What happens.
    enum Act: Sendable {
        case ask(TestRequest)
        /// Files that nobody uses are closed; the next request opens them again.
        case closeIdle
    }

    let name: String
    let act: Act
    /// The answers that are right.
    let statuses: Set<Int>
    /// Answers that are right too when the step was refused as unavailable before: it may have been done all the same.
    let afterwards: Set<Int>
    /// Whether it has an idempotency key, so that its answer is kept.
    var hasKey: Bool {
        if case .ask(let request) = act { request.headers["Idempotency-Key"] != nil } else { false }
    }
}

/// The scenario that every fault is tried on: a tenant is made, records live, a pack comes, files close and open.
enum Scenario {
    private static func id(_ number: Int) -> String {
        "01928000-0000-7000-8000-00000000000\(number)"
    }

    private static func key(
        _ name: String,
        _ method: String,
        _ path: String,
        _ json: String?,
        version: Int? = nil,
        _ token: String,
        status: Int
    ) -> Step {
        var request = TestRequest(method, path, token: token, json: json)
        request.headers["Idempotency-Key"] = "key-\(name)"
        if let version { request.headers["If-Match"] = "\"\(version)\"" }
        return Step(name: name, act: .ask(request), statuses: [status], afterwards: [])
    }

    private static func operatorAsks(
        _ name: String,
        _ path: String,
        _ json: String? = nil,
        query: [(name: String, value: String)] = [],
        status: Int,
        afterwards: Set<Int> = []
    ) -> Step {
        var request = TestRequest("POST", path, query: query, json: json)
        request.fromOperator = true
        return Step(name: name, act: .ask(request), statuses: [status], afterwards: afterwards)
    }

    /// The steps; `token` is the session of the tenant's owner.
    static func steps(_ token: String, login: String) -> [Step] {
        let customers = "/api/customers"
        let orders = "/api/work-orders"
        let second = #"{"id": "second", "name": "Second", "owner": "second@second.example"}"#
        let acme = [(name: "tenant", value: "acme")]
        let other = [(name: "tenant", value: "second")]
        return [
            key("create", "POST", customers, #"{"id": "\#(id(1))", "name": "First"}"#, token, status: 201),
            operatorAsks("tenant", "/operator/tenants", second, status: 201, afterwards: [409]),
            key("another", "POST", customers, #"{"id": "\#(id(2))", "name": "Second"}"#, token, status: 201),
            key("update", "PATCH", "\(customers)/\(id(1))", #"{"name": "Changed"}"#, version: 1, token, status: 200),
            key("taken", "POST", customers, #"{"id": "\#(id(1))", "name": "Again"}"#, token, status: 409),
            key(
                "order",
                "POST",
                orders,
                #"{"id": "\#(id(3))", "title": "Clean", "customer": "\#(id(1))", "starts": "2026-02-01T08:00:00Z"}"#,
                token,
                status: 201
            ),
            operatorAsks("pack", "/operator/packs/cleaning/enable", query: acme, status: 200),
            operatorAsks("pack of the second", "/operator/packs/cleaning/enable", query: other, status: 200),
            key("schedule", "POST", "\(orders)/\(id(3))/moves/schedule", "{}", token, status: 200),
            key("delete", "DELETE", "\(customers)/\(id(2))", nil, version: 1, token, status: 204),
            Step(name: "close", act: .closeIdle, statuses: [], afterwards: []),
            key("restore", "POST", "\(customers)/\(id(2))/restore", nil, token, status: 200),
            key("stale", "PATCH", "\(customers)/\(id(1))", #"{"name": "Late"}"#, version: 1, token, status: 412),
            key("invalid", "POST", customers, #"{"name": ""}"#, token, status: 422),
            operatorAsks("suspend", "/operator/tenants/second/suspend", status: 200, afterwards: [409]),
            Step(
                name: "login",
                act: .ask(TestRequest("POST", "/api/auth/login", json: login)),
                statuses: [200],
                afterwards: []
            ),
            key("last", "PATCH", "\(orders)/\(id(3))", #"{"title": "Clean all"}"#, version: 2, token, status: 200),
        ]
    }
}
