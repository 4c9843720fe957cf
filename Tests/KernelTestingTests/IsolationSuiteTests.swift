import AccessControl
import Kernel
import Testing

@testable import KernelTesting

struct IsolationSuiteTests {
    @Test func `the product's capabilities keep tenants, rows and fields apart`() async throws {
        let report = try await Product.withKernel { try await IsolationSuite($0).run() }
        Product.expectWhole(report)
        #expect(report.checked > 1_000)
    }

    @Test func `a pack's entities and moves are covered like those of capabilities`() async throws {
        let report = try await Product.withKernel { kernel in
            try await IsolationSuite(kernel, pack: "cleaning").run()
        }
        Product.expectWhole(report)
    }

    @Test func `what a pack works out keeps tenants, rows and fields apart`() async throws {
        let report = try await Product.withKernel { kernel in
            try await IsolationSuite(kernel, pack: "figures").run()
        }
        Product.expectWhole(report)
    }

    @Test func `a capability from outside is covered by registering it`() async throws {
        let report = try await Product.withKernel([AccessControlCapability(), ParcelsCapability()]) { kernel in
            try await IsolationSuite(kernel, given: ["parcels.parcel.code": .text("ABC")]).run()
        }
        Product.expectWhole(report)
    }

    @Test func `an entity that cannot be filled is told, with the reason`() async throws {
        let report = try await Product.withKernel([AccessControlCapability(), ParcelsCapability()]) { kernel in
            try await IsolationSuite(kernel, parts: .rows).run()
        }
        #expect(!report.isWhole)
        #expect(report.uncovered.contains { $0.contains("parcels.parcel") && $0.contains("Code is missing") })
    }

    @Test func `a route without a case is told`() {
        var report = IsolationReport()
        for route in RouteTable.routes where route.endpoint != .history {
            report.note(route.endpoint, in: .tenants, [])
        }
        report.close(.tenants, named: "with another tenant's ids", routes: RouteTable.routes)
        #expect(report.uncovered == ["GET /api/{collection}/{id}/history, with another tenant's ids"])
        #expect(!report.isWhole)
    }

    @Test func `the same seed asks the same`() async throws {
        let first = try await Product.withKernel([AccessControlCapability()]) { try await IsolationSuite($0).run() }
        let second = try await Product.withKernel([AccessControlCapability()]) { try await IsolationSuite($0).run() }
        #expect(first.checked == second.checked)
        #expect(first.isWhole)
    }

    @Test func `a reference inside a sub-record is checked like any other`() async throws {
        try await Product.withKernel([AccessControlCapability(), ParcelsCapability()]) { kernel in
            let owner = try await kernel.createTenant("alpha")
            let stranger = try await kernel.createTenant("bravo")
            let token = try await kernel.login(owner)
            func create(_ receiver: String) async -> Answer {
                let stops = #"[{"place": "here"}, {"receiver": "\#(receiver)"}]"#
                let json = #"{"name": "box", "code": "ABC", "stops": \#(stops)}"#
                return await kernel.send("POST", "/api/parcels", token: token, json: json)
            }
            #expect(await create(owner.id).status == 201)
            let refused = await create(stranger.id)
            #expect(refused.status == 422)
            #expect(refused.text.contains(#""path":"stops[1].receiver","code":"reference""#))
            let count = await kernel.send("GET", "/api/parcels", query: [("count", "true")], token: token)
            #expect(count.json["count"] == .number("1"))
        }
    }
}
