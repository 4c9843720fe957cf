import Testing

@testable import Kernel

struct OutcomeStreamTests {
    private struct Broken: Error {}

    @Test func `a whole stream is collected in order`() async throws {
        let outcome = Outcome.streaming("text/csv", headers: [.init("X-Rows", "2")]) { send in
            try await send(Array("a,b\n".utf8))
            try await send([])
            try await send(Array("1,2\n".utf8))
        }
        #expect(outcome.status == 200)
        #expect(outcome.headers == [.init("Content-Type", "text/csv"), .init("X-Rows", "2")])
        #expect(outcome.body.isEmpty)
        #expect(outcome.stream?.isEndless == false)
        #expect(try await outcome.stream?.collected() == Array("a,b\n1,2\n".utf8))
    }

    @Test func `a stream that breaks off gives nothing`() async {
        let outcome = Outcome.streaming("text/csv") { send in
            try await send([1])
            throw Broken()
        }
        await #expect(throws: Broken.self) { try await outcome.stream?.collected() }
    }

    @Test func `events have no whole body, and nobody subscribes before somebody reads`() async throws {
        let outcome = Outcome.events(farewell: [7]) { _ in Issue.record("nobody reads") }
        #expect(outcome.stream?.ending == .endless(farewell: [7]))
        #expect(outcome.headers.contains(.init("Content-Type", "text/event-stream")))
        #expect(try await outcome.stream?.collected() == [])
    }
}
