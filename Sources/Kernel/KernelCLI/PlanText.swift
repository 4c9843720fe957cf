import Kernel

/// A plan for people.
enum PlanText {
    static func write(_ plan: JSONValue) -> String {
        let optional = plan.items("optional").map { need in
            "optional \(need.string("needs")): \(need["met"] == .bool(true) ? "there" : "absent, what needs it is left out")"
        }
        let conflicts = plan.items("conflicts").flatMap(conflict)
        let cost = plan["cost"] ?? .null
        let lines =
            [head(plan)]
            + plan.items("renames").map { "= \($0.string("to")) was \($0.string("from"))" }
            + changes(plan.items("changes")) + routes(plan["routes"] ?? .null) + schema(plan.items("schema"))
            + seeds(plan.items("seeds"))
            + plan.items("migrations").map { migration in
                let bound = migration["at_most"] == .bool(true) ? "at most " : ""
                return "> \(migration.string("text")) (\(bound)\(migration.string("rows")) records)"
            }
            + retired(plan)
            + plan.items("capabilities_enabled").compactMap(\.text).map { "+ capability \($0) (needed)" }
            + plan.items("packs_enabled").map { "+ pack \($0.string("id")) \($0.string("version")) (needed)" }
            + plan.items("packs_upgraded").map {
                "~ pack \($0.string("id")) \($0.string("from")) -> \($0.string("version")) (goes along)"
            }
            + optional
            + conflicts + plan.items("risks").map { "\($0.string("risk"))  \($0.string("text"))" }
            + plan.items("warnings").compactMap(\.text).map { "warning \($0)" }
            + [
                "rows touched: \(cost.string("rows_touched"))   "
                    + "permissions: \(counts(cost.string("permissions"), cost.string("permissions_removed")))   "
                    + "routes: \(counts(cost.string("routes"), String(routes(plan, "removed"))))   can be undone: \(plan.string("undoable"))",
                "plan \(plan.string("plan"))", "base \(plan.string("base"))",
            ]
        return lines.joined(separator: "\n")
    }

    /// Where two sides want different things: what is suggested, and what each says.
    private static func conflict(_ conflict: JSONValue) -> [String] {
        let head =
            "conflict  \(conflict.string("address")) \(conflict.string("property")): \(conflict.string("suggestion"))"
        guard conflict["blocks"] != .bool(true) else { return [head] }
        let sides = [("it was", "base"), ("the pack has", "pack"), ("you have", "tenant")].map { words, name in
            "\(words) \(short(conflict[name]))"
        }
        return [head, "          " + sides.joined(separator: ", ")]
    }

    /// What is hidden for a time, and what is dropped.
    private static func retired(_ plan: JSONValue) -> [String] {
        plan.items("retires").map { thing in
            let until = thing.string("until")
            let end = thing["until"] == .null ? "kept" : "kept until \(until)"
            return "- \(thing.string("address")) retired: \(thing.string("rows")) records hold something in it, \(end)"
        }
            + plan.items("drops").map { thing in
                "- \(thing.string("address")) dropped for good: \(thing.string("rows")) records lose what they hold in it"
            }
    }

    private static func head(_ plan: JSONValue) -> String {
        // Own changes are no pack's, and have no version.
        let isOwn = plan.string("action") == "customise"
        let words = isOwn ? ["customise"] : [plan.string("action"), plan.string("pack"), versions(plan)]
        return (words.filter { !$0.isEmpty } + ["for", plan.string("tenant")]).joined(separator: " ")
    }

    /// What comes and what goes.
    private static func counts(_ added: String, _ removed: String) -> String {
        removed.isEmpty || removed == "0" ? "+\(added)" : "+\(added) -\(removed)"
    }

    private static func routes(_ plan: JSONValue, _ which: String) -> Int {
        (plan["routes"] ?? .null).items(which).count
    }

    private static func versions(_ plan: JSONValue) -> String {
        let from = plan.string("from")
        return from.isEmpty ? plan.string("version") : "\(from) -> \(plan.string("version"))"
    }

    /// One line for each thing that comes or goes, with what it has inside; one for each property that changes.
    private static func changes(_ changes: [JSONValue]) -> [String] {
        let known = Set(changes.filter { $0.string("change") != "change" }.map { $0.string("address") })
        return changes.flatMap { change -> [String] in
            let address = change.string("address")
            let kind = change.string("change")
            guard kind != "change" else {
                return change.items("properties").map {
                    "~ \(address) \($0.string("name")): \(short($0["before"])) -> \(short($0["after"]))"
                }
            }
            guard !isInside(address, known) else { return [] }
            let inside = known.filter { $0.hasPrefix("\(address)/") }
            let counts = Dictionary(grouping: inside) { $0.dropFirst(address.count + 1).prefix { $0 != "/" } }
            let words = counts.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
            return [
                (kind == "add" ? "+ " : "- ") + address + (words.isEmpty ? "" : " (\(words.joined(separator: ", ")))")
            ]
        }
    }

    private static func isInside(_ address: String, _ known: Set<String>) -> Bool {
        address.indices.contains { address[$0] == "/" && known.contains(String(address[..<$0])) }
    }

    private static func short(_ value: JSONValue?) -> String {
        let text = String(decoding: JSONWriter.text(of: value ?? .null), as: UTF8.self)
        return text.count > 60 ? "\(text.prefix(57))..." : text
    }

    private static func routes(_ routes: JSONValue) -> [String] {
        let (added, removed) = (routes.items("added").count, routes.items("removed").count)
        return (added > 0 ? ["+ \(added) routes"] : []) + (removed > 0 ? ["- \(removed) routes"] : [])
    }

    private static func schema(_ steps: [JSONValue]) -> [String] {
        var told: Set<String> = []
        return steps.map { step in
            let signs = ["add": "+", "rename": "="]
            let sign = signs[step.string("change")] ?? "-"
            let rows = step.string("rows") == "0" ? "" : " over \(step.string("rows")) rows"
            let name = step.string("name")
            let place =
                step.string("table") == name || step.string("kind") == "search"
                ? name : "\(step.string("table")).\(name)"
            return "\(sign) \(step.string("kind")) \(place)\(rows)"
        }.filter { told.insert($0).inserted }
    }

    private static func seeds(_ seeds: [JSONValue]) -> [String] {
        guard !seeds.isEmpty else { return [] }
        let counts = Dictionary(grouping: seeds) { $0.string("change") }.mapValues(\.count)
        let kept = counts["keep"] ?? 0
        let words = [
            ("update", "~ %d seeds follow the pack"), ("edited", "= %d seeds were edited and stay"),
            ("deleted", "= %d seeds were deleted and stay away"),
        ]
        let added = (counts["add"] ?? 0) + (counts["change"] ?? 0)
        return (added > 0 || kept > 0 ? ["+ \(added) seeds" + (kept > 0 ? " (\(kept) are there)" : "")] : [])
            + words.compactMap { name, text in
                counts[name].map { text.replacing("%d", with: "\($0)") }
            }
    }
}
