import NIOCore

/// The other end of a connection, read once when it opens.
struct ConnectionPeer: Sendable {
    /// The address without port; `local` on a Unix socket.
    let text: String
    /// The address; `nil` on a Unix socket.
    let address: IPAddress?
    /// Whose `X-Forwarded-*` headers count.
    let proxies: TrustedProxies
    /// Whether those of this peer do.
    let isTrustedProxy: Bool

    init(_ remote: SocketAddress?, proxies: TrustedProxies) {
        let spelled = remote?.ipAddress ?? "local"
        self.proxies = proxies
        // A dual-stack listener shows IPv4 peers in their mapped form.
        text = spelled.hasPrefix("::ffff:") && spelled.contains(".") ? String(spelled.dropFirst(7)) : spelled
        address = IPAddress(text)
        isTrustedProxy = address.map(proxies.contains) ?? false
    }
}
