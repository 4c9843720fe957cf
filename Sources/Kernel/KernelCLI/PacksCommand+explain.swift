import ArgumentParser
import Kernel
import KernelPacks

extension PacksCommand {
    /// `kernel packs explain`.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a finding means, how it is mended, and an example; without a code, the list of all."
        )
        @Argument(help: "A code such as P101.") var code: String?
        @Option(help: "How to print: text or json.") var format = OutputFormat.text

        func run() async throws {
            guard let code else { return list() }
            guard let explanation = PackExplanation(code) else {
                let hint = PackExplanation.hint(for: code).map { " \($0)" } ?? ""
                throw Refusal("No finding has the code \(code).\(hint) `kernel packs explain` lists all.")
            }
            guard format == .json else { return Console.line(explanation.text) }
            var writer = JSONWriter()
            explanation.write(to: &writer)
            Console.line(String(decoding: writer.bytes, as: UTF8.self))
        }

        private func list() {
            guard format == .json else { return Console.line(PackExplanation.list) }
            var writer = JSONWriter()
            writer.object { writer in
                writer.key("findings")
                writer.array(PackCode.allCases) { PackExplanation($1).write(to: &$0) }
            }
            Console.line(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}
