import ArgumentParser
import Foundation
import Kernel
import KernelCrypto
import KernelStore

/// `--keys`.
struct KeyOption: ParsableArguments {
    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp(
            "The file of the keys of sealed values; else what KERNEL_KEYS holds, else `keys` in the data folder.",
            valueName: "file"
        )
    )
    var keys: String?
}

/// `kernel keys`.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The keys that seal secret fields.",
        subcommands: [Generate.self, List.self, Rotate.self]
    )

    /// `kernel keys generate`.
    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a file with one key, readable by its owner only, where there is none."
        )
        @OptionGroup var keys: KeyOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let file = KeyFile(keys.keys ?? "\(options.data)/keys")
            do {
                let ring = try file.make(SystemRandom(), now: SystemClock().now())
                let made = ring.keys.map { KeySummary(id: $0.id, made: $0.made, seals: true) }
                options.show(KeysCommand.json(made)) { _ in "\(file.path)  \(made.map(\.id).joined())" }
            } catch {
                throw Refusal("\(error)")
            }
        }
    }

    /// `kernel keys list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The keys by name, oldest first.")
        @OptionGroup var keys: KeyOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options, keys: keys.keys).ask("GET", "/operator/keys")
            options.show(answer) { answer in
                let rows = answer.items("keys").map { [$0.string("id"), $0.string("made"), $0.string("seals")] }
                return TextTable.write(["ID", "MADE", "SEALS"], rows)
            }
        }
    }

    /// `kernel keys rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a key that seals from now on; the others still open what they sealed."
        )
        @OptionGroup var keys: KeyOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options, keys: keys.keys).ask("POST", "/operator/keys/rotate")
            options.show(answer) { "sealing with \($0.string("id")) from now on" }
        }
    }

    private static func json(_ keys: [KeySummary]) -> JSONValue {
        .object([
            JSONValue.Member(
                "keys",
                .array(
                    keys.map { key in
                        .object([
                            JSONValue.Member("id", .string(key.id)), JSONValue.Member("made", .string(key.made)),
                            JSONValue.Member("seals", .bool(key.seals)),
                        ])
                    }
                )
            )
        ])
    }
}
