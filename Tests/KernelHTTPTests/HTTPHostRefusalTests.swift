import Foundation
import Kernel
import KernelHTTP
import Testing

/// What the host refuses by itself, and how the connection ends then.
@Suite(.timeLimit(.minutes(5)))
struct HTTPHostRefusalTests {
    /// A bare 400: no body, no host headers, and the end.
    private func expectBare400(_ wire: Wire, sourceLocation: SourceLocation = #_sourceLocation) async {
        let text = await wire.rest()
        #expect(
            text.lowercased() == "http/1.1 400 bad request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
            sourceLocation: sourceLocation
        )
    }

    private func problem(_ answer: Wire.Answer) throws -> [String: String] {
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(answer["Connection"] == "close")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        return try #require(object).mapValues { "\($0)" }
    }

    @Test(
        arguments: [
            "not http at all\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/3.0\r\nHost: h\r\n\r\n",
            "GET /\u{e9} HTTP/1.1\r\nHost: h\r\n\r\n",
            "BREW / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        ]
    )
    func `what is not HTTP gets a bare 400 and the end`(bytes: String) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(bytes)
                await expectBare400(wire)
            }
            #expect(host.metric("kernel_http_unreadable_total") == "kernel_http_unreadable_total 1")
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test(arguments: ["one field", "all fields", "count", "target"])
    func `headers over their bounds get a bare 400 and the end`(kind: String) async throws {
        let handler = RecordingHandler.echo()
        let fields =
            switch kind {
            case "one field": "X: \(String(repeating: "x", count: 1_001))\r\n"
            case "all fields": (0..<5).map { "X\($0): \(String(repeating: "x", count: 500))\r\n" }.joined()
            case "count": (0..<10).map { "X\($0): y\r\n" }.joined()
            default: ""
            }
        let target = kind == "target" ? "/" + String(repeating: "t", count: 1_001) : "/"
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.headerField = 1_000
            configuration.bounds.headerList = 2_000
            configuration.bounds.headerCount = 10
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
                await expectBare400(wire)
            }
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a request before the garbage is answered first`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET /ok HTTP/1.1\r\nHost: h\r\n\r\n\u{1}\u{2}garbage\r\n\r\n")
                #expect(try await wire.answer().body == "GET\n/ok\n\n")
                await expectBare400(wire)
            }
        }
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\n", "missing"),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "repeated"),
            ("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer 1\r\nauthorization: Bearer 2\r\n", "two values"),
            ("GET / HTTP/1.1\r\nHost: a\r\nIdempotency-Key: 1\r\nX-Idempotency-Key: 2\r\n", "two values"),
            ("GET /a#b HTTP/1.1\r\nHost: a\r\n", "percent-encoded"),
            ("GET * HTTP/1.1\r\nHost: a\r\n", "not a path"),
            ("GET ftp://a/b HTTP/1.1\r\nHost: a\r\n", "not a path"),
            ("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n", "not a path"),
            ("GET http://user@a/ HTTP/1.1\r\nHost: a\r\n", "not a host"),
        ]
    )
    func `an ambiguous or unreadable request is a problem and the end`(head: String, detail: String) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(head + "X-Request-Id: r-1\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == 400)
                #expect(answer["X-Request-Id"] == "r-1")
                let problem = try problem(answer)
                #expect(problem["code"] == "malformed")
                #expect(problem["request_id"] == "r-1")
                #expect(problem["detail"]?.contains(detail) == true)
                #expect(await wire.rest().isEmpty)
            }
            #expect(host.metric("kernel_http_problems_total") == "kernel_http_problems_total{code=\"malformed\"} 1")
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `the same Authorization twice is no ambiguity`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let twice = "Authorization: Bearer 1\r\nAuthorization: Bearer 1\r\n"
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: a\r\n\(twice)\r\n")
            #expect(answer.status == 200)
        }
        #expect(handler.invocations.first?.headers.authorization == "Bearer 1")
    }

    @Test(arguments: [true, false])
    func `a body announced too large is refused before it is read`(expects: Bool) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.body = 10
        } _: { host in
            try await Wire.with(host.port) { wire in
                let expect = expects ? "Expect: 100-continue\r\n" : ""
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\n\(expect)Content-Length: 11\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == 413)
                #expect(try problem(answer)["code"] == "too_large")
                #expect(await wire.rest().isEmpty)
            }
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a body in chunks is refused as soon as it is too large`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.body = 10
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n")
                try await wire.send("5\r\n12345\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == 413)
                #expect(try problem(answer)["code"] == "too_large")
                #expect(await wire.rest().isEmpty)
            }
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a sender that does not stop is not reset before it has read its 413`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.body = 10
            configuration.bounds.linger = .seconds(30)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n")
                #expect(try await wire.answer().status == 413)
                #expect(await wire.rest().isEmpty)
                // A closed connection would be reset by the first of these, and refuse the others.
                for _ in 0..<30 { try await wire.send(bytes: Array(repeating: 120, count: 100_000)) }
            }
        }
    }

    @Test
    func `a sender that never stops is cut off after the linger time`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.body = 10
            configuration.bounds.linger = .milliseconds(20)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000000\r\n\r\n")
                await #expect(throws: (any Error).self) {
                    while true { try await wire.send(bytes: Array(repeating: 120, count: 10_000)) }
                }
            }
        }
    }

    @Test
    func `a body of exactly the limit is taken`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.body = 10
        } _: { host in
            let plain = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789"
            let first = try await Wire.ask(host.port, plain)
            #expect(first.body == "POST\n/\n\n0123456789")
            let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"
            let second = try await Wire.ask(host.port, chunked)
            #expect(second.body == "POST\n/\n\n0123456789")
        }
    }

    @Test(arguments: ["Content-Length: 10\r\n\r\n01234", "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n"])
    func `half a body is never taken for a whole one`(rest: String) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\n\(rest)")
                try await wire.finishSending()
                await expectBare400(wire)
            }
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a connection that sends nothing is closed`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.header = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { wire in
                #expect(await wire.rest().isEmpty)
            }
        }
    }

    @Test
    func `a body that stops arriving is 408 and the end`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.grace = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n123")
                let answer = try await wire.answer()
                #expect(answer.status == 408)
                #expect(try problem(answer)["code"] == "timeout")
                #expect(await wire.rest().isEmpty)
            }
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `connections over the bound wait for their turn`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.connections = 1
        } _: { host in
            try await askAtOnce(8, host)
        }
        #expect(handler.invocations.count == 8 * 20)
    }

    /// Asks twenty times on each of `count` connections, all at once.
    private func askAtOnce(_ count: Int, _ host: RunningHost) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await Wire.with(host.port) { wire in
                        for _ in 0..<20 {
                            try await wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
                            _ = try await wire.answer()
                            let open = host.metric("kernel_http_connections ")?.split(separator: " ").last.flatMap {
                                Int($0)
                            }
                            // One, three accepted together with it, and one that is closing.
                            #expect((1...5).contains(open ?? 0))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
