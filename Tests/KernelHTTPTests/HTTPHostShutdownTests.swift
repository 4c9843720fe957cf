import Kernel
import KernelHTTP
import Synchronization
import Testing

/// Graceful shutdown.
@Suite(.timeLimit(.minutes(5)))
struct HTTPHostShutdownTests {
    @Test
    func `an accepted request is finished and nothing new is taken`() async throws {
        let entered = Gate()
        let leave = Gate()
        let handler = RecordingHandler { invocation in
            if invocation.path == "/slow" {
                entered.open()
                await leave.opened()
            }
            return Outcome(status: 200, body: Array("done".utf8))
        }
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { idle in
                try await idle.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await idle.answer().status == 200)
                try await Wire.with(host.port) { slow in
                    try await slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
                    await entered.opened()
                    await host.host.shutDown()
                    // The idle connection's end shows that the shutdown is under way.
                    #expect(await idle.rest().isEmpty)
                    await #expect(throws: (any Error).self) {
                        try await Wire.ask(host.port, "GET /new HTTP/1.1\r\nHost: h\r\n\r\n")
                    }
                    leave.open()
                    let answer = try await slow.answer()
                    #expect(answer.body == "done")
                    #expect(answer["Connection"] == "close")
                    #expect(await slow.rest().isEmpty)
                }
            }
        }
        #expect(handler.invocations.map(\.path) == ["/first", "/slow"])
    }

    @Test
    func `requests queued behind the running one are finished too`() async throws {
        let entered = Gate()
        let leave = Gate()
        let handler = RecordingHandler { invocation in
            if invocation.path == "/1" {
                entered.open()
                await leave.opened()
            }
            return Outcome(status: 200, body: Array(invocation.path.utf8))
        }
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { idle in
                try await Wire.with(host.port) { wire in
                    try await wire.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
                    await entered.opened()
                    await host.host.shutDown()
                    #expect(await idle.rest().isEmpty)
                    leave.open()
                    let first = try await wire.answer()
                    #expect(first.body == "/1")
                    #expect(first["Connection"] == nil)
                    let second = try await wire.answer()
                    #expect(second.body == "/2")
                    #expect(second["Connection"] == "close")
                    #expect(await wire.rest().isEmpty)
                }
            }
        }
    }

    @Test
    func `a body that never comes is 408 within the drain time, and no error in the log`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { configuration in
            configuration.bounds.drain = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { idle in
                try await Wire.with(host.port) { wire in
                    let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
                    try await wire.send(head)
                    // The interim answer shows that the host waits for the body.
                    #expect(try await wire.answer(hasBody: false).status == 100)
                    try await wire.send("123")
                    await host.host.shutDown()
                    #expect(await idle.rest().isEmpty)
                    let answer = try await wire.answer()
                    #expect(answer.status == 408)
                    #expect(answer.body.contains("\"code\":\"timeout\""))
                    #expect(answer["Connection"] == "close")
                    #expect(await wire.rest().isEmpty)
                }
            }
            await host.ended()
            #expect(try host.log.objects().allSatisfy { $0["level"] != "error" })
            #expect(!host.log.texts.isEmpty)
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `what does not end in time is cancelled`() async throws {
        let cancelled = Mutex(false)
        let entered = Gate()
        let handler = RecordingHandler { _ in
            let end = Gate()
            await withTaskCancellationHandler {
                entered.open()
                await end.opened()
            } onCancel: {
                cancelled.withLock { $0 = true }
                end.open()
            }
            return Outcome(status: 200)
        }
        // The host's end is awaited by `with`: it would hang for ever without the backstop.
        try await RunningHost.with(handler) { configuration in
            configuration.shutdownLimit = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                await entered.opened()
                await host.host.shutDown()
                #expect(await wire.rest().isEmpty)
            }
        }
        #expect(cancelled.withLock { $0 })
    }

    @Test
    func `an answer that nobody reads does not hold up the end`() async throws {
        let entered = Gate()
        let handler = RecordingHandler { _ in
            entered.open()
            return Outcome(status: 200, body: Array(repeating: 0, count: 30_000_000))
        }
        try await RunningHost.with(handler) { configuration in
            configuration.shutdownLimit = .milliseconds(50)
            configuration.bounds.idle = .seconds(3_600)
        } _: { host in
            try await Wire.with(host.port, reads: false) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                await entered.opened()
                await host.ended()
            }
        }
    }

    @Test
    func `a port that is taken is told in plain words`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { first in
            let error = await #expect(throws: HostError.self) {
                try await RunningHost.with(RecordingHandler.echo()) {
                    $0.port = first.port
                } _: { _ in
                }
            }
            let address = "127.0.0.1:\(first.port)"
            #expect(error == .cannotListen(address: address, reason: "Address already in use"))
            #expect(error?.description == "Cannot listen on \(address): Address already in use.")
        }
    }

    @Test
    func `a proxy that is no address is told before anything is opened`() async throws {
        let error = await #expect(throws: HostError.self) {
            try await RunningHost.with(RecordingHandler.echo()) {
                $0.trustedProxies = ["proxy.example"]
            } _: { _ in
            }
        }
        #expect(error == .notAnAddress("proxy.example"))
    }

    @Test
    func `the bound address is announced as a URL`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            #expect(host.port > 0)
            #expect(host.addresses.url == "http://127.0.0.1:\(host.port)")
            #expect(host.addresses.operatorSocket == nil)
        }
    }
}
