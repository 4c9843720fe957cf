import Kernel
import KernelHTTP
import Testing

/// What a shutdown does to streams.
@Suite(.timeLimit(.minutes(5)))
struct StreamShutdownTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test
    func `all event streams end at once with their last event`() async throws {
        let ended = Tally()
        let handler = RecordingHandler { _ in
            .events(farewell: Array("event: bye\ndata: {}\n\n".utf8)) { send in
                defer { _ = ended.next() }
                try await send(Array("data: hello\n\n".utf8))
                // Nothing more ever comes: only the shutdown ends it.
                for await _ in AsyncStream<Void>.makeStream().stream {}
            }
        }
        // The backstop would cut the streams without a last event.
        try await RunningHost.with(handler) {
            $0.shutdownLimit = .seconds(50)
        } _: { host in
            let open = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { try await listen(host, open) } }
                try await group.waitForAll()
            }
            await host.ended()
            let stopped = "kernel_http_streams_ended_total{end=\"stopped\"}"
            #expect(host.metric(stopped) == "\(stopped) 200")
        }
        #expect(ended.next() == 201)
    }

    /// Listens to the end; the last one to hear its first event starts the shutdown.
    private func listen(_ host: RunningHost, _ open: Tally) async throws {
        try await Wire.with(host.port) { wire in
            try await wire.send(Self.get)
            #expect(try await wire.answer()["Connection"] == "close")
            #expect(try await wire.chunk() == "data: hello\n\n")
            if open.next() == 200 { await host.host.shutDown() }
            #expect(try await wire.chunk() == "event: bye\ndata: {}\n\n")
            #expect(try await wire.chunk() == nil)
            #expect(await wire.rest().isEmpty)
        }
    }

    @Test
    func `an export under way is finished`() async throws {
        let go = Gate()
        let handler = RecordingHandler { _ in
            .streaming("text/csv") { send in
                try await send(Array("first".utf8))
                await go.opened()
                try await send(Array("last".utf8))
            }
        }
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { idle in
                try await Wire.with(host.port) { wire in
                    try await wire.send(Self.get)
                    _ = try await wire.answer()
                    #expect(try await wire.chunk() == "first")
                    await host.host.shutDown()
                    #expect(await idle.rest().isEmpty)
                    go.open()
                    #expect(try await [wire.chunk(), wire.chunk()] == ["last", nil])
                    #expect(await wire.rest().isEmpty)
                }
            }
        }
    }

    @Test
    func `an export that does not end in time breaks off and is not ended`() async throws {
        let handler = RecordingHandler { _ in
            .streaming("text/csv") { send in
                try await send(Array("first".utf8))
                for await _ in AsyncStream<Void>.makeStream().stream {}
                try await send(Array("last".utf8))
            }
        }
        try await RunningHost.with(handler) {
            $0.shutdownLimit = .milliseconds(50)
        } _: { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                #expect(try await wire.chunk() == "first")
                await host.host.shutDown()
                #expect(await wire.rest().isEmpty)
            }
        }
    }
}
