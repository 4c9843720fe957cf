import AccessControl
import Automations
import Customers
import Foundation
import Kernel
import KernelTesting
import Leads
import TimeTracking
import WorkOrders

/// What a test found out of order.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A kernel with a folder of packs that tests write into, and one tenant, `acme`.
final class Ground: Sendable {
    static let capabilities: [any Capability] = [
        AccessControlCapability(), AutomationsCapability(), CustomersCapability(), WorkOrdersCapability(),
        TimeTrackingCapability(), LeadsCapability(),
    ]

    let kernel: TestKernel
    let owner: TestMember
    let path: String
    /// The owner's session.
    let session: String

    private init(_ path: String, seed: UInt64, tenant: String) async throws {
        self.path = path
        let files = FileManager.default
        try files.createDirectory(atPath: "\(path)/packs", withIntermediateDirectories: true)
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Packs/cleaning")
        try files.copyItem(atPath: shipped.standardized.path(), toPath: "\(path)/packs/cleaning")
        kernel = try TestKernel(
            capabilities: Self.capabilities,
            packs: ["\(path)/packs"],
            seed: seed,
            substitutes: Substitutes(),
            place: TestKernel.Place(path: "\(path)/data")
        )
        owner = try await kernel.createTenant(tenant)
        session = try await kernel.login(owner)
    }

    /// Runs a test on a ground of its own.
    static func run<T>(seed: UInt64 = 1, tenant: String = "acme", _ body: (Ground) async throws -> T) async throws -> T
    {
        let path = NSTemporaryDirectory() + "kernel-life-\(UUID().uuidString.lowercased())"
        let ground = try await Ground(path, seed: seed, tenant: tenant)
        do {
            let result = try await body(ground)
            try await ground.end()
            return result
        } catch {
            try await ground.end()
            throw error
        }
    }

    private func end() async throws {
        try await kernel.close()
        try FileManager.default.removeItem(atPath: path)
    }

    /// Puts a pack on offer.
    func offer(_ id: String, _ files: [String: String]) throws {
        let folder = "\(path)/packs/\(id)"
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            let place = URL(filePath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: place)
        }
    }

    /// Asks as the operator.
    func ask(_ method: String, _ path: String, _ query: [String: String] = [:], json: String? = nil) async -> Answer {
        let pairs = query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        var request = TestRequest(
            method,
            "/operator/\(path)",
            query: [(name: "tenant", value: "acme")] + pairs,
            json: json
        )
        request.fromOperator = true
        return await kernel.send(request)
    }

    /// Asks as the operator for what must be done.
    @discardableResult
    func must(
        _ method: String,
        _ path: String,
        _ query: [String: String] = [:],
        json: String? = nil
    ) async throws -> JSONValue {
        let answer = await ask(method, path, query, json: json)
        guard answer.status < 300 else { throw Trouble("\(method) \(path) \(query): \(answer.status) \(answer.text)") }
        return answer.json
    }

    /// Enables a pack and answers its receipt.
    @discardableResult
    func enable(_ pack: String, _ query: [String: String] = [:]) async throws -> String {
        try await must("POST", "packs/\(pack)/enable", query)["receipt"]?.text ?? ""
    }

    /// Takes a change back.
    @discardableResult
    func undo(_ receipt: String, accept: Int? = nil) async throws -> JSONValue {
        try await must("POST", "receipts/\(receipt)/undo", accept.map { ["accept": "\($0)"] } ?? [:])
    }

    func dump() throws -> StoreDump {
        try StoreDump(path: "\(path)/data/tenants/acme.db")
    }
}
