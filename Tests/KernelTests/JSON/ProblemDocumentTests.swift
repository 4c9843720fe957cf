import Testing

@testable import Kernel

/// The one shape of every refusal (RFC 9457).
struct ProblemDocumentTests {
    private func document(_ error: KernelError) throws -> (outcome: Outcome, json: JSONValue) {
        let outcome = ProblemDocument.render(error, requestID: "r-1")
        return (outcome, try JSONReader.read(outcome.body))
    }

    @Test(arguments: [
        (ProblemCode.malformed, "malformed", 400), (.unauthenticated, "unauthenticated", 401),
        (.invalidCredentials, "invalid_credentials", 401), (.forbidden, "forbidden", 403),
        (.notFound, "not_found", 404), (.capabilityDisabled, "capability_disabled", 404),
        (.methodNotAllowed, "method_not_allowed", 405), (.timeout, "timeout", 408),
        (.stateRefused, "state_refused", 409), (.exists, "exists", 409), (.inUse, "in_use", 409),
        (.keyInFlight, "key_in_flight", 409), (.chooseTenant, "choose_tenant", 409),
        (.versionConflict, "version_conflict", 412), (.tooLarge, "too_large", 413),
        (.unsupported, "unsupported", 415), (.invalid, "invalid", 422), (.readOnly, "read_only", 422),
        (.keyReused, "key_reused", 422), (.versionMissing, "version_missing", 428),
        (.rateLimited, "rate_limited", 429), (.unavailable, "unavailable", 503),
        (.conflict("already_clocked_in", title: "Already clocked in"), "already_clocked_in", 409),
    ])
    func `every problem has the status and the code of the contract`(
        problem: ProblemCode,
        code: String,
        status: Int
    ) throws {
        let (outcome, json) = try document(KernelError(problem, "Because."))
        #expect(outcome.status == status)
        #expect(outcome.headers == [Outcome.Header("Content-Type", "application/problem+json")])
        #expect(outcome.labels.problem == code)
        #expect(json["type"] == .string("urn:kernel:problem:\(code)"))
        #expect(json["title"] == .string(problem.title))
        #expect(json["status"] == .number("\(status)"))
        #expect(json["code"] == .string(code))
        #expect(json["detail"] == .string("Because."))
        #expect(json["request_id"] == .string("r-1"))
        #expect(json.members?.count == 6)
    }

    @Test func `findings stand in their order with path, code and message`() throws {
        let findings = [Finding("lines[2].price", "range", "Too much."), Finding("", "type", "Must be \"x\".")]
        let (_, json) = try document(.invalid(findings))
        let expected = findings.map { finding in
            JSONValue.object([
                .init("path", .string(finding.path)), .init("code", .string(finding.code)),
                .init("message", .string(finding.message)),
            ])
        }
        #expect(json["errors"] == .array(expected))
        #expect(json["detail"] == .string("2 findings."))
    }

    @Test func `one finding is its own detail`() {
        #expect(KernelError.invalid([Finding("a", "required", "A is missing.")]).detail == "A is missing.")
    }

    @Test func `403 names the permission`() throws {
        let (outcome, json) = try document(.forbidden("shop.order.read"))
        #expect(outcome.status == 403)
        #expect(json["permission"] == .string("shop.order.read"))
    }

    @Test func `members and headers of an error come along, its cause does not`() throws {
        var error = KernelError(.versionConflict, "Stale.")
        error.members = [("current", Array(#"{"id":"x"}"#.utf8)), ("state", Array("\"open\"".utf8))]
        error.headers = [Outcome.Header("Retry-After", "1")]
        error.cause = "sql: disk I/O error"
        let (outcome, json) = try document(error)
        #expect(json["current"]?["id"] == .string("x"))
        #expect(json["state"] == .string("open"))
        #expect(outcome.headers.contains(Outcome.Header("Retry-After", "1")))
        #expect(outcome.labels.cause == "sql: disk I/O error")
        #expect(!String(decoding: outcome.body, as: UTF8.self).contains("disk"))
    }

    @Test func `503 says when to come back`() {
        let error = KernelError.unavailable("Not now.", cause: "full disk")
        #expect(error.headers == [Outcome.Header("Retry-After", "1")])
        #expect(error.cause == "full disk")
        #expect(error.detail == "Not now.")
    }

    @Test func `everything that is missing or hidden has one body`() {
        let first = ProblemDocument.render(.notFound, requestID: "r")
        let second = ProblemDocument.render(.notFound, requestID: "r")
        #expect(first.body == second.body)
        #expect(first.status == 404)
    }
}
