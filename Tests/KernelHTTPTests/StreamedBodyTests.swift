import Kernel
import KernelHTTP
import Synchronization
import Testing

/// Bodies that are made while they are sent.
@Suite(.timeLimit(.minutes(5)))
struct StreamedBodyTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    private struct Broken: Error {}

    /// `/` streams, everything else is answered at once.
    private func handler(_ outcome: @escaping @Sendable () -> Outcome) -> RecordingHandler {
        RecordingHandler { $0.path == "/" ? outcome() : Outcome(status: 200, body: Array("plain".utf8)) }
    }

    private func lines(_ count: Int) -> Outcome {
        .streaming("text/csv") { send in
            for line in 1...count { try await send(Array("line \(line)\n".utf8)) }
        }
    }

    /// Events that come from a stream; `ended` opens when the producer is over.
    private func events(_ texts: AsyncStream<String>, ended: Gate) -> Outcome {
        .events(farewell: Array("event: bye\n\n".utf8)) { send in
            defer { ended.open() }
            for await text in texts { try await send(Array("data: \(text)\n\n".utf8)) }
        }
    }

    @Test
    func `an export comes in chunks and the connection lives on`() async throws {
        try await RunningHost.with(handler { lines(3) }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                let head = try await wire.answer()
                #expect(head.status == 200)
                #expect(head["Transfer-Encoding"] == "chunked")
                #expect(head["Content-Length"] == nil)
                #expect(head["Content-Type"] == "text/csv")
                #expect(head["Connection"] == nil)
                var chunks: [String] = []
                while let chunk = try await wire.chunk() { chunks.append(chunk) }
                #expect(chunks == ["line 1\n", "line 2\n", "line 3\n"])
                try await wire.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await wire.answer().body == "plain")
            }
            #expect(host.metric("kernel_http_streams ") == "kernel_http_streams 0")
            let ended = "kernel_http_streams_ended_total{end=\"whole\"}"
            #expect(host.metric(ended) == "\(ended) 1")
        }
    }

    @Test
    func `empty pieces do not end a body in chunks`() async throws {
        let outcome = Outcome.streaming("text/plain") { send in
            for piece in ["", "a", "", "b", ""] { try await send(Array(piece.utf8)) }
        }
        try await RunningHost.with(handler { outcome }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                #expect(try await [wire.chunk(), wire.chunk(), wire.chunk()] == ["a", "b", nil])
            }
        }
    }

    @Test
    func `HTTP 1.0 gets the body without chunks and the end by closing`() async throws {
        try await RunningHost.with(handler { lines(2) }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let head = try await wire.answer()
                #expect(head["Transfer-Encoding"] == nil)
                #expect(head["Connection"] == "close")
                #expect(await wire.rest() == "line 1\nline 2\n")
            }
        }
    }

    @Test
    func `HEAD makes no body`() async throws {
        let isMade = Mutex(false)
        let outcome = Outcome.streaming("text/csv") { _ in isMade.withLock { $0 = true } }
        try await RunningHost.with(handler { outcome }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
                let head = try await wire.answer(hasBody: false)
                #expect(head["Content-Type"] == "text/csv")
                #expect(await wire.rest().isEmpty)
            }
        }
        #expect(!isMade.withLock { $0 })
    }

    @Test
    func `events come one by one and are not kept by anybody`() async throws {
        let (texts, tell) = AsyncStream.makeStream(of: String.self)
        try await RunningHost.with(handler { events(texts, ended: Gate()) }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                let head = try await wire.answer()
                #expect(head["Content-Type"] == "text/event-stream")
                #expect(head["Cache-Control"] == "no-store")
                #expect(head["X-Accel-Buffering"] == "no")
                for text in ["one", "two"] {
                    tell.yield(text)
                    #expect(try await wire.chunk() == "data: \(text)\n\n")
                    #expect(host.metric("kernel_http_streams ") == "kernel_http_streams 1")
                }
                tell.finish()
                #expect(try await wire.chunk() == nil)
                #expect(await wire.rest().isEmpty)
            }
        }
    }

    @Test(arguments: ["hangs up", "stops sending"])
    func `a client that goes ends the producer of its events`(how: String) async throws {
        let (texts, tell) = AsyncStream.makeStream(of: String.self)
        let ended = Gate()
        try await RunningHost.with(handler { events(texts, ended: ended) }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                tell.yield("one")
                _ = try await wire.chunk()
                if how == "stops sending" {
                    try await wire.finishSending()
                    #expect(await wire.rest().isEmpty)
                }
            }
            // Nothing more is sent, so only the connection's end can tell the producer.
            await ended.opened()
        }
    }

    @Test
    func `a client that only stops sending still gets its whole export`() async throws {
        let go = Gate()
        let outcome = Outcome.streaming("text/csv") { send in
            try await send(Array("first".utf8))
            await go.opened()
            try await send(Array("last".utf8))
        }
        try await RunningHost.with(handler { outcome }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                #expect(try await wire.chunk() == "first")
                try await wire.finishSending()
                go.open()
                #expect(try await [wire.chunk(), wire.chunk()] == ["last", nil])
            }
        }
    }

    @Test
    func `half a body is never ended like a whole one`() async throws {
        let outcome = Outcome.streaming("text/csv") { send in
            try await send(Array("half".utf8))
            throw Broken()
        }
        try await RunningHost.with(handler { outcome }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                #expect(try await wire.chunk() == "half")
                #expect(await wire.rest().isEmpty)
            }
            let failed = "kernel_http_streams_ended_total{end=\"failed\"}"
            #expect(host.metric(failed) == "\(failed) 1")
            let errors = try host.log.objects().filter { $0["level"] == "error" }
            #expect(errors.count == 1)
            #expect(errors.first?["cause"]?.contains("Broken") == true)
            #expect(errors.first?["request.id"]?.isEmpty == false)
        }
    }

    @Test
    func `a client that does not read stops the producer, not the memory`() async throws {
        let isDone = Mutex(false)
        let begun = Gate()
        let outcome = Outcome.streaming("text/csv") { send in
            begun.open()
            // More than the sockets of both sides can hold.
            for _ in 0..<1_000 { try await send(Array(repeating: 120, count: 65_536)) }
            isDone.withLock { $0 = true }
        }
        try await RunningHost.with(handler { outcome }) {
            $0.shutdownLimit = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port, reads: false) { wire in
                try await wire.send(Self.get)
                await begun.opened()
                try await Wire.with(host.port) { other in
                    for _ in 0..<50 {
                        try await other.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
                        #expect(try await other.answer().status == 200)
                    }
                }
                #expect(!isDone.withLock { $0 })
            }
        }
        #expect(!isDone.withLock { $0 })
    }

    @Test
    func `a silent event stream gets comment lines`() async throws {
        let (texts, tell) = AsyncStream.makeStream(of: String.self)
        try await RunningHost.with(handler { events(texts, ended: Gate()) }) {
            $0.bounds.heartbeat = .milliseconds(20)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                for _ in 0..<3 { #expect(try await wire.chunk() == ":\n\n") }
                tell.finish()
            }
        }
    }
}
