import ArgumentParser
import Foundation
import Kernel

/// How a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// Options of every command that asks the kernel something.
struct CommandOptions: ParsableArguments {
    @Option(help: "The data folder.")
    var data = "./data"

    @Option(help: "How to print: text or json.")
    var format = OutputFormat.text

    @Option(
        name: .customLong("packs"),
        help: ArgumentHelp("A folder of packs on offer; may be repeated.", valueName: "dir")
    )
    var packFolders: [String] = []

    /// The folders of packs: those named, else `Packs` here.
    var packs: [String] {
        packFolders.isEmpty ? ["Packs"] : packFolders
    }
}

/// `--tenant`.
struct TenantOption: ParsableArguments {
    @Option(help: "The tenant; may be left out when there is only one.")
    var tenant: String?

    /// As a query.
    var query: String {
        tenant.map { "tenant=\(Percent.encode($0))" } ?? ""
    }
}

/// Percent-encoding of everything but letters, digits, `-`, `.`, `_` and `~` (RFC 3986).
enum Percent {
    static func encode(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
