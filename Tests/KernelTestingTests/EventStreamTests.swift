import Kernel
import KernelTesting
import Synchronization
import Testing

/// `GET /api/events` in this process: what the wire cannot show well.
struct EventStreamTests {
    /// What a stream has sent, and a gate that holds it up.
    private final class Client: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        private let pieces: AsyncStream<Void>
        private let arrived: AsyncStream<Void>.Continuation

        init() {
            (pieces, arrived) = AsyncStream.makeStream(of: Void.self)
        }

        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

        func take(_ more: [UInt8]) {
            bytes.withLock { $0 += more }
            arrived.yield()
        }

        /// Waits until the text has a part.
        func wait(for part: String) async {
            for await _ in pieces where text.contains(part) { return }
        }
    }

    private func stream(_ kernel: TestKernel, _ token: String, after: Int64? = nil) async throws -> OutcomeStream {
        let query = after.map { [(name: "after", value: "\($0)")] } ?? []
        let request = TestRequest("GET", "/api/events", query: query, token: token)
        return try #require(await kernel.stream(request), "no stream")
    }

    private func customer(_ kernel: TestKernel, _ token: String, _ name: String) async throws -> String {
        let made = await kernel.send(
            "POST",
            "/api/customers",
            token: token,
            json: "{\"name\":\"\(name)\",\"kind\":\"company\"}"
        )
        return try #require(made.json["id"]?.text, "\(made.text)")
    }

    @Test func `a client that reads too slowly is sent away, and misses nothing when it comes back`() async throws {
        try await Product.withKernel { kernel in
            let token = try await kernel.login(try await kernel.createTenant("alpha"))
            let (client, gate) = (Client(), AsyncStream.makeStream(of: Void.self))
            let stream = try await stream(kernel, token)
            let running = Task {
                try await stream.produce { bytes in
                    client.take(bytes)
                    // The first event is not taken before the gate opens.
                    guard String(decoding: bytes, as: UTF8.self).contains("event: record") else { return }
                    for await _ in gate.stream { return }
                }
            }
            await client.wait(for: "event: ready")
            var made = [try await customer(kernel, token, "first")]
            await client.wait(for: made[0])
            for number in 0...1_000 { made.append(try await customer(kernel, token, "\(number)")) }
            gate.continuation.finish()
            try await running.value
            #expect(client.text.hasSuffix("event: behind\ndata: {}\n\n"))

            let last = try #require(client.text.split(separator: "\n").last { $0.hasPrefix("id: ") }).dropFirst(4)
            let again = Client()
            let rest = try await self.stream(kernel, token, after: Int64(last))
            let resumed = Task { try await rest.produce { again.take($0) } }
            await again.wait(for: made[made.count - 1])
            resumed.cancel()
            _ = await resumed.result
            for record in made.dropFirst() where !client.text.contains(record) {
                #expect(again.text.contains(record))
            }
        }
    }

    @Test func `nobody listens any more when a stream is over`() async throws {
        try await Product.withKernel { kernel in
            let token = try await kernel.login(try await kernel.createTenant("alpha"))
            let client = Client()
            let stream = try await stream(kernel, token)
            let tenant = try #require(TenantID("alpha"))
            #expect(kernel.folder.commits.listeners(tenant) == 0)
            let running = Task { try await stream.produce { client.take($0) } }
            await client.wait(for: "event: ready")
            #expect(kernel.folder.commits.listeners(tenant) == 1)
            running.cancel()
            _ = await running.result
            #expect(kernel.folder.commits.listeners(tenant) == 0)
        }
    }

    @Test func `a session that runs out ends its stream`() async throws {
        try await Product.withKernel { kernel in
            let token = try await kernel.login(try await kernel.createTenant("alpha"))
            let client = Client()
            let stream = try await stream(kernel, token)
            let running = Task { try await stream.produce { client.take($0) } }
            await client.wait(for: "event: ready")
            kernel.clock.advance(31 * 60_000)
            // Looked at again by itself, without an event.
            try await running.value
            #expect(!client.text.contains("event: record"))
        }
    }
}
