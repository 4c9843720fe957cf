import ArgumentParser
import Kernel

/// `kernel users`.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "The people of a tenant.",
        subcommands: [List.self, Invite.self]
    )

    /// `kernel users list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Members and their roles.")
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/users", query: tenant.query)
            options.show(answer) { answer in
                let rows = answer.items("users").map {
                    [$0.string("email"), $0.string("name"), $0.list("roles"), $0.string("active")]
                }
                return TextTable.write(["E-MAIL", "NAME", "ROLES", "ACTIVE"], rows)
            }
        }
    }

    /// `kernel users invite`.
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person to a tenant; prints a one-time password for somebody new."
        )
        @Argument(help: "The person's e-mail address.") var email: String
        @Option(help: "The role, such as manager, or provider_admin in the tenant platform.") var role: String
        @Option(help: "The person's name.") var name: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            var writer = JSONWriter()
            writer.object { writer in
                for (key, value) in [("email", email), ("role", role), ("name", name)] {
                    guard let value else { continue }
                    writer.key(key)
                    writer.string(value)
                }
            }
            let kernel = Operator(options: options)
            let answer = try await kernel.ask("POST", "/operator/users", query: tenant.query, body: writer.bytes)
            options.show(answer) { answer in
                let user = answer["user"] ?? .null
                let password = user["password"]?.text
                let told = password.map { "one-time password  \($0)" } ?? "signs in with the password they have"
                return "tenant \(answer.string("tenant"))\nuser   \(user.string("email"))\n\(told)"
            }
        }
    }
}
