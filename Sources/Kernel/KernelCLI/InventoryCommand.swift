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
    @Option(help: "A record of the Swift tests; `scripts/unit-tests` writes .build/test-requests.txt.")
    var swiftTests = ".build/test-requests.txt"
    @OptionGroup var tenant: TenantOption
    @OptionGroup var options: CommandOptions

    func run() async throws {
        let model = try await inventory()
        let (record, swift) = (try TestRecord(path: tests), try SwiftTestRecord(path: swiftTests))
        let counted = model.items("routes").map { route -> JSONValue in
            let pattern = "\(route.string("method")) \(route.string("path"))"
            let counts = [
                ("tests", record?.tests(of: pattern)), ("swift_requests", swift?.requests(of: pattern)),
                ("isolation_checks", swift?.judged(of: pattern)),
            ].map { JSONValue.Member($0, $1.map { .number(String($0)) } ?? .null) }
            return .object((route.members ?? []) + counts)
        }
        let members = (model.members ?? []).map { $0.name == "routes" ? .init("routes", .array(counted)) : $0 }
        let finished = record.map { JSONValue.string($0.finished) } ?? .null
        let whole = JSONValue.object(members + [JSONValue.Member("tests_recorded_at", finished)])
        options.show(whole) { Self.text($0, record, swift) }
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

    private static func text(_ whole: JSONValue, _ record: TestRecord?, _ swift: SwiftTestRecord?) -> String {
        let counts = (whole["counts"]?.members ?? []).map { member -> [String] in
            if case .number(let text) = member.value { [member.name, text] } else { [member.name, "-"] }
        }
        let routes = whole.items("routes").map { route in
            ["method", "path", "access", "tests", "swift_requests", "isolation_checks"].map(route.string)
        }
        let permissions = whole.items("permissions").map { permission in
            [permission.string("id"), permission.list("roles"), String(permission.items("needed_by").count)]
        }
        let guards = whole.items("guards").map { found in ["kind", "entity", "name", "what"].map(found.string) }
        let told = [
            record.map { "TESTS: end-to-end tests that sent a request, in the run that ended at \($0.finished)." }
                ?? "TESTS: no run is recorded; `scripts/end-to-end` records a whole one.",
            swift == nil
                ? "SWIFT and ISOLATION: no run is recorded; `scripts/unit-tests` records a whole one."
                : "SWIFT: requests of the Swift tests through the pipeline. ISOLATION: answers that the isolation suite judged.",
        ]
        return [
            TextTable.write(["WHAT", "COUNT"], counts),
            TextTable.write(["METHOD", "PATH", "ACCESS", "TESTS", "SWIFT", "ISOLATION"], routes),
            told.joined(separator: "\n"),
            TextTable.write(["PERMISSION", "ROLES", "NEEDED BY"], permissions),
            TextTable.write(["GUARD", "ENTITY", "NAME", "WHAT"], guards),
            "Needed by nothing: \(whole.list("unused_permissions"))",
            "Held by owners only: \(whole.list("ungranted_permissions"))",
        ].joined(separator: "\n\n")
    }
}
