import Kernel
import KernelHTTP
import NIOPosix
import Synchronization
import Testing

/// Which threads do the work: those of the connections what is brief, Swift's own what takes long.
@Suite(.timeLimit(.minutes(5)))
struct ThreadsTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    private static var isOnEventLoop: Bool { MultiThreadedEventLoopGroup.currentEventLoop != nil }

    @Test
    func `a request is handled on its connection's thread`() async throws {
        let seen = Mutex<[Bool]>([])
        let handler = RecordingHandler { _ in
            seen.withLock { $0.append(Self.isOnEventLoop) }
            return Outcome(status: 204)
        }
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                for _ in 0..<3 {
                    try await wire.send(Self.get)
                    #expect(try await wire.answer().status == 204)
                }
            }
        }
        #expect(seen.withLock { $0 } == [true, true, true])
    }

    @Test
    func `a body that is made while it is sent is made elsewhere`() async throws {
        let seen = Mutex<[Bool]>([])
        let outcome = Outcome.streaming("text/plain") { send in
            for _ in 0..<3 {
                seen.withLock { $0.append(Self.isOnEventLoop) }
                try await send(Array("x".utf8))
            }
        }
        try await RunningHost.with(RecordingHandler { _ in outcome }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(Self.get)
                _ = try await wire.answer()
                while try await wire.chunk() != nil {}
            }
        }
        #expect(seen.withLock { $0 } == [false, false, false])
    }
}
