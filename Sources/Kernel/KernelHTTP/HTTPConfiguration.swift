import Glibc
import NIOCore

/// What an operator can set of the HTTP host.
package struct HTTPConfiguration: Sendable {
    /// The address or name to listen on.
    package var host: String
    /// The port to listen on; 0 picks a free one.
    package var port: Int
    /// The certificate and its key; without them the host speaks plain HTTP.
    package var tls: TLSFiles?
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

/// Where a certificate chain and its private key are, in PEM.
package struct TLSFiles: Sendable, Hashable {
    /// The server's certificate, followed by those between it and its authority.
    package let certificate: String
    /// The private key, without a password.
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
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
    /// Three more may be open for a while, since new connections are accepted four at a time. At most half of the files
    /// that the process may have open.
    package var connections = 8_192
    /// Open connections of one address (IPv6: of one network of 64 bits); further ones are closed.
    ///
    /// Loopback and trusted proxies are not counted.
    package var connectionsPerAddress = 1_024
    /// Whether connections of this machine are counted by address too.
    package var countsLoopback = false
    /// A connection that has had an answer waits this time for its next request.
    package var idle: Duration = .seconds(60)
    /// From connecting, or from its first byte on a kept connection, a head has this time to be whole; then bare 408.
    package var header: Duration = .seconds(10)
    /// A body has this time to be whole; then 408.
    package var bodyTime: Duration = .seconds(120)
    /// A body slower than ``rate`` is refused after this time.
    package var grace: Duration = .seconds(10)
    /// Bytes a second that a body has to bring and a reader has to take.
    package var rate = 500
    /// A client that takes less than ``rate`` of its answer for this time is cut off.
    package var stall: Duration = .seconds(8)
    /// An event stream that was silent for this time gets a comment line.
    package var heartbeat: Duration = .seconds(15)
    /// Once a shutdown has begun, a body that is under way has this time to arrive; then it is 408.
    package var drain: Duration = .seconds(5)
    /// After a last answer the client has this time to read it and hang up.
    package var linger: Duration = .seconds(1)

    package init() {}

    /// Sets how long slow clients are waited for: this for a head and for a body to come in earnest, and four fifths of it
    /// for an answer to be taken, since a client that stops reading is noticed a little later.
    package mutating func wait(for patience: Duration) {
        header = patience
        grace = patience
        stall = patience * 4 / 5
    }

    /// The connections that the process can have files for.
    var possibleConnections: Int {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return connections }
        return max(1, min(connections, Int(clamping: files.rlim_cur) / 2))
    }
}

extension ConnectionWatch.Limits {
    /// The framing of a body may take three times as much as the body may have: chunks of two bytes.
    init(_ bounds: HTTPBounds, bodyLimit: Int) {
        self.init(
            idle: TimeAmount(bounds.idle),
            header: TimeAmount(bounds.header),
            body: TimeAmount(bounds.bodyTime),
            grace: TimeAmount(bounds.grace),
            rate: bounds.rate,
            stall: TimeAmount(bounds.stall),
            bytes: bounds.headerList + 4 * bodyLimit + 65_536
        )
    }
}
