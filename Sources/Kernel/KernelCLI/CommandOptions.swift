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

    @Option(
        help: ArgumentHelp("The list of plugins to load, such as plugins.yaml.", valueName: "file")
    )
    var plugins: String?

    /// The folders of packs: those named, else `Packs` here, else the `Packs` that the executable was built beside.
    var packs: [String] {
        packFolders.isEmpty ? [PackPlace.standard()] : packFolders
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

/// Where packs are when nobody says.
enum PackPlace {
    /// `Packs` here, else in the folder of the executable or one of the five above it.
    static func standard() -> String {
        let files = FileManager.default
        if files.fileExists(atPath: "Packs") { return "Packs" }
        var place = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        if let real = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            place = URL(fileURLWithPath: real).deletingLastPathComponent()
        }
        for _ in 0..<6 {
            let packs = place.appendingPathComponent("Packs").path
            if files.fileExists(atPath: packs) { return packs }
            place.deleteLastPathComponent()
        }
        return "Packs"
    }
}
