import Foundation

/// What limits count an address by: an IPv4 address whole, an IPv6 address by its /64, which one household has to
/// itself and can change addresses in at will.
package enum NetworkAddress {
    /// The text to count by; an IPv4 address mapped into IPv6 is the IPv4 address.
    package static func network(of peer: String) -> String {
        var address = in6_addr()
        guard peer.contains(":"), inet_pton(AF_INET6, peer, &address) == 1 else { return peer }
        let bytes = withUnsafeBytes(of: &address) { Array($0) }
        if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) {
            return bytes.suffix(4).map { String($0) }.joined(separator: ".")
        }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
