/// What someone asks of the kernel, free of any transport.
///
/// HTTP, the CLI and tests make these alike (DESIGN section 4). An object, since every step of the pipeline hands it on.
package final class Invocation: Sendable {
    /// Where an invocation came in; decides what it may reach.
    package enum Origin: Sendable, Hashable {
        /// Over the network.
        case network
        /// Through the data folder's Unix socket, or from the CLI that owns the folder: the operator.
        case operatorConsole
    }

    /// The request line's method, upper case.
    package let method: String
    /// The path as sent, still percent-encoded, without the query; starts with `/`.
    package let path: String
    /// The query as sent, without `?`.
    package let query: String
    /// The headers that the pipeline reads.
    package let headers: InvocationHeaders
    /// The whole body, already bounded by the host.
    package let body: [UInt8]
    /// Made or accepted by the host; echoed in `X-Request-Id` and in every log line.
    package let requestID: String
    /// The peer's address without port, for limits and the log.
    package let peer: String
    /// Where it came in.
    package let origin: Origin
    /// Whether the connection (or a trusted proxy's) is TLS or loopback: cookies may be set.
    package let cookiesAllowed: Bool

    package init(
        method: String,
        path: String,
        query: String = "",
        headers: InvocationHeaders = InvocationHeaders(),
        body: [UInt8] = [],
        requestID: String,
        peer: String = "local",
        origin: Origin = .network,
        cookiesAllowed: Bool = true
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.requestID = requestID
        self.peer = peer
        self.origin = origin
        self.cookiesAllowed = cookiesAllowed
    }
}

/// The headers that the pipeline reads; a host copies these and no others.
package struct InvocationHeaders: Sendable {
    /// `Authorization`.
    package var authorization: String?
    /// `Cookie`, joined with `; ` when sent more than once.
    package var cookie: String?
    /// `Content-Type`.
    package var contentType: String?
    /// `Content-Encoding`.
    package var contentEncoding: String?
    /// `If-Match`.
    package var ifMatch: String?
    /// `If-None-Match`.
    package var ifNoneMatch: String?
    /// `Last-Event-ID`.
    package var lastEventID: String?
    /// `Idempotency-Key`, or `X-Idempotency-Key`.
    package var idempotencyKey: String?
    /// `X-Requested-With`.
    package var requestedWith: String?
    /// `Origin`.
    package var origin: String?
    /// `Sec-Fetch-Site`.
    package var secFetchSite: String?
    /// `Host` or `:authority`.
    package var host: String?
    /// `User-Agent`, cut at 200 characters by the host.
    package var userAgent: String?

    package init() {}
}
