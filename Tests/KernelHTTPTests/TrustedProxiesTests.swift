import Kernel
import NIOCore
import NIOHTTP1
import Testing

@testable import KernelHTTP

/// Whose word counts for where a request came from.
struct TrustedProxiesTests {
    private func view(
        from peer: String,
        trusting proxies: [String],
        insecure: Bool = false,
        _ headers: (String, String)...
    ) throws -> ClientView {
        let address = try SocketAddress(ipAddress: peer, port: 1)
        let connection = ConnectionPeer(address, proxies: try TrustedProxies(proxies))
        let fields = RequestFields(HTTPHeaders([("Host", "own")] + headers))
        return ClientView(fields, connection, authority: nil, insecureCookies: insecure)
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::1", "::1", true),
            ("192.0.2.7", "::ffff:192.0.2.7", true), ("192.0.2.0/31", "192.0.2.1", true), ("::/0", "2001:db8::1", true),
        ]
    )
    func `addresses are matched with networks`(network: String, address: String, isIn: Bool) throws {
        let proxies = try TrustedProxies([network])
        #expect(proxies.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: ["", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::1/129", "10.0.0.0/8/8"])
    func `what is no address or network is refused`(text: String) {
        #expect(throws: HostError.notAnAddress(text)) { try TrustedProxies([text]) }
    }

    @Test
    func `nobody's forwarded headers count by default`() throws {
        let view = try view(
            from: "203.0.113.1",
            trusting: [],
            ("X-Forwarded-For", "198.51.100.1"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "evil")
        )
        #expect(view.peer == "203.0.113.1")
        #expect(view.host == "own")
        #expect(!view.cookiesAllowed)
    }

    @Test
    func `a trusted proxy names client, host and scheme`() throws {
        let view = try view(
            from: "10.0.0.1",
            trusting: ["10.0.0.0/8"],
            ("X-Forwarded-For", "198.51.100.1"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "forged.example, Shop.example")
        )
        #expect(view.peer == "198.51.100.1")
        #expect(view.host == "Shop.example")
        #expect(view.cookiesAllowed)
    }

    @Test(
        arguments: [
            ("6.6.6.6, 198.51.100.1", "198.51.100.1"), ("198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"), ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"), ("garbage", "10.0.0.1"),
            ("198.51.100.1, garbage, 10.0.0.2", "10.0.0.2"), ("", "10.0.0.1"), (" \t198.51.100.1 ", "198.51.100.1"),
        ]
    )
    func `the client is the last address that is no trusted proxy`(forwarded: String, client: String) throws {
        let view = try view(from: "10.0.0.1", trusting: ["10.0.0.0/8"], ("X-Forwarded-For", forwarded))
        #expect(view.peer == client)
    }

    @Test
    func `several forwarded lines are one list`() throws {
        let view = try view(
            from: "10.0.0.1",
            trusting: ["10.0.0.0/8"],
            ("X-Forwarded-For", "6.6.6.6"),
            ("X-Forwarded-For", "198.51.100.1")
        )
        #expect(view.peer == "198.51.100.1")
    }

    @Test
    func `cookies need TLS, loopback or the operator's word`() throws {
        #expect(try view(from: "127.0.0.1", trusting: []).cookiesAllowed)
        #expect(try view(from: "::1", trusting: []).cookiesAllowed)
        #expect(try !view(from: "192.0.2.1", trusting: []).cookiesAllowed)
        #expect(try view(from: "192.0.2.1", trusting: [], insecure: true).cookiesAllowed)
        let proto = ("X-Forwarded-Proto", "http")
        #expect(try !view(from: "127.0.0.1", trusting: ["127.0.0.1"], proto).cookiesAllowed)
        #expect(
            try !view(from: "127.0.0.1", trusting: ["127.0.0.1"], ("X-Forwarded-Proto", "https, http")).cookiesAllowed
        )
        #expect(try !view(from: "127.0.0.1", trusting: ["127.0.0.1"], ("X-Forwarded-For", "192.0.2.1")).cookiesAllowed)
    }

    @Test
    func `a mapped address is spelled in IPv4, a Unix socket is local`() throws {
        let none = try TrustedProxies([])
        #expect(
            ConnectionPeer(try SocketAddress(ipAddress: "::ffff:192.0.2.1", port: 1), proxies: none).text == "192.0.2.1"
        )
        #expect(ConnectionPeer(try SocketAddress(unixDomainSocketPath: "/tmp/x"), proxies: none).text == "local")
    }
}
