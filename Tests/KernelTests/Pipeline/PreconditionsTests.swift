import Testing

@testable import Kernel

struct PreconditionsTests {
    private func call(_ change: (inout InvocationHeaders) -> Void) throws -> AuthorizedInvocation {
        var headers = InvocationHeaders()
        change(&headers)
        return try Desk(Desk.everything).call(headers: headers)
    }

    @Test(arguments: [("\"1\"", Int64(1)), ("\"42\"", 42), (" \"3\"", 3), ("\"9223372036854775807\"", .max)])
    func `a version in quotes is read`(header: String, version: Int64) throws {
        #expect(try Preconditions.version(call { $0.ifMatch = header }) == version)
        #expect(try Preconditions.requiredVersion(call { $0.ifMatch = header }) == version)
    }

    @Test(arguments: [
        "", "*", "1", "\"\"", "\"", "\"0\"", "\"-1\"", "\"+1\"", "\"01\"", "W/\"1\"", "\"1\", \"2\"", "\"x\"", "\"1",
        "\"9223372036854775808\"", "\"١\"", "'1'",
    ])
    func `anything else is 400`(header: String) throws {
        #expect(try refusal { try Preconditions.version(call { $0.ifMatch = header }) }.problem == .malformed)
    }

    @Test func `a version that is not sent is none, and 428 where it is needed`() throws {
        #expect(try Preconditions.version(call { _ in }) == nil)
        #expect(try refusal { try Preconditions.requiredVersion(call { _ in }) }.problem == .versionMissing)
    }

    @Test(
        arguments: [
            (nil, false), ("\"3\"", true), ("W/\"3\"", true), ("\"2\", \"3\"", true), ("\"3\" , \"4\"", true),
            ("*", true),
            ("\"4\"", false), ("3", false), ("\"33\"", false), ("", false),
        ] as [(String?, Bool)]
    )
    func `If-None-Match compares weakly with each of its tags`(header: String?, matches: Bool) {
        var headers = InvocationHeaders()
        headers.ifNoneMatch = header
        let invocation = Invocation(method: "GET", path: "/", headers: headers, requestID: "r")
        #expect(Preconditions.noneMatches(invocation, tag: "\"3\"") == matches)
        #expect(Preconditions.tag(3) == Outcome.Header("ETag", "\"3\""))
    }
}

struct RequestBodyTests {
    private func read(_ type: String?, _ body: String, mayBeEmpty: Bool = false) throws -> JSONValue {
        var headers = InvocationHeaders()
        headers.contentType = type
        let invocation = Invocation(method: "POST", path: "/", headers: headers, body: Array(body.utf8), requestID: "r")
        return try RequestBody.object(invocation, mayBeEmpty: mayBeEmpty)
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8", " application/json ;x=y",
    ])
    func `a JSON object is read, parameters of its type aside`(type: String) throws {
        #expect(try read(type, #"{"a":1}"#) == .object([.init("a", .number("1"))]))
    }

    @Test(arguments: [nil, "", "text/plain", "application/json2", "application/x-www-form-urlencoded"] as [String?])
    func `another type is 415`(type: String?) throws {
        #expect(try refusal { try read(type, "{}") }.problem == .unsupported)
    }

    @Test(arguments: ["", "{", "[]", "1", "null", "{\"a\":1,\"a\":2}", "{} {}"])
    func `what is no JSON object is 400`(body: String) throws {
        #expect(try refusal { try read("application/json", body) }.problem == .malformed)
    }

    @Test func `no body is an empty object where that is allowed`() throws {
        #expect(try read(nil, "", mayBeEmpty: true) == .object([]))
        #expect(try refusal { try read(nil, "{}", mayBeEmpty: true) }.problem == .unsupported)
    }
}

struct InFlightKeysTests {
    private func claim(_ key: String, _ principal: String = "ann") -> IdempotencyClaim {
        IdempotencyClaim(principal: principal, key: key, fingerprint: [])
    }

    @Test func `a key is taken once until it is given back`() {
        let keys = InFlightKeys()
        #expect(keys.take(claim("k"), in: .platform))
        #expect(!keys.take(claim("k"), in: .platform))
        keys.release(claim("k"), in: .platform)
        #expect(keys.take(claim("k"), in: .platform))
    }

    @Test func `keys are each tenant's and each principal's own`() throws {
        let keys = InFlightKeys()
        let other = try #require(TenantID("other"))
        #expect(keys.take(claim("k"), in: .platform))
        #expect(keys.take(claim("k"), in: other))
        #expect(keys.take(claim("k", "bob"), in: .platform))
        #expect(keys.take(claim("l"), in: .platform))
        keys.release(claim("k"), in: other)
        #expect(!keys.take(claim("k"), in: .platform))
    }

    @Test func `another request under a running key waits too`() {
        let keys = InFlightKeys()
        #expect(keys.take(claim("k"), in: .platform))
        let twin = IdempotencyClaim(principal: "ann", key: "k", fingerprint: [1])
        #expect(!keys.take(twin, in: .platform))
    }

    @Test func `of many that reach for a key at once one gets it`() async {
        let keys = InFlightKeys()
        let claim = claim("k")
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { keys.take(claim, in: .platform) } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
    }
}
