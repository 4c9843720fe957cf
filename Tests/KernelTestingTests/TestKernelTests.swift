import Kernel
import KernelTesting
import Testing

struct TestKernelTests {
    @Test func `a clock stands still until it is told to go on`() {
        let clock = FixedClock(1_000)
        #expect(clock.now() == 1_000)
        #expect(clock.now() == 1_000)
        clock.advance(500)
        #expect(clock.now() == 1_500)
    }

    @Test func `a seed decides the bytes`() {
        let (first, second, other) = (SeededRandom(7), SeededRandom(7), SeededRandom(8))
        let bytes = first.bytes(33)
        #expect(bytes.count == 33)
        #expect(bytes == second.bytes(33))
        #expect(bytes != other.bytes(33))
        #expect(bytes != first.bytes(33))
    }

    @Test func `a member signs in and is asked by name`() async throws {
        try await Product.withKernel { kernel in
            let owner = try await kernel.createTenant("alpha")
            let clerk = try await kernel.addMember("clerk@alpha.example", to: "alpha", roles: ["staff"])
            let me = await kernel.send("GET", "/api/me", token: try await kernel.login(clerk))
            #expect(me.status == 200)
            #expect(me.json["user"]?["id"]?.text == clerk.id)
            #expect(me.json["user"]?["baseRole"]?.text == "STAFF")
            #expect(clerk.id != owner.id)
        }
    }

    @Test func `a pack on offer is there from the start`() async throws {
        try await Product.withKernel { kernel in
            let owner = try await kernel.createTenant("alpha", pack: "cleaning")
            let token = try await kernel.login(owner)
            #expect(await kernel.send("GET", "/api/complaints", token: token).status == 200)
            let plain = try await kernel.login(try await kernel.createTenant("bravo"))
            #expect(await kernel.send("GET", "/api/complaints", token: plain).status == 404)
        }
    }

    @Test func `a session ends when its time is over`() async throws {
        try await Product.withKernel { kernel in
            let token = try await kernel.login(try await kernel.createTenant("alpha"))
            #expect(await kernel.send("GET", "/api/me", token: token).status == 200)
            kernel.clock.advance(31 * 60_000)
            #expect(await kernel.send("GET", "/api/me", token: token).status == 401)
        }
    }

    @Test func `queries and headers arrive as written`() async throws {
        try await Product.withKernel { kernel in
            let token = try await kernel.login(try await kernel.createTenant("alpha"))
            let name = "Ünlü & Söhne = 100 %"
            let json = #"{"name": "\#(name)"}"#
            let headers = ["Idempotency-Key": "k1"]
            let first = await kernel.send("POST", "/api/customers", token: token, json: json, headers: headers)
            #expect(first.status == 201)
            #expect(first.header("etag") == "\"1\"")
            let again = await kernel.send("POST", "/api/customers", token: token, json: json, headers: headers)
            #expect(again.header("Idempotent-Replay") == "true")
            #expect(again.body == first.body)
            let found = await kernel.send("GET", "/api/customers", query: [("name", name)], token: token)
            #expect(found.items.compactMap { $0["id"]?.text } == [first.json["id"]?.text])
        }
    }

    @Test func `two kernels with one seed answer the same`() async throws {
        func ids() async throws -> [String] {
            try await Product.withKernel { kernel in
                let token = try await kernel.login(try await kernel.createTenant("alpha"))
                return await kernel.send("POST", "/api/customers", token: token, json: #"{"name": "A"}"#).headers.map(
                    \.value
                )
            }
        }
        #expect(try await ids() == ids())
    }

    @Test func `capabilities that do not fit together are refused with the reason`() {
        #expect(throws: TestKernelError.self) { try TestKernel(capabilities: [ParcelsCapability()]) }
    }

    @Test func `a scenario says what is wrong with an answer`() async throws {
        try await Product.withKernel { kernel in
            let request = TestRequest("GET", "/healthz")
            let right = Scenario("health", request, expect: [200], mustContain: ["ok"], mustNotContain: ["secret"])
            #expect(await kernel.findings(of: right) == [])
            let wrong = Scenario("health", request, expect: [404], mustContain: ["nothing"], mustNotContain: ["OK"])
            let findings = await kernel.findings(of: wrong)
            #expect(findings.count == 3)
            #expect(findings.allSatisfy { $0.hasPrefix("health: ") })
        }
    }
}
