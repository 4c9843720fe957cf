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
            try await IsolationSuite(kernel, pack: "cleaning", parts: [.sessions, .tenants, .writes]).run()
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
}
