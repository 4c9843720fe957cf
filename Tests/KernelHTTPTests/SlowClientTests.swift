import Kernel
import KernelHTTP
import Testing

/// Clients that take their time, on a host whose patience is short.
@Suite(.timeLimit(.minutes(5)))
struct SlowClientTests {
    private func cuts(_ host: RunningHost, _ cause: String) -> String? {
        host.metric("kernel_http_connections_cut_total{cause=\"\(cause)\"}")?.split(separator: " ").last.map(
            String.init
        )
    }

    @Test
    func `half a head is a bare 408 and the end`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) {
            $0.bounds.header = .seconds(4)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHo")
                let text = await wire.rest().lowercased()
                #expect(text == "http/1.1 408 request timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            }
            #expect(cuts(host, "header") == "1")
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `half a second head is a bare 408 too, and the first request was answered`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) {
            $0.bounds.header = .seconds(4)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await wire.answer().status == 200)
                try await wire.send("GET /2 HTTP/1.1\r\n")
                #expect(await wire.rest().hasPrefix("HTTP/1.1 408 "))
            }
        }
        #expect(handler.invocations.map(\.path) == ["/1"])
    }

    @Test
    func `a kept connection without a second request is closed without a word`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) {
            $0.bounds.idle = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await wire.answer().status == 200)
                #expect(await wire.rest().isEmpty)
            }
            #expect(cuts(host, "idle") == nil)
        }
    }

    @Test
    func `a body that trickles is 408 and the end`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.grace = .milliseconds(50)
            configuration.bounds.rate = 1_000_000
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n")
                try await wire.send(bytes: Array(repeating: 120, count: 1_000))
                let answer = try await wire.answer()
                #expect(answer.status == 408)
                #expect(answer.body.contains("\"code\":\"timeout\""))
                #expect(await wire.rest().isEmpty)
            }
            #expect(cuts(host, "body") == "1")
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a body that takes longer than its whole time is 408`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.grace = .milliseconds(50)
            configuration.bounds.bodyTime = .milliseconds(60)
            configuration.bounds.rate = 1
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n" + String(repeating: "x", count: 800)
                )
                #expect(try await wire.answer().status == 408)
            }
        }
    }

    @Test
    func `framing without a body has its bound too`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) {
            $0.bounds.body = 10
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                try await wire.send("1;" + String(repeating: "x", count: 200_000) + "\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == 413)
                #expect(await wire.rest().isEmpty)
            }
            #expect(cuts(host, "bytes") == "1")
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a client that does not read is cut off, whatever it was sent`(isStream: Bool) async throws {
        let ended = Gate()
        let handler = RecordingHandler { _ in
            if isStream {
                return .events(farewell: []) { send in
                    defer { ended.open() }
                    while true { try await send(Array(repeating: 120, count: 65_536)) }
                }
            }
            return Outcome(status: 200, body: Array(repeating: 0, count: 30_000_000))
        }
        try await RunningHost.with(handler) {
            $0.bounds.stall = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port, reads: false) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                if isStream { await ended.opened() } else { try await wire.closed() }
                #expect(cuts(host, "answer") == "1")
            }
        }
    }

    @Test
    func `an address has no more connections than it may`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { configuration in
            configuration.bounds.connectionsPerAddress = 2
            configuration.bounds.countsLoopback = true
        } _: { host in
            let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
            try await Wire.with(host.port) { first in
                try await first.send(get)
                #expect(try await first.answer().status == 200)
                try await Wire.with(host.port) { second in
                    try await second.send(get)
                    #expect(try await second.answer().status == 200)
                    try await Wire.with(host.port) { third in
                        #expect(await third.rest().isEmpty)
                    }
                    try await second.send(get)
                    #expect(try await second.answer().status == 200)
                }
                try await first.send(get)
                #expect(try await first.answer().status == 200)
            }
            #expect(cuts(host, "address") == "1")
        }
    }

    @Test
    func `at a shutdown a client that does not read is not waited for until the backstop`() async throws {
        let entered = Gate()
        let handler = RecordingHandler { _ in
            entered.open()
            return Outcome(status: 200, body: Array(repeating: 0, count: 30_000_000))
        }
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.drain = .milliseconds(50)
            configuration.shutdownLimit = .seconds(3_600)
        } _: { host in
            try await Wire.with(host.port, reads: false) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                await entered.opened()
                await host.ended()
                #expect(try host.log.objects().allSatisfy { $0["level"] != "error" })
            }
        }
    }
}
