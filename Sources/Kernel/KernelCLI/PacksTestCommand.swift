import ArgumentParser
import Foundation
import Kernel
import KernelPacks
import KernelTesting

extension PacksCommand {
    /// `kernel packs test`.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the tests of packs, in memory, without a server or a tenant."
        )
        @Argument(help: "Folders of packs, or ids of packs on offer.") var packs: [String]
        @Option(help: "Run only tests whose name holds this text.") var filter: String?
        @Option(help: "How to print: text or json.") var format = OutputFormat.text
        @Flag(help: "Fail also where a move, a guard or a row rule has no test.") var strict = false
        @Option(
            name: .customLong("packs"),
            help: ArgumentHelp("A folder of packs that these may stand on; may be repeated.", valueName: "dir")
        )
        var packFolders: [String] = []

        func run() async throws {
            let run = PackTestRun(
                capabilities: CompiledCapabilities.all,
                library: library,
                mayNamePacks: packFolders.isEmpty
            )
            var reports: [(path: String, report: PackTestReport)] = []
            for pack in packs {
                let (path, files) = try self.files(of: pack)
                reports.append((path, try await run.run(files: files, folder: path, filter: filter)))
            }
            show(reports)
            let isPassed = reports.allSatisfy { $0.report.isPassed && !(strict && !$0.report.untested.isEmpty) }
            if !isPassed { throw Refusal("Not every test passed.") }
            if filter != nil, reports.allSatisfy(\.report.results.isEmpty) { throw Refusal("No test has such a name.") }
        }

        private var library: PackFolders {
            PackFolders(folders: packFolders.isEmpty ? [PackPlace.standard()] : packFolders)
        }

        private func files(of pack: String) throws -> (path: String, files: [String: [UInt8]]) {
            let isFolder = FileManager.default.fileExists(atPath: "\(pack)/pack.yaml")
            guard let path = isFolder ? pack : library.path(of: pack) else {
                throw Refusal("There is no pack `\(pack)`: neither a folder with a pack.yaml nor one on offer.")
            }
            let clean = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            do {
                return (clean, try PackFolder(path: clean).files())
            } catch {
                throw Refusal(error.description)
            }
        }

        private func show(_ reports: [(path: String, report: PackTestReport)]) {
            switch format {
            case .json:
                var writer = JSONWriter()
                writer.object { writer in
                    writer.key("packs")
                    writer.array(reports) { $1.report.write(to: &$0, path: $1.path) }
                }
                Console.line(String(decoding: writer.bytes, as: UTF8.self))
            case .text:
                for (path, report) in reports {
                    if !report.text.isEmpty { Console.error(report.text) }
                    let line = [report.summary, report.timing].compactMap(\.self).joined(separator: " ")
                    Console.line("\(path): \(line)")
                }
            }
        }
    }
}
