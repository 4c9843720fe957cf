import ArgumentParser
import Foundation
import Kernel

/// `kernel routes`.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "Every route of the server and who may ask."
    )
    @Flag(name: .customLong("public"), help: "Only routes that need no session.") var onlyPublic = false
    @OptionGroup var options: CommandOptions

    func run() async throws {
        let routes = RouteTable.routes.filter { route in
            route.access != .operatorConsole && (!onlyPublic || route.access == .public)
        }
        switch options.format {
        case .text:
            let rows = routes.map { [$0.method, $0.pattern, $0.accessText, $0.summary] }
            Console.line(TextTable.write(["METHOD", "PATH", "ACCESS", "WHAT"], rows))
        case .json:
            var writer = JSONWriter()
            writer.object { writer in
                writer.key("routes")
                writer.array(routes) { $0.route($1) }
            }
            Console.line(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}

/// `kernel openapi`.
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "The API's description (OpenAPI 3.1): of a tenant's model, or of everything compiled in."
    )
    @OptionGroup var tenant: TenantOption
    @Option(help: "The data folder.") var data = "./data"
    @Option(help: "json is the only form there is.") var format = OutputFormat.json
    @Option(name: .customLong("packs"), help: "A folder of packs on offer; may be repeated.") var packFolders:
        [String] = []

    func run() async throws {
        guard tenant.tenant != nil else {
            let model = ModelBuilder.build(capabilities: try catalog().capabilities, packs: []).model
            let document = OpenAPIDocument.write(model: model, access: nil, version: ProductVersion.text, whole: true)
            return Console.line(String(decoding: document, as: UTF8.self))
        }
        let folders = packFolders.flatMap { ["--packs", $0] }
        let options = try CommandOptions.parse(["--data", data, "--format", "json"] + folders)
        let answer = try await Operator(options: options).ask("GET", "/operator/openapi", query: tenant.query)
        options.show(answer) { _ in "" }
    }

    private func catalog() throws -> Catalog {
        guard let catalog = Catalog.build(CompiledCapabilities.all).catalog else {
            throw Refusal("The compiled capabilities do not fit together.")
        }
        return catalog
    }
}

/// `kernel audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "The journals: read them, prove them whole.",
        subcommands: [Tail.self, Verify.self, Export.self, Bypasses.self]
    )

    /// `kernel audit tail`.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The last entries of a tenant's journal.")
        @Option(name: .shortAndLong, help: "How many.") var limit = 20
        @OptionGroup var filter: JournalOptions
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = ["limit=\(limit)", filter.query, tenant.query].filter { !$0.isEmpty }.joined(separator: "&")
            let answer = try await Operator(options: options).ask("GET", "/operator/audit/tail", query: query)
            options.show(answer) { answer in
                let rows = answer.items("items").map {
                    ["journal", "seq", "at", "principal", "action", "entity", "record"].map($0.string)
                }
                return TextTable.write(["JOURNAL", "SEQ", "AT", "PRINCIPAL", "ACTION", "ENTITY", "RECORD"], rows)
            }
        }
    }

    /// `kernel audit verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the hash chain of one or every tenant's journal."
        )
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/audit/verify", query: tenant.query)
            options.show(answer) { answer in
                let rows = answer.items("tenants").map {
                    ["tenant", "journal", "ok", "entries", "broken"].map($0.string)
                }
                return TextTable.write(["TENANT", "JOURNAL", "WHOLE", "ENTRIES", "BROKEN AT"], rows)
            }
            guard answer.items("tenants").allSatisfy({ $0["ok"] == .bool(true) }) else {
                throw Refusal("A journal is broken.")
            }
        }
    }

    /// `kernel audit bypasses`.
    struct Bypasses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every reason for which the kernel works in a tenant without a member."
        )
        @OptionGroup var options: CommandOptions

        func run() async throws {
            switch options.format {
            case .text:
                Console.line(
                    TextTable.write(["REASON", "PURPOSE"], SystemReason.allCases.map { [$0.rawValue, $0.purpose] })
                )
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("bypasses")
                    writer.array(SystemReason.allCases) { writer, reason in
                        writer.object { writer in
                            writer.key("reason")
                            writer.string(reason.rawValue)
                            writer.key("purpose")
                            writer.string(reason.purpose)
                        }
                    }
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func route(_ route: Route) {
        object { writer in
            writer.key("method")
            writer.string(route.method)
            writer.key("path")
            writer.string(route.pattern)
            writer.key("access")
            writer.string(route.accessText)
            writer.key("public")
            writer.bool(route.access == .public)
            writer.key("summary")
            writer.string(route.summary)
        }
    }
}
