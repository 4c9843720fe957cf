import ArgumentParser
import Foundation
import Kernel

extension PacksCommand {
    /// `kernel packs extract`.
    struct Extract: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A tenant's own changes as a pack, which other tenants with the same packs can enable."
        )
        @Option(help: "The pack's id; left out: the tenant's name and `-own`.") var id: String?
        @Option(help: ArgumentHelp("Where its folder is made; left out: it is printed.", valueName: "dir")) var out:
            String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = [tenant.query, id.map { "id=\(Percent.encode($0))" } ?? ""].filter { !$0.isEmpty }
            let kernel = Operator(options: options)
            let path = "/operator/overlay/extract"
            let answer = try await kernel.ask("GET", path, query: query.joined(separator: "&"))
            if let out { try write(answer, into: "\(out)/\(answer.string("id"))") }
            options.show(answer) { answer in
                let left = answer.items("left_out").compactMap(\.text).map { "# not in force, left out: \($0)" }
                guard let out else {
                    return ([answer["files"]?.string("pack.yaml") ?? ""] + left).joined(separator: "\n")
                }
                return (["\(out)/\(answer.string("id"))/pack.yaml"] + left).joined(separator: "\n")
            }
        }

        /// Nothing that is there is written over.
        private func write(_ answer: JSONValue, into folder: String) throws {
            guard !FileManager.default.fileExists(atPath: folder) else {
                throw Refusal("`\(folder)` is there already.")
            }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in answer["files"]?.members ?? [] {
                try Data((file.value.text ?? "").utf8).write(to: URL(filePath: "\(folder)/\(file.name)"))
            }
        }
    }

    /// `kernel packs inspect`.
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One definition: its value, who declares it, every layer that has a say, and who uses it."
        )
        @Argument(help: "Such as entity/customers.site/field/name or role/manager.") var address: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = [tenant.query, "address=\(Percent.encode(address))"].filter { !$0.isEmpty }
            let kernel = Operator(options: options)
            let answer = try await kernel.ask("GET", "/operator/inspect", query: query.joined(separator: "&"))
            options.show(answer, text: text)
        }

        private func text(_ answer: JSONValue) -> String {
            let value = answer["value"]?.members ?? []
            let rest = (answer["definition"]?.members ?? []).filter { one in !value.contains { $0.name == one.name } }
            let lines = (value + rest).map { "  \($0.name): \(short($0.value))" }
            let layers = answer.items("layers").flatMap { layer -> [String] in
                let at = layer["at"]?.text.map { "  \($0)" } ?? ""
                let properties = (layer["properties"]?.members ?? []).map { "    \($0.name): \(short($0.value))" }
                let adds = layer.items("adds").compactMap(\.text).map { "    + \($0)" }
                return ["  \(layer.string("layer")) \(layer.string("owner"))\(at)"] + properties + adds
            }
            let uses = answer.items("used_by").map { "  \($0.string("kind"))  \($0.string("address"))" }
            return
                (["\(answer.string("address"))   of \(answer.string("owner")), owner: \(answer.string("ownership"))"]
                + lines + ["layers, lowest first"] + layers + ["used by"] + (uses.isEmpty ? ["  nobody"] : uses))
                .joined(separator: "\n")
        }

        private func short(_ value: JSONValue) -> String {
            String(decoding: JSONWriter.text(of: value), as: UTF8.self)
        }
    }
}
