import Synchronization

/// How many connections a listener has, in all and of each address.
final class OpenConnections: Sendable {
    private struct State {
        var all = 0
        var byAddress: [IPAddress: Int] = [:]
    }

    let limit: Int
    private let limitPerAddress: Int
    private let proxies: TrustedProxies
    private let countsLoopback: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: connections in all; the listener takes no more.
    ///   - limitPerAddress: of one address, or one IPv6 network of 64 bits.
    ///   - proxies: whose connections are not counted by address, since they carry other people's requests.
    ///   - countsLoopback: whether this machine's are.
    init(limit: Int, limitPerAddress: Int, proxies: TrustedProxies, countsLoopback: Bool = false) {
        self.countsLoopback = countsLoopback
        self.limit = limit
        self.limitPerAddress = limitPerAddress
        self.proxies = proxies
    }

    /// Counts a connection.
    /// - Returns: whether its address may have it. Either way ``ended(_:)`` is called once.
    func began(_ address: IPAddress?) -> Bool {
        let key = counted(address)
        return state.withLock { state in
            state.all += 1
            guard let key else { return true }
            state.byAddress[key, default: 0] += 1
            return state.byAddress[key, default: 0] <= limitPerAddress
        }
    }

    /// A connection has ended.
    func ended(_ address: IPAddress?) {
        let key = counted(address)
        state.withLock { state in
            state.all -= 1
            guard let key, let count = state.byAddress[key] else { return }
            state.byAddress[key] = count > 1 ? count - 1 : nil
        }
    }

    /// Whether three quarters of all connections are in use.
    var isCrowded: Bool {
        state.withLock { $0.all * 4 >= limit * 3 }
    }

    /// The proxies in front are no clients, and this machine's are the operator's.
    private func counted(_ address: IPAddress?) -> IPAddress? {
        guard let address, countsLoopback || !address.isLoopback, !proxies.contains(address) else { return nil }
        return address.client
    }
}

extension IPAddress {
    /// What one client may be expected to own: an IPv4 address, or an IPv6 network of 64 bits.
    var client: IPAddress { isVersion4 ? self : network(bits: 64) }
}
