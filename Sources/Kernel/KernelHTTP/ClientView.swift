import Kernel

/// What a request says of its client, after the proxies in between have had their say.
struct ClientView {
    /// The client's address without port.
    let peer: String
    /// The host that the client asked for.
    let host: String?
    /// Whether cookies may be set: TLS here or at a trusted proxy, loopback, a Unix socket, or switched on by the operator.
    let cookiesAllowed: Bool

    init(
        _ fields: RequestFields,
        _ connection: ConnectionPeer,
        authority: String?,
        isEncrypted: Bool = false,
        insecureCookies: Bool
    ) {
        var peer = connection.text
        var address = connection.address
        var host = authority ?? fields.headers.host
        var isSecure: Bool?
        if connection.isTrustedProxy {
            if let forwarded = fields.forwardedFor.flatMap(connection.proxies.client) {
                peer = forwarded.text
                address = forwarded.address
            }
            host = fields.forwardedHost.map(Self.last) ?? host
            isSecure = fields.forwardedProto.map { Self.last($0).lowercased() == "https" }
        }
        self.peer = peer
        self.host = host
        let isLocal = address?.isLoopback ?? true
        // A proxy on this machine that says `http` speaks for a client elsewhere.
        cookiesAllowed = insecureCookies || (isSecure ?? (isEncrypted || isLocal))
    }

    /// The entry that the nearest proxy wrote.
    private static func last(_ list: String) -> String {
        list.split(separator: ",").last.map { String($0.trimming()) } ?? ""
    }
}
