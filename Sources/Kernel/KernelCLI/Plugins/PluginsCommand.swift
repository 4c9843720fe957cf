import ArgumentParser
import Foundation
import Kernel
import KernelTesting

/// `kernel plugins`.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "Capabilities from outside: shared libraries that `serve --plugins` loads.",
        subcommands: [Build.self, List.self, Check.self]
    )

    /// `kernel plugins build`.
    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compile a plugin's folder into a library for this server."
        )
        @Argument(help: "The plugin's folder, such as Plugins/Hello.") var folder: String
        @Option(help: ArgumentHelp("Where the library goes.", valueName: "dir")) var output: String?
        @Option(help: ArgumentHelp("The folder of Kernel.swiftmodule.", valueName: "dir")) var modules: String?
        @Option(help: "How to print: text or json.") var format = OutputFormat.text

        func run() async throws {
            let product = try PluginBuild(folder: folder, output: output, modules: modules).run()
            let seconds = (product.seconds * 10).rounded() / 10
            switch format {
            case .text: Console.line("\(product.library)  (\(seconds) s)")
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("plugin")
                    writer.string(product.name)
                    writer.key("library")
                    writer.string(product.library)
                    writer.key("api")
                    writer.string(KernelAPI.fingerprint)
                    writer.key("seconds")
                    writer.double(seconds)
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            }
        }
    }

    /// `kernel plugins list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a list names, and whether this server would load it; nothing of it runs."
        )
        @Option(help: "The list.") var plugins = "plugins.yaml"
        @Option(help: "How to print: text or json.") var format = OutputFormat.text

        func run() async throws {
            let states = try PluginsFile.read(plugins).entries.map { entry in
                (
                    entry,
                    PluginsCommand.refusal { () throws(PluginRefusal) in try PluginLibrary(path: entry.library).check()
                    }
                )
            }
            switch format {
            case .text:
                let rows = states.map { [$0.name, $0.library, $1 ?? "fits"] }
                Console.line(TextTable.write(["NAME", "LIBRARY", "STATE"], rows))
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("plugins")
                    writer.array(states) { writer, state in
                        writer.object { writer in
                            writer.key("name")
                            writer.string(state.0.name)
                            writer.key("library")
                            writer.string(state.0.library)
                            writer.key("refusal")
                            if let refusal = state.1 { writer.string(refusal) } else { writer.null() }
                        }
                    }
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            }
        }
    }

    /// `kernel plugins check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load a library as the server would, and run the isolation suite over its routes."
        )
        @Argument(help: "The library, such as Plugins/Hello/.build/kernel/libHello.so.") var library: String
        @Option(help: ArgumentHelp("A text that cannot be guessed; may be repeated.", valueName: "entity.field=text"))
        var given: [String] = []
        @Option(help: "How to print: text or json.") var format = OutputFormat.text

        func run() async throws {
            let capability: any Capability
            do throws(PluginRefusal) {
                capability = try PluginLibrary(path: library).load()
                try PluginSet.requireFit(capability, besides: CompiledCapabilities.all)
            } catch {
                throw Refusal("The plugin is refused. \(error)")
            }
            let id = type(of: capability).descriptor.id
            let report = try await PluginTrial(capability: capability, given: values()).run()
            guard report.isWhole else {
                let findings = report.failures + report.uncovered.map { "not covered: \($0)" }
                throw Refusal("`\(id)`: \(findings.count) findings.\n" + findings.prefix(50).joined(separator: "\n"))
            }
            switch format {
            case .text: Console.line("`\(id)` fits, and \(report.checked) requests found nothing that leaks.")
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("capability")
                    writer.string(id)
                    writer.key("checked")
                    writer.int(Int64(report.checked))
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            }
        }

        private func values() throws -> [String: String] {
            try given.reduce(into: [:]) { values, pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { throw Refusal("`--given` is `entity.field=text`.", exitCode: 2) }
                values[String(parts[0])] = String(parts[1])
            }
        }
    }

    /// What a check refuses, as a text.
    private static func refusal(_ check: () throws(PluginRefusal) -> Void) -> String? {
        do throws(PluginRefusal) {
            try check()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
