import ArgumentParser
import Kernel

/// `kernel tenants`.
struct TenantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenants",
        abstract: "The companies on this server.",
        subcommands: [
            List.self, Create.self, Show.self, Suspend.self, Resume.self, Export.self, Import.self,
        ]
    )

    /// `kernel tenants list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every tenant.")
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/tenants")
            options.show(answer) { answer in
                let rows = answer.items("tenants").map {
                    [$0.string("id"), $0.string("name"), $0.string("status"), $0.string("created_at")]
                }
                return TextTable.write(["ID", "NAME", "STATUS", "CREATED"], rows)
            }
        }
    }

    /// `kernel tenants show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One tenant: packs, capabilities, collections.")
        @Argument var id: String
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/tenants/\(Percent.encode(id))")
            options.show(answer) { answer in
                let packs = answer.items("packs").map { "\($0.string("id")) \($0.string("version"))" }
                return [
                    "\(answer.string("id"))  \(answer.string("name"))  (\(answer.string("status")))",
                    "zone          \(answer.string("zone"))", "currency      \(answer.string("currency"))",
                    "language      \(answer.string("language"))", "packs         \(packs.joined(separator: ", "))",
                    "capabilities  \(answer.list("capabilities"))", "collections   \(answer.list("collections"))",
                    "model         \(answer.string("model"))",
                ].joined(separator: "\n")
            }
        }
    }

    /// `kernel tenants create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a tenant with its owner; prints a one-time password."
        )
        @Argument(help: "The tenant's id, kebab-case.") var id: String
        @Option(help: "The company's name.") var name: String
        @Option(help: "The owner's e-mail address.") var owner: String
        @Option(help: "The owner's name.") var ownerName: String?
        @Option(help: "A pack to begin with.") var pack: String?
        @Option(help: "IANA time zone.") var zone = "UTC"
        @Option(help: "ISO 4217 currency.") var currency = "EUR"
        @Option(help: "BCP 47 language.") var language = "en"
        @OptionGroup var options: CommandOptions

        func run() async throws {
            var writer = JSONWriter()
            let members = [
                ("id", id), ("name", name), ("owner", owner), ("owner_name", ownerName), ("pack", pack), ("zone", zone),
                ("currency", currency), ("language", language),
            ]
            writer.object { writer in
                for (key, value) in members {
                    guard let value else { continue }
                    writer.key(key)
                    writer.string(value)
                }
            }
            let answer = try await Operator(options: options).ask("POST", "/operator/tenants", body: writer.bytes)
            options.show(answer) { answer in
                let owner = answer["owner"] ?? .null
                let password = owner["password"]?.text
                let told = password.map { "one-time password  \($0)" } ?? "signs in with the password they have"
                return "tenant \(answer.string("tenant"))\nowner  \(owner.string("email"))\n\(told)"
            }
        }
    }

    /// `kernel tenants suspend`.
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a tenant's people from now on; its data is kept."
        )
        @Argument(help: "The tenant's id.") var id: String
        @OptionGroup var options: CommandOptions

        func run() async throws {
            try await TenantsCommand.move(id, "suspend", options)
        }
    }

    /// `kernel tenants resume`.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Serve a suspended tenant again.")
        @Argument(help: "The tenant's id.") var id: String
        @OptionGroup var options: CommandOptions

        func run() async throws {
            try await TenantsCommand.move(id, "resume", options)
        }
    }

    private static func move(_ id: String, _ move: String, _ options: CommandOptions) async throws {
        let answer = try await Operator(options: options).ask("POST", "/operator/tenants/\(Percent.encode(id))/\(move)")
        options.show(answer) { "\($0.string("id")) is \($0.string("status"))." }
    }
}
