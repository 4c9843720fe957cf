import Foundation
import Kernel
import KernelTesting
import Testing

/// Automations as they run behind the API, on a clock that stands still.
struct AutomationTests {
    private static let packs =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/automations").path(percentEncoded: false)

    /// A tenant with the parcels, and its owner's session.
    private struct Depot {
        let kernel: TestKernel
        let tenant: TenantID
        let token: String

        static func open(
            at path: String? = nil,
            _ more: [any Capability] = [],
            _ body: (Depot) async throws -> Void
        ) async throws {
            let kernel = try TestKernel(
                capabilities: Product.capabilities + more,
                packs: [AutomationTests.packs],
                substitutes: Substitutes(),
                place: TestKernel.Place(path: path)
            )
            do {
                let owner = try await kernel.createTenant("depot", pack: "parcels")
                let tenant = try #require(TenantID("depot"))
                try await body(Depot(kernel: kernel, tenant: tenant, token: try await kernel.login(owner)))
            } catch {
                try await kernel.close()
                throw error
            }
            try await kernel.close()
        }

        func send(weight: Int) async throws -> String {
            let made = await kernel.send(
                "POST",
                "/api/parcels",
                token: token,
                json: #"{"code": "A-1", "weight": \#(weight)}"#
            )
            let id = try #require(made.json["id"]?.text)
            let sent = await kernel.send("POST", "/api/parcels/\(id)/moves/send", token: token)
            #expect(sent.status == 200)
            return id
        }

        func run() async throws {
            try await kernel.runtime.runAutomations(tenant)
        }

        func list(_ collection: String) async -> [JSONValue] {
            await kernel.send("GET", "/api/\(collection)", query: [("sort", "created_at")], token: token).items
        }

        func runs() async -> [String] {
            let answer = await kernel.send("GET", "/api/automation-runs", query: [("sort", "seq")], token: token)
            return answer.items.map { "\($0["automation"]?.text ?? "") \($0["state"]?.text ?? "")" }
        }
    }

    @Test func `each event runs once, however often it is looked at`() async throws {
        try await Depot.open { depot in
            _ = try await depot.send(weight: 5)
            #expect(await depot.list("slips").isEmpty)
            for _ in 0..<3 { try await depot.run() }
            #expect(await depot.list("slips").count == 1)
            #expect(await depot.runs() == ["parcels/slip_for_sent done", "parcels/settle skipped"])
            _ = try await depot.send(weight: 1)
            try await depot.run()
            #expect(await depot.list("slips").count == 1)
            #expect(await depot.runs().last == "parcels/slip_for_sent skipped")
        }
    }

    @Test func `what was committed before a stop runs after it, once`() async throws {
        let path = NSTemporaryDirectory() + "automations-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await Depot.open(at: path) { depot in
            _ = try await depot.send(weight: 5)
            try await depot.run()
            _ = try await depot.send(weight: 6)
        }
        let kernel = try TestKernel(
            capabilities: Product.capabilities,
            packs: [Self.packs],
            seed: 2,
            substitutes: Substitutes(),
            place: TestKernel.Place(path: path)
        )
        let tenant = try #require(TenantID("depot"))
        for _ in 0..<2 { try await kernel.runtime.runAutomations(tenant) }
        let scope = try kernel.scope(of: tenant)
        var query = RecordQuery(entity: "parcels.slip")
        query.limit = 500
        let slips = try kernel.folder.open(tenant).read(scope) { backend in
            try backend.records(scope, query, rows: .everything).count
        }
        #expect(slips == 2)
        try await kernel.close()
    }

    @Test func `a failing run waits longer each time, is parked, and is taken up by hand`() async throws {
        try await Depot.open { depot in
            let parcel = try await depot.send(weight: 30)
            try await depot.run()
            var attempts: [String] = []
            for pause: Int64 in [0, 999, 1, 10_000, 60_000, 600_000, 600_000] {
                depot.kernel.clock.advance(pause)
                try await depot.run()
                let run = try #require(await depot.list("automation-runs").first)
                attempts.append("\(run["attempts"] ?? .null) \(run["state"]?.text ?? "")")
            }
            let told = attempts.map { $0.replacingOccurrences(of: "number(\"", with: "").prefix(1) + $0.suffix(7) }
            #expect(told == ["1waiting", "1waiting", "2waiting", "3waiting", "4waiting", "5 parked", "5 parked"])
            let run = try #require(await depot.list("automation-runs").first)
            #expect(run["error"]?.text?.contains("weight") ?? false)
            #expect(await depot.list("slips").isEmpty)
            let token = try await depot.kernel.login(
                try await depot.kernel.addMember("o@depot.example", to: "depot", roles: ["owner"])
            )
            let headers = ["If-Match": "\"2\""]
            let path = "/api/parcels/\(parcel)"
            let light = await depot.kernel.send("PATCH", path, token: token, json: #"{"weight": 9}"#, headers: headers)
            #expect(light.status == 200)
            let id = try #require(run["id"]?.text)
            let retried = await depot.kernel.send("POST", "/api/automation-runs/\(id)/moves/retry", token: token)
            #expect(retried.status == 200)
            try await depot.run()
            let slips = await depot.kernel.send("GET", "/api/slips", token: token)
            #expect(slips.items.count == 1)
        }
    }

    @Test func `a failed run leaves nothing of its steps and does not hold up others`() async throws {
        try await Depot.open { depot in
            let heavy = try await depot.send(weight: 30)
            _ = try await depot.send(weight: 4)
            try await depot.run()
            #expect(await depot.list("slips").compactMap { $0["weight"] } == [.number("4")])
            let parcel = await depot.kernel.send("GET", "/api/parcels/\(heavy)", token: depot.token)
            #expect(parcel.json["heavy"] == .null)
            #expect(parcel.json["version"] == .number("2"))
        }
    }

    @Test func `what happened before a pack was switched on starts nothing`() async throws {
        try await Depot.open { depot in
            _ = try await depot.send(weight: 5)
            for verb in ["disable", "enable"] {
                var request = TestRequest("POST", "/operator/packs/parcels/\(verb)", query: [("tenant", "depot")])
                request.fromOperator = true
                #expect(await depot.kernel.send(request).status == 200)
            }
            try await depot.run()
            #expect(await depot.list("slips").isEmpty)
            _ = try await depot.send(weight: 5)
            try await depot.run()
            #expect(await depot.list("slips").count == 1)
        }
    }
}
