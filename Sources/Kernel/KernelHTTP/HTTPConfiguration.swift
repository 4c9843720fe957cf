/// What an operator can set of the HTTP host.
package struct HTTPConfiguration: Sendable {
    /// The address or name to listen on.
    package var host: String
    /// The port to listen on; 0 picks a free one.
    package var port: Int
    /// What one connection and one request may cost.
    package var bounds = HTTPBounds()
    /// Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-*` headers count.
    package var trustedProxies: [String] = []
    /// Cookies are allowed without TLS and off loopback too.
    package var insecureCookies = false
    /// After this time of graceful shutdown what still runs is cancelled.
    package var shutdownLimit: Duration = .seconds(9)
    /// Whether SIGTERM and SIGINT start a graceful shutdown.
    package var handlesSignals = true
    /// The product's version, for the build information metric.
    package var version = "0.0.0"

    package init(host: String = "127.0.0.1", port: Int = 8080) {
        self.host = host
        self.port = port
    }
}

/// What one connection and one request may cost.
package struct HTTPBounds: Sendable {
    /// Bytes of a request's body; more is 413.
    package var body = 1_048_576
    /// Bytes of one header field, and of the request target; more is a bare 400.
    package var headerField = 16_384
    /// Bytes of the request target and all header fields; more is a bare 400.
    package var headerList = 32_768
    /// Header fields of a request; more is a bare 400.
    package var headerCount = 100
    /// Open connections; further ones wait in the listener's backlog.
    ///
    /// Three more may be open for a while, since new connections are accepted four at a time.
    package var connections = 4_096
    /// A connection without a complete head, or a body without a byte, for this time is ended.
    package var idle: Duration = .seconds(60)
    /// An event stream that was silent for this time gets a comment line.
    package var heartbeat: Duration = .seconds(15)
    /// Once a shutdown has begun, a body that is under way has this time to arrive; then it is 408.
    package var drain: Duration = .seconds(5)
    /// After a last answer the client has this time to read it and hang up.
    package var linger: Duration = .seconds(1)

    package init() {}
}
