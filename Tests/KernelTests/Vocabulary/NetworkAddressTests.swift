import Testing

@testable import Kernel

struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("local", "local"), ("", ""),
        ("not:an:address", "not:an:address"),
    ])
    func `IPv4 and other texts stay whole`(peer: String, expected: String) {
        #expect(NetworkAddress.network(of: peer) == expected)
    }

    @Test(arguments: [
        ("2001:db8::1", "2001:db8::ffff:1", true), ("2001:db8:0:0:1::", "2001:DB8::", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false), ("::1", "2001:db8::1", false),
    ])
    func `IPv6 addresses of one network are one`(first: String, second: String, same: Bool) {
        #expect((NetworkAddress.network(of: first) == NetworkAddress.network(of: second)) == same)
    }
}
