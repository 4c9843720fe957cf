import Kernel
import NIOCore
import NIOHTTP1
import Testing

@testable import KernelHTTP

/// Bodies, part by part.
struct RequestBodyTests {
    @concurrent
    private func read(
        _ parts: [HTTPServerRequestPart],
        limit: Int = 10,
        failing: (any Error)? = nil
    ) async throws -> [UInt8] {
        let (stream, source) = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.makeTestingStream()
        for part in parts { source.yield(part) }
        source.finish(throwing: failing)
        var iterator = stream.makeAsyncIterator()
        return try await RequestBody.read(&iterator, declared: nil, limit: limit)
    }

    private func part(_ text: String) -> HTTPServerRequestPart {
        .body(ByteBuffer(string: text))
    }

    @Test
    func `parts are put together up to the end`() async throws {
        #expect(try await read([part("ab"), part("c"), .end(nil)]) == Array("abc".utf8))
        #expect(try await read([.end(nil)]).isEmpty)
    }

    @Test
    func `a body without its end is none, even if nothing else went wrong`() async {
        await #expect(throws: ConnectionLost.self) { try await read([part("ab")]) }
        await #expect(throws: ConnectionLost.self) { try await read([]) }
    }

    @Test
    func `the next request's head is no end`() async {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
        await #expect(throws: ConnectionLost.self) { try await read([part("ab"), .head(head)]) }
    }

    @Test
    func `the limit counts all parts together`() async throws {
        #expect(try await read([part("01234"), part("56789"), .end(nil)]).count == 10)
        let error = await #expect(throws: HostRefusal.self) {
            try await read([part("01234"), part("567890"), .end(nil)])
        }
        #expect(error?.error.problem == .tooLarge)
    }

    @Test
    func `a stalled body is a timeout, broken framing stays what it is`() async {
        let error = await #expect(throws: HostRefusal.self) { try await read([part("ab")], failing: StalledBody()) }
        #expect(error?.error.problem == .timeout)
        await #expect(throws: HTTPParserError.self) {
            try await read([part("ab")], failing: HTTPParserError.invalidChunkSize)
        }
    }
}
