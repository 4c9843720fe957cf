import Foundation
import Kernel
import KernelTesting
import Testing

/// The step `action` as it runs, and the end of a chain that no checker could see.
struct AutomationChainTests {
    private static let packs =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/automation-chain").path(percentEncoded: false)

    private struct Track {
        let kernel: TestKernel
        let token: String

        func begin(_ number: Int) async -> Int {
            let json = #"{"number": \#(number), "note": "start"}"#
            return await kernel.send("POST", "/api/batons", token: token, json: json).status
        }

        func list(_ collection: String, sort: String) async -> [JSONValue] {
            await kernel.send("GET", "/api/\(collection)", query: [("sort", sort), ("limit", "100")], token: token)
                .items
        }

        func run(times: Int = 1) async throws {
            let tenant = try #require(TenantID("track"))
            for _ in 0..<times { try await kernel.runtime.runAutomations(tenant) }
        }

        func operatorSend(_ method: String, _ path: String, _ query: [(String, String)] = []) async -> Answer {
            var request = TestRequest(method, path, query: [("tenant", "track")] + query)
            request.fromOperator = true
            return await kernel.send(request)
        }
    }

    private func withTrack(_ body: (Track) async throws -> Void) async throws {
        let kernel = try TestKernel(
            capabilities: Product.capabilities + [RelayCapability()],
            packs: [Self.packs],
            substitutes: Substitutes()
        )
        do {
            let owner = try await kernel.createTenant("track", pack: "chain")
            try await body(Track(kernel: kernel, token: try await kernel.login(owner)))
        } catch {
            try await kernel.close()
            throw error
        }
        try await kernel.close()
    }

    @Test func `an action is run with the input of its step`() async throws {
        try await withTrack { track in
            #expect(await track.begin(99) == 201)
            try await track.run(times: 2)
            let batons = await track.list("batons", sort: "number")
            #expect(batons.map { $0["number"] } == [.number("99"), .number("100")])
            #expect(batons.last?["note"]?.text == "from start")
            let runs = await track.list("automation-runs", sort: "seq")
            let done = runs.filter { $0["state"]?.text == "done" }
            #expect(done.map { $0["steps"]?.text } == ["ran relay.pass"])
            #expect(runs.count == 4)
        }
    }

    @Test func `a chain over actions ends after eight, and the end is told`() async throws {
        try await withTrack { track in
            #expect(await track.begin(1) == 201)
            try await track.run(times: 3)
            let batons = await track.list("batons", sort: "number")
            #expect(batons.map { $0["number"] } == (1...9).map { .number("\($0)") })
            let own = await track.list("automation-runs", sort: "depth").filter {
                $0["automation"]?.text == "chain/pass_on"
            }
            #expect(own.map { $0["depth"] } == (1...9).map { .number("\($0)") })
            #expect(own.prefix(8).allSatisfy { $0["state"]?.text == "done" })
            #expect(own.last?["state"]?.text == "parked")
            #expect(own.last?["error"]?.text == "More than 8 automations started one another.")
        }
    }

    @Test func `a refused action leaves nothing, and its reason is kept`() async throws {
        try await withTrack { track in
            #expect(await track.begin(200) == 201)
            try await track.run()
            #expect(await track.list("batons", sort: "number").count == 1)
            let waiting = await track.list("automation-runs", sort: "seq").filter { $0["state"]?.text == "waiting" }
            #expect(waiting.map { $0["automation"]?.text } == ["chain/fails"])
            #expect(waiting.first?["error"]?.text?.contains("Dropped.") ?? false)
        }
    }

    @Test func `a rehearsal tells the steps and keeps nothing`() async throws {
        try await withTrack { track in
            #expect(await track.begin(150) == 201)
            #expect(await track.begin(5) == 201)
            let batons = await track.list("batons", sort: "number")
            let ids = batons.compactMap { $0["id"]?.text }
            let path = "/operator/automations/dry-run"
            let told = await track.operatorSend("POST", path, [("automation", "chain/pass_on"), ("record", ids[0])])
            #expect(told.status == 200)
            #expect(told.json["state"]?.text == "done")
            #expect(told.json["condition"] == .bool(true))
            #expect(told.json["steps"] == .array([.string("ran relay.pass")]))
            let skipped = await track.operatorSend("POST", path, [("automation", "chain/pass_on"), ("record", ids[1])])
            #expect(skipped.json["state"]?.text == "skipped")
            #expect(skipped.json["condition"] == .bool(false))
            #expect(await track.list("batons", sort: "number").count == 2)
            #expect(await track.list("automation-runs", sort: "seq").isEmpty)
            let unknown = await track.operatorSend("POST", path, [("automation", "chain/pas_on"), ("record", ids[0])])
            #expect(unknown.status == 404)
            #expect(unknown.json["detail"]?.text?.contains("chain/pass_on") ?? false)
            let bad = await track.operatorSend("POST", path, [("automation", "chain/pass_on"), ("record", "none")])
            #expect(bad.status == 422)
        }
    }
}
