/// What the kernel answers, free of any transport.
package struct Outcome: Sendable {
    /// A header of the answer.
    package struct Header: Sendable, Hashable {
        /// Canonical spelling, such as `ETag`.
        package let name: String
        /// The value; never holds line breaks.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The HTTP status code.
    package var status: Int
    /// Headers beyond those that the host adds (`X-Request-Id`, `Content-Length`, `Date`, security headers).
    package var headers: [Header]
    /// The body; empty for 204 and 304.
    package var body: [UInt8]
    /// Makes the body while it is sent; then ``body`` is empty.
    package var stream: OutcomeStream?
    /// What logs and metrics say of this answer.
    ///
    /// Labels come from bounded sets only.
    package var labels: Labels

    /// Bounded labels for logs and metrics.
    package struct Labels: Sendable {
        /// The matched route pattern such as `/api/{collection}/{id}`; `unmatched` where none matched.
        package var pattern = "unmatched"
        /// The problem code, where the answer is a problem.
        package var problem: String?
        /// The tenant's id, for the log only.
        package var tenant: String?
        /// What went wrong inside, for the log only; holds no secret and no value bound to SQL.
        package var cause: String?

        package init() {}
    }

    package init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
        labels = Labels()
    }

    /// A JSON answer.
    package static func json(_ status: Int, _ body: [UInt8], _ headers: [Header] = []) -> Outcome {
        Outcome(status: status, headers: [Header("Content-Type", "application/json")] + headers, body: body)
    }

    /// A JSON answer with status 200.
    package static func json(body: [UInt8], _ headers: [Header] = []) -> Outcome {
        json(200, body, headers)
    }
}

/// The door into the kernel: `Runtime` in the product, substitutes in a host's own tests.
package protocol InvocationHandler: Sendable {
    /// Answers every invocation; a refusal is an outcome too.
    func handle(_ invocation: Invocation) async -> Outcome
}
