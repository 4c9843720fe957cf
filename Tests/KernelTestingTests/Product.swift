import AccessControl
import Automations
import Customers
import Foundation
import Kernel
import KernelTesting
import Leads
import Testing
import TimeTracking
import WorkOrders

/// What the product is made of, for tests.
enum Product {
    static let capabilities: [any Capability] = [
        AccessControlCapability(), CustomersCapability(), WorkOrdersCapability(),
        TimeTrackingCapability(), LeadsCapability(), AutomationsCapability(),
    ]

    /// The packs of this repository.
    static let packs = [
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Packs").standardized.path(),
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/packs/valid").standardized
            .path(),
    ]

    /// Runs a test on a kernel of its own.
    static func withKernel<T>(
        _ capabilities: [any Capability] = Product.capabilities,
        _ substitutes: Substitutes = Substitutes(),
        _ body: (TestKernel) async throws -> T
    ) async throws -> T {
        let kernel = try TestKernel(capabilities: capabilities, packs: packs, substitutes: substitutes)
        do {
            let result = try await body(kernel)
            try await kernel.close()
            return result
        } catch {
            try await kernel.close()
            throw error
        }
    }

    /// Expects a report without a finding; the first ones are told.
    static func expectWhole(_ report: IsolationReport) {
        #expect(report.uncovered == [])
        #expect(report.failures.count == 0, "\(report.failures.prefix(40).joined(separator: "\n"))")
        #expect(report.isWhole)
    }
}
