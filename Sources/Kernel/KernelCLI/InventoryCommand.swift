import ArgumentParser
import Foundation
import Kernel

/// `kernel inventory`.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract:
            "Routes, entities, permissions and guards, who holds what, what nothing needs, and the tests of each route."
    )
    @Option(help: "A record of requests that a test run wrote; `scripts/end-to-end` writes .build/test-record.json.")
    var tests = ".build/test-record.json"
    @OptionGroup var tenant: TenantOption
    @OptionGroup var options: CommandOptions

    func run() async throws {
        let model = try await inventory()
        let record = try TestRecord(path: tests)
        let counted = model.items("routes").map { route -> JSONValue in
            let pattern = "\(route.string("method")) \(route.string("path"))"
            let count = record.map { JSONValue.number(String($0.tests(of: pattern))) } ?? .null
            return .object((route.members ?? []) + [JSONValue.Member("tests", count)])
        }
        let members = (model.members ?? []).map { $0.name == "routes" ? .init("routes", .array(counted)) : $0 }
        let finished = record.map { JSONValue.string($0.finished) } ?? .null
        let whole = JSONValue.object(members + [JSONValue.Member("tests_recorded_at", finished)])
        options.show(whole) { Self.text($0, record) }
    }

    private func inventory() async throws -> JSONValue {
        guard tenant.tenant == nil else {
            return try await Operator(options: options).ask("GET", "/operator/inventory", query: tenant.query)
        }
        guard let catalog = Catalog.build(CompiledCapabilities.all).catalog,
            let model = ModelBuilder.build(capabilities: catalog.capabilities, packs: []).model
        else { throw Refusal("The compiled capabilities do not fit together.") }
        return try JSONReader.read(InventoryDocument.write(model))
    }

    private static func text(_ whole: JSONValue, _ record: TestRecord?) -> String {
        let counts = (whole["counts"]?.members ?? []).map { member -> [String] in
            if case .number(let text) = member.value { [member.name, text] } else { [member.name, "-"] }
        }
        let routes = whole.items("routes").map { route in
            ["method", "path", "access", "tests"].map(route.string)
        }
        let permissions = whole.items("permissions").map { permission in
            [permission.string("id"), permission.list("roles"), String(permission.items("needed_by").count)]
        }
        let guards = whole.items("guards").map { found in ["kind", "entity", "name", "what"].map(found.string) }
        let told = record.map { "Tests: requests of the run that ended at \($0.finished)." }
        return [
            TextTable.write(["WHAT", "COUNT"], counts),
            TextTable.write(["METHOD", "PATH", "ACCESS", "TESTS"], routes),
            told ?? "Tests: no run is recorded; `scripts/end-to-end` records one.",
            TextTable.write(["PERMISSION", "ROLES", "NEEDED BY"], permissions),
            TextTable.write(["GUARD", "ENTITY", "NAME", "WHAT"], guards),
            "Needed by nothing: \(whole.list("unused_permissions"))",
            "Held by owners only: \(whole.list("ungranted_permissions"))",
        ].joined(separator: "\n\n")
    }
}

/// The requests of a test run:
/// `{"finished_at": "...", "requests": [{"method": "GET", "path": "/api/customers", "tests": ["..."]}]}`.
struct TestRecord {
    /// When the run ended.
    let finished: String
    private let byPattern: [String: Set<String>]

    /// Reads a record; `nil` where there is none.
    /// - Throws: `Refusal` for a file that is no record, so that nothing is counted from half of one.
    init?(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        guard let json = try? JSONReader.read([UInt8](data)), let finished = json["finished_at"]?.text else {
            throw Refusal("`\(path)` is no record of a test run.")
        }
        var found: [String: Set<String>] = [:]
        for request in json.items("requests") {
            let (method, path) = (request.string("method"), request.string("path"))
            guard let pattern = RouteTable.pattern(method: method, path: path) else { continue }
            found[pattern, default: []].formUnion(request.items("tests").compactMap(\.text))
        }
        self.finished = finished
        byPattern = found
    }

    /// How many tests sent a request to a route.
    func tests(of pattern: String) -> Int {
        byPattern[pattern]?.count ?? 0
    }
}
