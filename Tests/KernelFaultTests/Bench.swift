import AccessControl
import Automations
import Customers
import FaultyDisk
import Foundation
import Kernel
import KernelSQLite
import KernelStore
import KernelTesting
import Leads
import Platform
import TimeTracking
import WorkOrders

/// What a scenario showed to be wrong.
struct Finding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A data folder in which the scenario can be run again and again from the same start, and what must come of it.
final class Bench: Sendable {
    private let folder: URL
    /// What never changes is made once: thousands of kernels come and go here.
    private let shared: TestKernel.Shared
    let steps: [Step]
    /// What the scenario leaves where nothing fails.
    let expected: String

    /// Whether every fault is tried, or a sample of them that fits into the suite.
    static let isFull = ProcessInfo.processInfo.environment["KERNEL_FAULTS"] == "full"

    private static let packs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Packs")

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "kernel-faults-\(UUID().uuidString.lowercased())"
        )
        let path = folder.appending(path: "start").path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        shared = try TestKernel.Shared(capabilities: Self.capabilities, packs: [Self.packs.standardized.path])
        let kernel = try Self.kernel(path, shared)
        _ = try await kernel.recover()
        let owner = try await kernel.createTenant("acme")
        let token = try await kernel.login(owner)
        try await kernel.close()
        let login = #"{"email": "\#(owner.email)", "password": "\#(owner.password)", "tenant": "acme"}"#
        steps = Scenario.steps(token, login: login)
        let reference = folder.appending(path: "reference").path
        try FileManager.default.copyItem(atPath: path, toPath: reference)
        let whole = try Self.kernel(reference, shared)
        _ = try await whole.recover()
        for step in steps { _ = try await Self.run(step, on: whole) }
        expected = try await Self.dump(whole, token)
        try await whole.close()
        self.token = token
    }

    let token: String

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static var capabilities: [any Capability] {
        [
            AccessControlCapability(), AutomationsCapability(), CustomersCapability(), LeadsCapability(),
            PlatformCapability(), TimeTrackingCapability(), WorkOrdersCapability(),
        ]
    }

    /// A kernel whose probes and anchors come at once.
    func kernel(_ path: String, seed: UInt64) throws -> TestKernel {
        try Self.kernel(path, shared, seed: seed)
    }

    private static func kernel(_ path: String, _ shared: TestKernel.Shared, seed: UInt64 = 1) throws -> TestKernel {
        var place = TestKernel.Place(path: path)
        place.options.probeInterval = 0.001
        place.options.anchorInterval = 0.001
        place.options.quietInterval = 0.001
        return try TestKernel(shared: shared, seed: seed, place: place)
    }

    /// A copy of the start, and a place beside it for what a crash leaves.
    func copy() throws -> (path: String, left: String) {
        let path = folder.appending(path: "run-\(UUID().uuidString.lowercased())").path
        try FileManager.default.copyItem(at: folder.appending(path: "start"), to: URL(filePath: path))
        return (path, path + "-left")
    }

    func remove(_ paths: String...) {
        // What stays behind goes with the folder.
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Runs a step once.
    static func run(_ step: Step, on kernel: TestKernel) async throws -> Answer? {
        switch step.act {
        case .ask(let request): return await kernel.send(request)
        case .closeIdle:
            kernel.data.sweep()
            kernel.data.sweep()
            return nil
        }
    }

    /// What the tenants hold, without what is new in every run.
    static func dump(_ kernel: TestKernel, _ token: String) async throws -> String {
        func get(_ path: String, _ query: [(name: String, value: String)] = []) async throws -> Answer {
            let answer = await kernel.send("GET", path, query: query, token: token)
            guard answer.status == 200 else { throw Finding("GET \(path): \(answer.status) \(answer.text)") }
            return answer
        }
        var lines: [String] = []
        for collection in ["customers", "work-orders"] {
            for record in try await get("/api/\(collection)", [("sort", "id")]).items {
                lines.append("\(record)")
                let id = record["id"]?.text ?? ""
                for entry in try await get("/api/\(collection)/\(id)/history").items {
                    lines.append("\(entry["action"]?.text ?? "") \(String(describing: entry["version"]))")
                }
            }
        }
        let templates = try await get("/api/job-templates", [("count", "true")]).json["count"]
        lines.append("templates \(String(describing: templates))")
        for tenant in try kernel.data.control.tenants() {
            let state = try kernel.data.open(tenant.id).state()
            lines.append("\(tenant.id) \(tenant.status) \(state.capabilities) \(state.packs.map(\.id))")
        }
        return lines.joined(separator: "\n")
    }

    /// Checks a kernel at the end of a scenario: the state, every kept answer, every journal.
    func check(_ kernel: TestKernel, _ answers: [Int: Answer]) async throws {
        for (index, first) in answers.sorted(by: { $0.key < $1.key }) where steps[index].hasKey {
            let again = try await Self.run(steps[index], on: kernel)
            guard let again, again.status == first.status, again.header("Idempotent-Replay") == "true",
                Self.body(again) == Self.body(first)
            else {
                throw Finding("\(steps[index].name): \(first.status) was answered, then \(again?.status ?? 0)")
            }
        }
        let found = try await Self.dump(kernel, token)
        guard found == expected else { throw Finding("the state is another one:\n\(found)\ninstead of\n\(expected)") }
        try await Self.checkJournals(kernel)
    }

    /// A problem names the request that it was first given to.
    private static func body(_ answer: Answer) -> String {
        "\((answer.json.members ?? []).filter { $0.name != "request_id" })"
    }

    static func checkJournals(_ kernel: TestKernel) async throws {
        var request = TestRequest("GET", "/operator/audit/verify")
        request.fromOperator = true
        let answer = await kernel.send(request)
        guard answer.status == 200, case .array(let journals)? = answer.json["tenants"],
            journals.allSatisfy({ $0["ok"] == .bool(true) })
        else { throw Finding("journals: \(answer.text)") }
    }

    /// Checks the files of a folder that nobody has open.
    static func checkFiles(_ path: String) throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".db") }
        for file in files {
            let database = try SQLiteDriver().open(path: "\(path)/\(file)", create: false)
            defer { database.close() }
            let problems = try database.read { connection in
                try connection.rows("PRAGMA integrity_check") { $0.text(0) }
                    + connection.rows("PRAGMA foreign_key_check") { "\($0.text(0)) \($0.int(1))" }
            }
            guard problems == ["ok"] else { throw Finding("\(file): \(problems)") }
        }
    }
}
