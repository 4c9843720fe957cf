import ArgumentParser
import Foundation
import Kernel
import KernelPacks

/// `kernel packs`.
struct PacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs",
        abstract: "Industry packs: what is on offer, what is on, and whether a pack is right.",
        subcommands: [
            List.self, Show.self, Validate.self, Test.self, Explain.self, Schema.self, New.self, Plan.self,
            Enable.self, Upgrade.self, Disable.self, Receipts.self, Undo.self, Drop.self, Purge.self, Diff.self,
            Edit.self,
            Extract.self, Inspect.self,
            Revert.self, Reapply.self,
        ]
    )

    /// `kernel packs list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Packs on offer and where each is on.")
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/packs")
            options.show(answer) { answer in
                let rows = answer.items("packs").map { pack in
                    let versions = pack.items("versions").compactMap(\.text)
                    let tenants = pack.items("enabled").map { "\($0.string("tenant")) \($0.string("version"))" }
                    return [
                        pack.string("id"), versions.isEmpty ? pack.string("version") : versions.joined(separator: " "),
                        pack.string("title"), tenants.joined(separator: ", "),
                    ]
                }
                return TextTable.write(["ID", "VERSIONS", "TITLE", "TENANTS"], rows)
            }
        }
    }

    /// `kernel packs show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a pack declares.")
        @Argument var id: String
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/packs/\(Percent.encode(id))")
            options.show(answer) { answer in
                [
                    "\(answer.string("id")) \(answer.string("version"))  \(answer.string("title"))",
                    answer.string("description"),
                    "industry     \(industry(answer["industry"] ?? .null))",
                    "requires     \(answer.list("requires"))", "entities     \(answer.list("entities"))",
                    "extends      \(answer.list("extends"))", "roles        \(answer.list("roles"))",
                    "permissions  \(answer.list("permissions"))", "settings     \(answer.list("settings"))",
                    "tenants      \(answer.list("tenants"))",
                ].joined(separator: "\n")
            }
        }

        private func industry(_ codes: JSONValue) -> String {
            [
                codes.string("category"), codes.list("naics").isEmpty ? "" : "NAICS \(codes.list("naics"))",
                codes.list("sic").isEmpty ? "" : "SIC \(codes.list("sic"))",
            ].filter { !$0.isEmpty }.joined(separator: "; ")
        }
    }

    /// `kernel packs validate`.
    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check packs without a server or a tenant.")
        @Argument(help: "Folders of packs.") var paths: [String]
        @Option(help: "How to print: text or json.") var format = OutputFormat.text
        @Option(
            name: .customLong("packs"),
            help: ArgumentHelp("A folder of packs that these may stand on; may be repeated.", valueName: "dir")
        )
        var packFolders: [String] = []

        func run() async throws {
            let (catalog, diagnostics) = Catalog.build(CompiledCapabilities.all)
            guard let catalog else { throw Refusal(diagnostics.map(\.message).joined(separator: "\n")) }
            let check = PackCheck(
                catalog: catalog,
                library: PackFolders(folders: packFolders.isEmpty ? [PackPlace.standard()] : packFolders),
                mayNamePacks: packFolders.isEmpty
            )
            let reports = paths.map { (path: $0, report: check.validate(path: $0)) }
            switch format {
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("packs")
                    writer.array(reports) { writer, pair in
                        writer.object { writer in
                            writer.key("path")
                            writer.string(pair.path)
                            writer.key("accepted")
                            writer.bool(pair.report.isAccepted)
                            writer.key("diagnostics")
                            writer.raw(Array(pair.report.json.utf8))
                        }
                    }
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            case .text:
                for (path, report) in reports {
                    if !report.diagnostics.isEmpty { Console.error(report.text) }
                    Console.line("\(path): \(report.summary)")
                }
            }
            if !reports.allSatisfy(\.report.isAccepted) { throw Refusal("Not every pack is right.") }
        }
    }
}

/// What a switch did, for people.
enum Change {
    static func text(_ answer: JSONValue) -> String {
        let on = answer["enabled"] == .bool(true) ? "on" : "off"
        let id = [answer.string("id"), answer["version"]?.text].compactMap(\.self).joined(separator: " ")
        let tenant = answer.string("tenant")
        guard answer["changed"] == .bool(true) else { return "\(id) was \(on) for \(tenant) already." }
        let packs = answer.items("packs_enabled").map { "\($0.string("id")) \($0.string("version"))" }
        let needed = (answer.items("capabilities_enabled").compactMap(\.text) + packs).joined(separator: ", ")
        let along = answer.items("packs_upgraded").map {
            "\($0.string("id")) \($0.string("from")) -> \($0.string("version"))"
        }
        let lines =
            ["\(id) is \(on) for \(tenant)."]
            + (needed.isEmpty || needed == id ? [] : ["Switched on because it is needed: \(needed)."])
            + (along.isEmpty ? [] : ["Upgraded with it: \(along.joined(separator: ", "))."])
            + (answer["receipt"]?.text.map { ["receipt \($0) takes it back: kernel packs undo"] } ?? [])
            + answer.items("warnings").compactMap(\.text).map { "warning \($0)" }
        return lines.joined(separator: "\n")
    }
}
