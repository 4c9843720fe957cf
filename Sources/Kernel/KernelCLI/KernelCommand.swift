import ArgumentParser
import Foundation

/// The executable.
@main
enum KernelMain {
    /// Runs a command; exit status 0 done, 1 refused with reasons on standard error, 2 wrong use.
    static func main() async {
        do {
            var command = try KernelCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let refusal as Refusal {
            Console.error(refusal.message)
            exit(refusal.exitCode)
        } catch {
            end(error)
        }
    }

    private static func end(_ error: any Error) -> Never {
        let code = KernelCommand.exitCode(for: error)
        let message = KernelCommand.fullMessage(for: error)
        if code == .success {
            Console.line(message)
            exit(0)
        }
        Console.error(message.isEmpty ? "\(error)" : message)
        exit(code == .validationFailure ? 2 : 1)
    }
}

/// `kernel`: the root of all commands.
struct KernelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel",
        abstract: "A server for multi-tenant business software, one industry at a time.",
        version: ProductVersion.text,
        subcommands: [
            ServeCommand.self, PacksCommand.self, CapabilitiesCommand.self, TenantsCommand.self, UsersCommand.self,
            RoutesCommand.self, OpenAPICommand.self, AuditCommand.self, SettingsCommand.self, InventoryCommand.self,
            KeysCommand.self, PluginsCommand.self, AutomationsCommand.self,
        ]
    )
}

/// Where commands write.
enum Console {
    /// A line on standard output.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// A line on standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
