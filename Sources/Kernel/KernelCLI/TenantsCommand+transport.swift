import ArgumentParser
import Foundation
import Kernel

extension TenantsCommand {
    /// `kernel tenants export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write everything of a tenant to a file: records, journal, packs, settings, members."
        )
        @Argument(help: "The tenant's id.") var id: String
        @Argument(help: "A new file.") var file: String
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let body = Members.json([("file", Members.whole(file))])
            let path = "/operator/tenants/\(Percent.encode(id))/export"
            let answer = try await Operator(options: options).ask("POST", path, body: body)
            options.show(answer) { "\($0.string("tenant")) is in \($0.string("file")), \($0.string("bytes")) bytes." }
        }
    }

    /// `kernel tenants import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a tenant from an export, equal to what it was.")
        @Argument(help: "What `kernel tenants export` wrote.") var file: String
        @Option(name: .customLong("as"), help: "Another id than the tenant had.") var name: String?
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let body = Members.json([("file", Members.whole(file)), ("as", name)])
            let answer = try await Operator(options: options).ask("POST", "/operator/tenants/import", body: body)
            options.show(answer) { answer in
                let sealed = answer.string("sealed")
                let text = "\(answer.string("id")) is here, \(answer.string("status"))."
                guard sealed != "0" else { return text }
                return text
                    + " \(sealed) of its secrets cannot be opened: the key that sealed them is not among this server's. "
                    + "Add its line to the file of keys (kernel serve --keys, or `keys` in the data folder) and start again."
            }
        }
    }
}

/// Bodies of commands.
enum Members {
    /// The members that have a value, as a JSON object.
    static func json(_ members: [(name: String, value: String?)]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, value) in members {
                guard let value else { continue }
                writer.key(name)
                writer.string(value)
            }
        }
        return writer.bytes
    }

    /// A path as seen from everywhere: the server runs in a folder of its own.
    static func whole(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
