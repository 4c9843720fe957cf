import Testing

@testable import KernelHTTP

struct OpenConnectionsTests {
    private func open(all: Int = 100, perAddress: Int = 2, proxies: [String] = []) throws -> OpenConnections {
        OpenConnections(limit: all, limitPerAddress: perAddress, proxies: try TrustedProxies(proxies))
    }

    private func address(_ text: String) throws -> IPAddress {
        try #require(IPAddress(text))
    }

    @Test func `an address has its number and not one more, and another one has its own`() throws {
        let connections = try open()
        let (first, second) = (try address("192.0.2.1"), try address("192.0.2.2"))
        #expect([first, first, first, second].map(connections.began) == [true, true, false, true])
    }

    @Test func `what has ended makes room, what was turned away too`() throws {
        let connections = try open()
        let address = try address("192.0.2.1")
        #expect([address, address, address].map(connections.began) == [true, true, false])
        connections.ended(address)
        #expect(!connections.began(address))
        for _ in 0..<3 { connections.ended(address) }
        #expect([address, address, address].map(connections.began) == [true, true, false])
    }

    @Test(arguments: [("2001:db8::1", "2001:db8::2", false), ("2001:db8::1", "2001:db8:0:1::1", true)])
    func `IPv6 is counted by network`(first: String, second: String, isAnother: Bool) throws {
        let connections = try open(perAddress: 1)
        #expect(connections.began(try address(first)))
        #expect(connections.began(try address(second)) == isAnother)
    }

    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", nil])
    func `this machine, its socket and the proxies in front are not counted`(text: String?) throws {
        let connections = try open(perAddress: 1, proxies: ["10.0.0.0/8"])
        let address = try text.map(address)
        for _ in 0..<10 { #expect(connections.began(address)) }
    }

    @Test func `three quarters is crowded`() throws {
        let connections = try open(all: 4, perAddress: 10)
        let address = try address("192.0.2.1")
        var crowded: [Bool] = []
        for _ in 0..<4 {
            _ = connections.began(address)
            crowded.append(connections.isCrowded)
        }
        #expect(crowded == [false, false, true, true])
        connections.ended(address)
        connections.ended(address)
        #expect(!connections.isCrowded)
    }

    @Test func `no more connections are promised than half the files`() {
        var bounds = HTTPBounds()
        bounds.connections = 1_000_000_000
        #expect(bounds.possibleConnections < 1_000_000_000)
        #expect(bounds.possibleConnections > 100)
        bounds.connections = 7
        #expect(bounds.possibleConnections == 7)
    }
}
