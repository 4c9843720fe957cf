import ArgumentParser
import Foundation
import Kernel

/// Which entries of a journal are wanted.
struct JournalOptions: ParsableArguments {
    @Option(help: "Who: a member's id, or system:<reason>.") var principal: String?
    @Option(help: "The entity, such as customers.customer, or a subject such as access.session.") var entity: String?
    @Option(help: "The record's id.") var record: String?
    @Option(help: "A part of the action, such as created or moved.") var action: String?
    @Option(help: "From this instant on, such as 2026-11-22T00:00:00Z.") var from: String?
    @Option(help: "Before this instant.") var to: String?

    /// As a query.
    var query: String {
        let pairs = [
            ("principal", principal), ("entity", entity), ("record", record), ("action", action), ("from", from),
            ("to", to),
        ]
        return pairs.compactMap { name, value in value.map { "\(name)=\(Percent.encode($0))" } }.joined(separator: "&")
    }
}

extension AuditCommand {
    /// How an export is written.
    enum ExportFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
        case json
        case csv
    }

    /// `kernel audit export`: the whole journal, oldest entry first.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A tenant's journal from its first entry on: a JSON object a line, or CSV."
        )
        @Option(help: "json, an object a line, or csv.") var format = ExportFormat.json
        @Option(help: "Entries after this number.") var after: Int64 = 0
        @Option(help: "The data folder.") var data = "./data"
        @OptionGroup var filter: JournalOptions
        @OptionGroup var tenant: TenantOption

        private static let page = 5_000
        private static let columns = [
            "journal", "seq", "at", "principal", "request_id", "entity", "record", "action", "version", "changes",
        ]

        func run() async throws {
            let options = try CommandOptions.parse(["--data", data, "--format", "json"])
            let kernel = Operator(options: options)
            if format == .csv { write(Self.columns) }
            // The platform has two journals, each with numbers of its own.
            let names = tenant.tenant == TenantID.platform.raw ? ["control", "tenant"] : ["tenant"]
            for name in names { try await export(name, kernel) }
        }

        private func export(_ journal: String, _ kernel: Operator) async throws {
            var last = after
            while true {
                let query = [
                    "limit=\(Self.page)", "after=\(last)", "journal=\(journal)", filter.query, tenant.query,
                ].filter { !$0.isEmpty }
                let answer = try await kernel.ask("GET", "/operator/audit/tail", query: query.joined(separator: "&"))
                let entries = answer.items("items")
                for entry in entries {
                    write(entry)
                    if case .number(let text)? = entry["seq"], let seq = Int64(text) { last = seq }
                }
                guard entries.count == Self.page else { return }
            }
        }

        private func write(_ entry: JSONValue) {
            guard format == .csv else {
                var writer = JSONWriter()
                writer.value(entry)
                return Console.line(String(decoding: writer.bytes, as: UTF8.self))
            }
            write(
                Self.columns.map { name in
                    switch entry[name] ?? .null {
                    case .string(let text): return CSVFormula.guarded(text)
                    case .number(let text): return text
                    case .null: return nil
                    case let changes:
                        var writer = JSONWriter()
                        writer.value(changes)
                        return String(decoding: writer.bytes, as: UTF8.self)
                    }
                }
            )
        }

        private func write(_ cells: [String?]) {
            var writer = CSVWriter()
            for cell in cells { writer.cell(cell) }
            writer.endLine()
            FileHandle.standardOutput.write(Data(writer.bytes))
        }
    }
}
