import ArgumentParser
import Kernel

/// One part of a query; empty where there is none.
private func parameter(_ name: String, _ value: String?) -> String {
    value.map { "\(name)=\(Percent.encode($0))" } ?? ""
}

/// What conflicts come to.
private func resolved(_ resolutions: [String]) -> String {
    joined(resolutions.map { parameter("resolve", $0) })
}

/// What is asked of a change: the parts that every command shares.
private func joined(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: "&")
}

extension PacksCommand {
    /// `kernel packs plan`.
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Everything that a change of a pack would do; changes nothing."
        )
        @Argument var id: String
        @Flag(help: "Plan to switch it off.") var disable = false
        @Flag(help: "Plan with the pack's demo rows too.") var demo = false
        @Flag(help: "Plan to drop what the pack retired and what need not be kept any longer.") var drop = false
        @Flag(help: "Plan to move to the newest version on offer.") var upgrade = false
        @Option(help: ArgumentHelp("Plan to move to this version.", valueName: "version")) var to: String?
        @Option(help: "ADDRESS=keep or ADDRESS=take, for a conflict; may be repeated.") var resolve: [String] = []
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([
                tenant.query, disable ? "disable=true" : "", demo ? "demo=true" : "",
                upgrade ? "upgrade=true" : "", drop ? "drop=true" : "", parameter("to", to),
                resolved(resolve),
            ])
            let path = "/operator/packs/\(Percent.encode(id))/plan"
            options.show(try await Operator(options: options).ask("GET", path, query: query), text: PlanText.write)
        }
    }

    /// `kernel packs enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a pack on for a tenant, with what it needs.")
        @Argument var id: String
        @Flag(help: "Sow the pack's demo rows too.") var demo = false
        @Option(help: "ADDRESS=keep or ADDRESS=take, for a conflict; may be repeated.") var resolve: [String] = []
        @Option(help: "The hash of the plan to carry out; refused when the tenant has moved on.") var plan: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([
                tenant.query, demo ? "demo=true" : "", parameter("plan", plan), resolved(resolve),
            ])
            let path = "/operator/packs/\(Percent.encode(id))/enable"
            options.show(try await Operator(options: options).ask("POST", path, query: query), text: Change.text)
        }
    }

    /// `kernel packs upgrade`.
    struct Upgrade: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Move a tenant to another version of a pack.")
        @Argument var id: String
        @Option(help: ArgumentHelp("The version; the newest on offer where none is named.", valueName: "version"))
        var to: String?
        @Option(help: "ADDRESS=keep or ADDRESS=take, for a conflict; may be repeated.") var resolve: [String] = []
        @Option(help: "How many rows may lose something, exactly as the plan counts them.") var accept: Int?
        @Option(help: "The hash of the plan to carry out; refused when the tenant has moved on.") var plan: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([
                tenant.query, parameter("to", to), parameter("plan", plan),
                parameter("accept", accept.map(String.init)), resolved(resolve),
            ])
            let path = "/operator/packs/\(Percent.encode(id))/upgrade"
            options.show(try await Operator(options: options).ask("POST", path, query: query), text: Change.text)
        }
    }

    /// `kernel packs disable`.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a pack off for a tenant; its data is kept.")
        @Argument var id: String
        @Option(help: "The hash of the plan to carry out; refused when the tenant has moved on.") var plan: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([tenant.query, plan.map { "plan=\(Percent.encode($0))" } ?? ""])
            let path = "/operator/packs/\(Percent.encode(id))/disable"
            options.show(try await Operator(options: options).ask("POST", path, query: query), text: Change.text)
        }
    }

    /// `kernel packs receipts`.
    struct Receipts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes of a tenant's packs and capabilities, newest first."
        )
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await Operator(options: options).ask("GET", "/operator/receipts", query: tenant.query)
            options.show(answer) { answer in
                let rows = answer.items("receipts").map {
                    [$0.string("receipt"), $0.string("at"), $0.string("action"), $0.string("subject")]
                        + [$0.string("status"), $0.string("undoable")]
                }
                return TextTable.write(["RECEIPT", "AT", "ACTION", "SUBJECT", "STATUS", "UNDO"], rows)
            }
        }
    }

    /// `kernel packs undo`.
    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the newest change of a tenant's packs back, as if it had never been."
        )
        @Argument(help: "The receipt that the change printed.") var receipt: String
        @Option(help: "How many rows may be lost, exactly as the refusal counted them.") var accept: Int?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([tenant.query, accept.map { "accept=\($0)" } ?? ""])
            let path = "/operator/receipts/\(Percent.encode(receipt))/undo"
            options.show(try await Operator(options: options).ask("POST", path, query: query)) { answer in
                let lost = answer.items("lost").compactMap(\.text).map { "lost: \($0)" }
                let done = "\(answer.string("action")) \(answer.string("subject")) was taken back"
                return (["\(done) for \(answer.string("tenant"))."] + lost).joined(separator: "\n")
            }
        }
    }

    /// `kernel packs drop`.
    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove for good what a pack retired, once the time that it is kept has passed."
        )
        @Argument var id: String
        @Option(help: "How many rows may lose something, exactly as the plan counts them.") var accept: Int?
        @Option(help: "The hash of the plan to carry out; refused when the tenant has moved on.") var plan: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([
                tenant.query, parameter("plan", plan), parameter("accept", accept.map(String.init)),
            ])
            let path = "/operator/packs/\(Percent.encode(id))/drop"
            options.show(try await Operator(options: options).ask("POST", path, query: query)) { answer in
                answer.items("dropped").map { thing in
                    "\(thing.string("address")) is gone for good; \(thing.string("rows")) records lost what they held in it."
                }.joined(separator: "\n")
            }
        }
    }

    /// `kernel packs purge`.
    struct Purge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove for good what a pack that is off left behind; after an export and the retention time."
        )
        @Argument var id: String
        @Option(help: ArgumentHelp("`PACK of TENANT`, typed in full.", valueName: "text")) var confirm: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let query = joined([tenant.query, confirm.map { "confirm=\(Percent.encode($0))" } ?? ""])
            let path = "/operator/packs/\(Percent.encode(id))/purge"
            options.show(try await Operator(options: options).ask("POST", path, query: query)) { answer in
                let gone = "\(answer.string("records")) records, \(answer.string("seeds")) sown rows"
                let schema = "\(answer.string("tables")) tables, \(answer.string("columns")) columns"
                let kept = "\(answer.string("seeds_kept")) sown rows stay as the tenant's own"
                return "\(answer.string("pack")) is gone from \(answer.string("tenant")): \(gone), \(schema); \(kept)."
            }
        }
    }
}
