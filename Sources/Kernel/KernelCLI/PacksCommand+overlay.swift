import ArgumentParser
import Kernel
import KernelPacks

extension PacksCommand {
    /// `kernel packs diff`.
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a tenant changed against its capabilities and packs."
        )
        @Argument(help: "A capability or pack: only what is about its definitions.") var id: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let parts = [tenant.query] + (id.map { ["about=\(Percent.encode($0))"] } ?? [])
            let query = parts.filter { !$0.isEmpty }.joined(separator: "&")
            let whole = try await Operator(options: options).ask("GET", "/operator/overlay", query: query)
            let edits = whole.items("edits").filter { edit in id.map { OverlayText.is(edit, about: $0) } ?? true }
            let members = (whole.members ?? []).map { member in
                member.name == "edits" ? JSONValue.Member("edits", .array(edits)) : member
            }
            options.show(.object(members)) { answer in
                let lines = answer.items("edits").flatMap(OverlayText.lines)
                return lines.isEmpty ? "Nothing is changed." : lines.joined(separator: "\n")
            }
        }
    }

    /// `kernel packs edit`.
    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply a small pack of own changes to a tenant: fields, labels, states, roles, screens."
        )
        @Argument(help: "A YAML file with sections of the pack format: extend, roles, screens, change.") var file:
            String
        @Flag(help: "Say what it would do; change nothing.") var plan = false
        @Option(help: "The hash of the model that the changes are for; refused when it is another by now.")
        var expecting: String?
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let source = try OverlayFile(path: file)
            var members = [JSONValue.Member("edits", .array(source.edits))]
            if let expecting { members.append(JSONValue.Member("expecting", .string(expecting))) }
            let body = JSONWriter.text(of: .object(members))
            let kernel = Operator(options: options)
            let path = plan ? "/operator/overlay/plan" : "/operator/overlay"
            let answer = try await kernel.ask(plan ? "POST" : "PATCH", path, query: tenant.query, body: body)
            options.show(answer) { plan ? PlanText.write($0["plan"] ?? .null) : OverlayText.changed($0) }
        }
    }

    /// `kernel packs revert`.
    struct Revert: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a tenant's own changes at an address back; they are kept and can be made again."
        )
        @OptionGroup var place: OverlayPlace
        @Flag(help: "Do not keep them.") var forget = false
        @Flag(help: "Say what it would do; change nothing.") var plan = false
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await place.ask(forget ? "forget" : "revert", tenant, options, onlyPlan: plan)
            options.show(answer) { plan ? PlanText.write($0["plan"] ?? .null) : OverlayText.changed($0) }
        }
    }

    /// `kernel packs reapply`.
    struct Reapply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make reverted changes of a tenant again.")
        @OptionGroup var place: OverlayPlace
        @Flag(help: "Say what it would do; change nothing.") var plan = false
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let answer = try await place.ask("reapply", tenant, options, onlyPlan: plan)
            options.show(answer) { plan ? PlanText.write($0["plan"] ?? .null) : OverlayText.changed($0) }
        }
    }
}

/// An address, and one property of it.
struct OverlayPlace: ParsableArguments {
    @Argument(help: "Such as entity/customers.site/field/soil or role/cleaner.") var address: String
    @Option(help: "One property, such as title.en; left out: all that were changed.") var property: String?

    /// Asks for one thing, or for what it would do.
    func ask(
        _ word: String,
        _ tenant: TenantOption,
        _ options: CommandOptions,
        onlyPlan: Bool
    ) async throws -> JSONValue {
        var members = [JSONValue.Member("address", .string(address)), JSONValue.Member(word, .bool(true))]
        if let property { members.append(JSONValue.Member("property", .string(property))) }
        let body = JSONWriter.text(of: .object([JSONValue.Member("edits", .array([.object(members)]))]))
        let kernel = Operator(options: options)
        let path = onlyPlan ? "/operator/overlay/plan" : "/operator/overlay"
        return try await kernel.ask(onlyPlan ? "POST" : "PATCH", path, query: tenant.query, body: body)
    }
}

/// Edits for people.
enum OverlayText {
    /// Whether an edit is about something that a capability or pack declares.
    static func `is`(_ edit: JSONValue, about owner: String) -> Bool {
        edit.string("owner") == owner || edit.string("address").contains("/\(owner).")
    }

    /// `~ entity/customers.site/field/name title.en: "Name" -> "Place"`.
    static func lines(_ edit: JSONValue) -> [String] {
        let (address, property) = (edit.string("address"), edit.string("property"))
        let note: String
        switch edit.string("state") {
        case "reverted": note = "   (reverted)"
        case "parked": note = "   (waits: \(edit["reason"]?.string("message") ?? ""))"
        case "partly":
            let parts = edit.items("waiting").map { "\($0.string("part")): \($0["reason"]?.string("message") ?? "")" }
            note = "   (waits in part: \(parts.joined(separator: "; ")))"
        default: note = edit["base_changed"] == .bool(true) ? "   (what is below changed since)" : ""
        }
        if property == OverlayEdit.whole { return ["+ \(address) \(short(edit["value"]))\(note)"] }
        return ["~ \(address) \(property): \(short(edit["base"])) -> \(short(edit["value"]))\(note)"]
    }

    private static func short(_ value: JSONValue?) -> String {
        String(decoding: JSONWriter.text(of: value ?? .null), as: UTF8.self)
    }

    /// What a change did.
    static func changed(_ answer: JSONValue) -> String {
        guard answer["changed"] == .bool(true) else { return "Nothing changed." }
        let parked = answer.items("parked").map {
            "waits: \($0.string("edit")): \($0["reason"]?.string("message") ?? "")"
        }
        let lines = answer.items("changes").flatMap { change -> [String] in
            let sign = ["add": "+", "remove": "-"][change.string("change")] ?? "~"
            guard sign == "~" else { return ["\(sign) \(change.string("address"))"] }
            return change.items("properties").map {
                "~ \(change.string("address")) \($0.string("name")): \(short($0["before"])) -> \(short($0["after"]))"
            }
        }
        let risks = answer.items("risks").map { "\($0.string("risk"))  \($0.string("text"))" }
        return (lines + parked + risks + ["receipt \(answer.string("receipt")) takes it back: kernel packs undo"])
            .joined(separator: "\n")
    }
}
