/// The proxies whose `X-Forwarded-*` headers count, and what follows from those headers.
struct TrustedProxies: Sendable {
    private struct Network: Sendable {
        let base: IPAddress
        let bits: Int
    }

    private let networks: [Network]

    /// Reads addresses and networks such as `10.0.0.0/8`.
    /// - Throws: ``HostError/notAnAddress(_:)``.
    init(_ texts: [String]) throws(HostError) {
        var networks: [Network] = []
        for text in texts {
            guard let network = Self.network(text) else { throw .notAnAddress(text) }
            networks.append(network)
        }
        self.networks = networks
    }

    func contains(_ address: IPAddress) -> Bool {
        networks.contains { address.network(bits: $0.bits) == $0.base }
    }

    /// The address that the nearest trusted proxy saw: the last entry of `X-Forwarded-For` that is no trusted proxy
    /// itself.
    ///
    /// Entries are read from the right, since everything left of the first untrusted one may be invented by the client.
    /// - Returns: `nil` when the last entry is no address.
    func client(of forwardedFor: String) -> (text: String, address: IPAddress)? {
        var nearest: (text: String, address: IPAddress)?
        for entry in forwardedFor.split(separator: ",").reversed() {
            let text = Self.withoutPort(entry.trimming())
            guard let address = IPAddress(text) else { return nearest }
            nearest = (text, address)
            if !contains(address) { break }
        }
        return nearest
    }

    private static func network(_ text: String) -> Network? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        guard parts.count == 2 else { return Network(base: address, bits: 128) }
        let width = address.isVersion4 ? 32 : 128
        guard let prefix = Int(parts[1]), (0...width).contains(prefix) else { return nil }
        let bits = 128 - width + prefix
        return Network(base: address.network(bits: bits), bits: bits)
    }

    /// `192.0.2.1:4711` and `[2001:db8::1]:4711` without brackets and port.
    private static func withoutPort(_ entry: Substring) -> String {
        if entry.first == "[" {
            return String(entry.dropFirst().prefix { $0 != "]" })
        }
        let colons = entry.utf8.count { $0 == UInt8(ascii: ":") }
        return colons == 1 ? String(entry.prefix { $0 != ":" }) : String(entry)
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    func trimming() -> Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
