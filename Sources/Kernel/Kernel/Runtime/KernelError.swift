/// A stable problem code of the API with its HTTP status (http-contract, "Common").
public struct ProblemCode: Hashable, Sendable {
    /// The stable code, such as `state_refused`.
    public let code: String
    /// The HTTP status that goes with it.
    public let status: Int
    /// A short, constant title (RFC 9457).
    public let title: String

    private init(_ code: String, _ status: Int, _ title: String) {
        self.code = code
        self.status = status
        self.title = title
    }

    /// A code of a capability's own action, such as `already_clocked_in`; always 409.
    public static func conflict(_ code: String, title: String) -> ProblemCode {
        ProblemCode(code, 409, title)
    }

    /// 400: the request cannot be read.
    public static let malformed = ProblemCode("malformed", 400, "The request cannot be read")
    /// 401: no valid session.
    public static let unauthenticated = ProblemCode("unauthenticated", 401, "Sign in first")
    /// 401: wrong e-mail or password.
    public static let invalidCredentials = ProblemCode("invalid_credentials", 401, "E-mail or password is wrong")
    /// 403: the principal holds no grant for it.
    public static let forbidden = ProblemCode("forbidden", 403, "Not permitted")
    /// 403: the tenant is suspended; its data is kept.
    public static let tenantSuspended = ProblemCode("tenant_suspended", 403, "This company is suspended")
    /// 404: nothing there for this caller.
    public static let notFound = ProblemCode("not_found", 404, "Not found")
    /// 404: the capability or pack is off for this tenant.
    public static let capabilityDisabled = ProblemCode("capability_disabled", 404, "Not enabled for this tenant")
    /// 405: the path exists, the method does not.
    public static let methodNotAllowed = ProblemCode("method_not_allowed", 405, "Method not allowed")
    /// 408: the request took too long to arrive.
    public static let timeout = ProblemCode("timeout", 408, "The request took too long")
    /// 409: the record's state or a guard refuses.
    public static let stateRefused = ProblemCode("state_refused", 409, "Not possible in this state")
    /// 409: the given id is taken.
    public static let exists = ProblemCode("exists", 409, "The id is taken")
    /// 409: something still refers to it.
    public static let inUse = ProblemCode("in_use", 409, "Still in use")
    /// 409: a twin with the same idempotency key is running.
    public static let keyInFlight = ProblemCode("key_in_flight", 409, "The same request is still running")
    /// 409: the user belongs to several tenants and named none.
    public static let chooseTenant = ProblemCode("choose_tenant", 409, "Choose a tenant")
    /// 409: the tenant has moved on since the plan was made.
    public static let planStale = ProblemCode("plan_stale", 409, "The plan is out of date")
    /// 409: a change of packs would lose data.
    public static let planLoses = ProblemCode("plan_loses", 409, "Data would be lost")
    /// 409: taking a change back would lose what was done since.
    public static let undoLoses = ProblemCode("undo_loses", 409, "Work would be lost")
    /// 412: the version sent is not the current one.
    public static let versionConflict = ProblemCode("version_conflict", 412, "The record has changed")
    /// 413: body or header over its bound.
    public static let tooLarge = ProblemCode("too_large", 413, "Too large")
    /// 415: a content type that is not read here.
    public static let unsupported = ProblemCode("unsupported", 415, "Content type not supported")
    /// 422: findings in the input.
    public static let invalid = ProblemCode("invalid", 422, "The input is not valid")
    /// 422: a field that cannot be written.
    public static let readOnly = ProblemCode("read_only", 422, "The field cannot be written")
    /// 422: the idempotency key was used for another request.
    public static let keyReused = ProblemCode("key_reused", 422, "The idempotency key was used for another request")
    /// 428: `If-Match` is missing.
    public static let versionMissing = ProblemCode("version_missing", 428, "Send the version in If-Match")
    /// 429: too many requests.
    public static let rateLimited = ProblemCode("rate_limited", 429, "Too many requests")
    /// 503: cannot serve this now; nothing was changed.
    public static let unavailable = ProblemCode("unavailable", 503, "Not available now")

    /// What a step of a pack's test can be refused with; actions of capabilities have codes of their own besides.
    package static let ofSteps = [
        malformed, forbidden, notFound, capabilityDisabled, methodNotAllowed, stateRefused, exists, inUse,
        versionConflict, tooLarge, invalid, readOnly, keyReused, versionMissing,
    ]
}

/// One finding in an input.
public struct Finding: Hashable, Sendable {
    /// Where: a JSON path such as `address.city` or `lines[2].price`, a query parameter, or a header.
    public let path: String
    /// A stable word such as `required`, `taken`, `too_long`.
    public let code: String
    /// One sentence for a person.
    public let message: String

    /// A finding.
    public init(_ path: String, _ code: String, _ message: String) {
        self.path = path
        self.code = code
        self.message = message
    }
}

/// The one error of the runtime's border; rendered as problem+json (RFC 9457).
public struct KernelError: Error, Sendable {
    /// Which problem.
    public var problem: ProblemCode
    /// One sentence about this occurrence; never holds secrets or another tenant's data.
    public var detail: String
    /// Findings in the input.
    public var findings: [Finding]
    /// The missing permission, for 403.
    public var permission: String?
    /// Members added to the problem document, as JSON texts by name, such as `current`.
    package var members: [(name: String, json: [UInt8])]
    /// Headers of the answer, such as `Retry-After`.
    package var headers: [Outcome.Header]
    /// What happened inside, for the log only.
    package var cause: String?
    /// Whether it was the tenant's model that changed meanwhile: the same again, on the new model, may do.
    package var isStale = false

    /// An error of a problem code.
    public init(_ problem: ProblemCode, _ detail: String, findings: [Finding] = [], permission: String? = nil) {
        self.problem = problem
        self.detail = detail
        self.findings = findings
        self.permission = permission
        members = []
        headers = []
    }

    /// 404 with the one body that every missing or hidden thing has.
    public static var notFound: KernelError { KernelError(.notFound, "There is nothing here for you.") }

    /// 422 from findings.
    public static func invalid(_ findings: [Finding]) -> KernelError {
        KernelError(
            .invalid,
            findings.count == 1 ? findings[0].message : "\(findings.count) findings.",
            findings: findings
        )
    }

    /// 503 with a cause for the log.
    package static func unavailable(_ detail: String, cause: String) -> KernelError {
        var error = KernelError(.unavailable, detail)
        error.cause = cause
        error.headers = [Outcome.Header("Retry-After", "1")]
        return error
    }

    /// 503 for a write that was made for a model which a change of packs has replaced by its turn.
    package static var stale: KernelError {
        var error = KernelError.unavailable(
            "The company's packs were changed while this was on its way, and nothing was written. Send it again.",
            cause: "a write for a model that is no longer in force"
        )
        error.isStale = true
        return error
    }
}
