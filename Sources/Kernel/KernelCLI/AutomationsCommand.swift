import ArgumentParser
import Kernel

/// `kernel automations`.
struct AutomationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "automations",
        abstract: "What packs do by themselves: what there is, what ran, what failed.",
        subcommands: [List.self, Trace.self, Retry.self, Run.self]
    )

    /// `kernel automations list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The automations of a tenant.")
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/automations", query: tenant.query)
            options.show(answer) { answer in
                let rows = answer.items("automations").map {
                    [$0.string("name"), $0.string("when"), $0.string("steps"), $0.string("title")]
                }
                return TextTable.write(["NAME", "WHEN", "STEPS", "TITLE"], rows)
            }
        }
    }

    /// `kernel automations trace`.
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The last runs, newest first, with what each did.")
        @Argument(help: "Only runs of this automation, such as `cleaning/invoice_line`.") var name: String?
        @Option(help: "Only runs for this record.") var record: String?
        @Option(help: "Only runs in this state: waiting, done, skipped, parked, dismissed.") var state: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let filters = [("automation", name), ("record", record), ("state", state)].compactMap { key, value in
                value.map { "\(key)=\(Percent.encode($0))" }
            }
            let query = ([tenant.query] + filters).filter { !$0.isEmpty }.joined(separator: "&")
            let answer = try await Operator(options: options).ask("GET", "/operator/automation-runs", query: query)
            options.show(answer) { answer in
                answer.items("runs").map { run in
                    let head = ["id", "automation", "event", "record", "state"].map(run.string).joined(separator: "  ")
                    let steps = (run["steps"]?.text ?? "").split(separator: "\n").map { "  \($0)" }
                    let error = run["error"]?.text.map { ["  \($0) (attempt \(run.string("attempts")))"] } ?? []
                    return ([head] + steps + error).joined(separator: "\n")
                }.joined(separator: "\n")
            }
        }
    }

    /// `kernel automations retry`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try a parked run again.")
        @Argument(help: "The run's id.") var run: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let path = "/operator/automation-runs/\(Percent.encode(self.run))/retry"
            let answer = try await Operator(options: options).ask("POST", path, query: tenant.query)
            options.show(answer) { "\($0.string("automation")) is \($0.string("state"))." }
        }
    }

    /// `kernel automations run`.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what an automation would do for a record; nothing is kept."
        )
        @Argument(help: "The automation, such as `cleaning/invoice_line`.") var name: String
        @Option(help: "The record's id.") var record: String
        @Flag(help: "Required: only a rehearsal can be asked for.") var dryRun = false
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            guard dryRun else { throw ValidationError("An automation runs when its event happens; add --dry-run.") }
            let parts = [tenant.query, "automation=\(Percent.encode(name))", "record=\(Percent.encode(record))"]
            let query = parts.filter { !$0.isEmpty }.joined(separator: "&")
            let answer = try await Operator(options: options).ask("POST", "/operator/automations/dry-run", query: query)
            options.show(answer) { answer in
                let head = "\(answer.string("automation")) would be \(answer.string("state"))"
                let steps = answer.items("steps").compactMap(\.text).map { "  \($0)" }
                return ([head] + steps + (answer["reason"]?.text.map { ["  \($0)"] } ?? [])).joined(separator: "\n")
            }
        }
    }
}
