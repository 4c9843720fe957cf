import ArgumentParser
import Kernel

/// `kernel capabilities`.
struct CapabilitiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capabilities",
        abstract: "What is compiled in, and where it is on.",
        subcommands: [List.self, Enable.self, Disable.self]
    )

    /// `kernel capabilities list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Capabilities and the tenants that have them on.")
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let kernel = Operator(options: options)
            let answer = try await kernel.ask("GET", "/operator/capabilities", query: tenant.query)
            options.show(answer) { answer in
                let rows = answer.items("capabilities").map {
                    [$0.string("id"), $0.string("version"), $0.string("core"), $0.list("requires"), $0.list("tenants")]
                }
                return TextTable.write(["ID", "VERSION", "CORE", "REQUIRES", "TENANTS"], rows)
            }
        }
    }

    /// `kernel capabilities enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a capability on for a tenant, with what it needs."
        )
        @Argument var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let path = "/operator/capabilities/\(Percent.encode(id))/enable"
            options.show(try await Operator(options: options).ask("POST", path, query: tenant.query), text: Change.text)
        }
    }

    /// `kernel capabilities disable`.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a capability off for a tenant; its data is kept."
        )
        @Argument var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let path = "/operator/capabilities/\(Percent.encode(id))/disable"
            options.show(try await Operator(options: options).ask("POST", path, query: tenant.query), text: Change.text)
        }
    }
}
