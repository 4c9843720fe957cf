import Foundation
import Kernel
import KernelTesting
import Testing

/// A version made by chance: some of four fields, each under one of a few titles, and a choice whose options change their names.
private struct Version {
    let number: Int
    var yaml = ""
    var fields: [String] = []
    /// The names of the options, each in its place.
    var options = ["low", "high"]
    /// The name of the state in which a bed begins.
    var start = "fresh"
    /// Fields that it retires.
    var retires: [String] = []

    static let names = ["alpha", "beta", "gamma", "delta"]
    static let words = ["One", "Two", "Three"]

    /// Follows another version: what that one had and this one has not goes with `retire` or without.
    init(_ number: Int, after last: Version? = nil, _ chance: inout Chance) {
        self.number = number
        fields = Self.names.filter { _ in chance.happens(70) }
        var options = (last?.options ?? self.options).map { name in (name: name, was: "") }
        if last != nil, chance.happens(50) {
            let place = chance.below(2)
            options[place] = ("\(options[place].name.prefix { $0 != "_" })_\(number)", options[place].name)
        }
        self.options = options.map(\.name)
        start = last?.start ?? start
        var formerStart = ""
        if last != nil, chance.happens(50) {
            formerStart = ", was: \(start)"
            start = "fresh_\(number)"
        }
        retires = (last?.fields ?? []).filter { !fields.contains($0) && chance.happens(60) }
        let lines = fields.map {
            "      \($0): { type: text, title: \(chance.one(of: Self.words)), searchable: \(chance.happens(50)) }"
        }
        let choices = options.map { option in
            let title = chance.one(of: Self.words)
            return option.was.isEmpty
                ? "\(option.name): \(title)" : "\(option.name): { title: \(title), was: \(option.was) }"
        }
        let steps = retires.map { "  - { from: \"<\(number).0.0\", retire: gardens.bed.\($0), keep: 10d }" }
        yaml = """
            pack: gardens
            format: 1
            version: \(number).0.0
            title: Gardens
            requires: { customers: "1.0" }
            roles:
              gardener: { title: \(chance.one(of: Self.words)), grants: { gardens.bed: { read: all } } }
            entities:
              bed:
                title: \(chance.one(of: Self.words))
                collection: beds
                fields:
                  name: { type: text, required: true }
                  kind: { type: choice, of: { \(choices.joined(separator: ", ")) } }
            """ + "\n" + lines.map { "\($0)\n" }.joined()
            + "    states: { \(start): { start: true\(formerStart) }, done: { final: true } }\n"
            + "    moves: { finish: { from: \(start), to: done } }\n"
            + (steps.isEmpty ? "" : "migrations:\n" + steps.joined(separator: "\n") + "\n")
    }
}

/// Edits and work by chance over versions by chance: nothing that a tenant edited or entered is ever lost.
struct OverlayUpgradePropertyTests {
    private static let rounds = ProcessInfo.processInfo.environment["KERNEL_MERGE_ROUNDS"].flatMap { Int($0) } ?? 6
    private static let lanes = 2

    /// An edit as it was made.
    private struct Edit: Hashable {
        let address: String
        let value: String

        var request: String { #"{"address": "\#(address)", "property": "title.en", "value": "\#(value)"}"# }
    }

    /// What the tenant did: edits by address, and what a bed holds by field, shown or not.
    private struct Work {
        var made: [String: String] = [:]
        var held: [String: String] = [:]
        /// The place of the option that the bed has.
        var kind = 0

        /// Option names as another version has them.
        mutating func follow(from old: Version, to new: Version) {
            for (before, after) in zip(old.options, new.options) where before != after {
                made["\(Self.kind)/of/\(after)"] = made.removeValue(forKey: "\(Self.kind)/of/\(before)")
            }
        }

        static let kind = "entity/gardens.bed/field/kind"
    }

    @Test(arguments: 0..<lanes)
    func `edits and values by chance are there wherever their target is, and come back with it`(lane: Int) async throws
    {
        try await Ground.run { ground in
            var chance = Chance(state: UInt64(lane) &* 7_919 &+ 5)
            var work = Work()
            var version = Version(1, &chance)
            try ground.offer("gardens", yaml: version.yaml)
            try await ground.enable("gardens")
            let json = #"{"name": "Rose", "kind": "low"}"#
            let bed = try await ground.call("POST", "/api/beds", json: json)["id"]?.text ?? ""
            try await Self.add(ground, version)
            var (retired, renamed, dropped) = (0, 0, 0)
            for number in 2..<(2 + Self.rounds) {
                try await Self.edit(ground, version, &work, &chance)
                try await Self.enter(ground, bed, version, &work, &chance)
                let next = Version(number, after: version, &chance)
                try ground.offer("gardens", yaml: next.yaml)
                let receipt = try await Self.upgrade(ground, version, next, work)
                let before = work
                work.follow(from: version, to: next)
                try await Self.check(ground, bed, next, work)
                if chance.happens(30) {
                    try await ground.undo(receipt)
                    try await Self.check(ground, bed, version, before)
                    _ = try await Self.upgrade(ground, version, next, work)
                }
                retired += next.retires.count
                renamed += next.options == version.options ? 0 : 1
                version = next
                if chance.happens(25) {
                    ground.kernel.clock.advance(12 * 86_400_000)
                    dropped += try await Self.drop(ground, &work)
                }
                try await Self.check(ground, bed, version, work)
                try await Self.checkAdded(ground, bed, version)
            }
            #expect(!work.made.isEmpty && retired > 0 && renamed > 0, "\(work.made) \(retired) \(renamed) \(dropped)")
        }
    }

    /// Adds what names the version's states and options, and is to follow them.
    private static func add(_ ground: Ground, _ version: Version) async throws {
        func own(_ address: String, _ value: String) -> String {
            #"{"address": "\#(address)", "property": "definition", "value": \#(value)}"#
        }
        let options = version.options.joined(separator: ", ")
        let guarded = #""needs": "gardens.bed.update", "if": "kind in [\#(options)]", "else": "No""#
        _ = try await ground.edit(
            own("entity/gardens.bed/state/ill", #"{"title": "Ill"}"#),
            own("entity/gardens.bed/move/sicken", #"{"from": ["\#(version.start)"], "to": "ill", \#(guarded)}"#),
            own("entity/gardens.bed/move/heal", #"{"from": "ill", "to": "\#(version.start)", \#(guarded)}"#),
            own(
                "screen/fresh",
                #"{"base": "gardens.bed.list", "fields": ["name"], "where": "state = \#(version.start)"}"#
            ),
            own("role/helper", #"{"title": "H", "grants": {"gardens.bed": {"read": "all"}}}"#)
        )
    }

    /// What the tenant added is in force, and leads there and back by whatever names.
    private static func checkAdded(_ ground: Ground, _ bed: String, _ version: Version) async throws {
        for edit in try await ground.must("GET", "overlay").items("edits") where edit["property"]?.text == "definition"
        {
            guard edit["state"]?.text == "in_force" else { throw Trouble("\(edit)") }
        }
        for (move, state) in [("sicken", "ill"), ("heal", version.start)] {
            let record = try await ground.call("POST", "/api/beds/\(bed)/moves/\(move)", json: "{}")
            guard record["state"]?.text == state else { throw Trouble("\(move) leads to \(record)") }
        }
    }

    private static func edit(
        _ ground: Ground,
        _ version: Version,
        _ work: inout Work,
        _ chance: inout Chance
    ) async throws {
        for address in addresses + version.options.map({ "\(Work.kind)/of/\($0)" }) where chance.happens(40) {
            guard try await title(ground, address) != nil else { continue }
            let edit = Edit(address: address, value: chance.one(of: ["Mine", "Ours", "Hers"]))
            _ = try await ground.edit(edit.request)
            work.made[edit.address] = edit.value
        }
    }

    private static func enter(
        _ ground: Ground,
        _ bed: String,
        _ version: Version,
        _ work: inout Work,
        _ chance: inout Chance
    ) async throws {
        var values = ["kind": version.options[chance.below(2)]]
        for field in version.fields where chance.happens(60) { values[field] = "v\(chance.below(1000))" }
        let now = try await ground.call("GET", "/api/beds/\(bed)").number("version") ?? 0
        let members = values.sorted { $0.key < $1.key }.map { #""\#($0.key)": "\#($0.value)""# }
        try await ground.call(
            "PATCH",
            "/api/beds/\(bed)",
            version: now,
            json: "{\(members.joined(separator: ", "))}"
        )
        work.kind = version.options.firstIndex(of: values["kind"] ?? "") ?? 0
        values["kind"] = nil
        work.held.merge(values) { $1 }
    }

    /// Moves on; only what goes without `retire` and holds something has to be accepted.
    private static func upgrade(_ ground: Ground, _ old: Version, _ new: Version, _ work: Work) async throws -> String {
        let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
        let gone = old.fields.filter { !new.fields.contains($0) }
        let lost = gone.count { !new.retires.contains($0) && work.held[$0] != nil }
        guard plan.number("accept") == lost else { throw Trouble("accept \(lost): \(plan.items("risks"))") }
        let told = plan.items("retires").compactMap { $0["address"]?.text?.split(separator: "/").last }.map(String.init)
        guard told == new.retires else { throw Trouble("retires \(told), and not \(new.retires)") }
        return try await ground.upgrade("gardens", ["accept": "\(lost)", "plan": plan["plan"]?.text ?? ""])
    }

    /// Drops what is due, which is all that was retired and has not come back.
    private static func drop(_ ground: Ground, _ work: inout Work) async throws -> Int {
        let plan = await ground.ask("GET", "packs/gardens/plan", ["drop": "true"])
        guard plan.status == 200 else { return 0 }
        try await ground.must("POST", "packs/gardens/drop", ["accept": "\(plan.json.number("accept") ?? 0)"])
        let fields = plan.json.items("drops").compactMap { $0["address"]?.text?.split(separator: "/").last }
        for field in fields { work.held[String(field)] = nil }
        return fields.count
    }

    private static let addresses =
        ["entity/gardens.bed", "role/gardener"] + Version.names.map { "entity/gardens.bed/field/\($0)" }

    /// The title that the tenant sees; `nil` where there is no such thing.
    private static func title(_ ground: Ground, _ address: String) async throws -> String? {
        // Time passes here: a session of the beginning is over.
        let model = try await ground.call("GET", "/api/model")
        let parts = address.split(separator: "/").map(String.init)
        if parts[0] == "role" {
            return model.items("roles").first { $0["id"]?.text == parts[1] }?["title"]?["en"]?.text
        }
        let entity = model["entities"]?[parts[1]]
        guard parts.count >= 4 else { return entity?["title"]?["en"]?.text }
        let field = entity?.items("fields").first { $0["id"]?.text == parts[3] }
        guard parts.count == 6 else { return field?["title"]?["en"]?.text }
        return field?.items("of").first { $0["id"]?.text == parts[5] }?["title"]?["en"]?.text
    }

    /// Every edit that was made is kept; it is in force where its target is, and waits elsewhere.
    private static func check(_ ground: Ground, _ bed: String, _ version: Version, _ work: Work) async throws {
        let record = try await ground.call("GET", "/api/beds/\(bed)")
        guard record["kind"]?.text == version.options[work.kind] else { throw Trouble("kind is \(record)") }
        for field in version.fields where record[field]?.text != work.held[field] {
            throw Trouble("\(field) is \(record[field] ?? .null) and not \(work.held[field] ?? "empty")")
        }
        let made = work.made
        let kept = try await ground.must("GET", "overlay").items("edits")
        for (address, value) in made.sorted(by: { $0.key < $1.key }) {
            let edit = kept.first { $0["address"]?.text == address }
            guard let edit else { throw Trouble("the edit of \(address) is gone: \(kept)") }
            let shown = try await title(ground, address)
            guard shown == nil || shown == value else {
                throw Trouble("\(address) shows \(shown ?? "") and not \(value): \(edit)")
            }
            let isParked = edit["state"]?.text == "parked"
            guard isParked == (shown == nil) else {
                throw Trouble("\(address): \(edit), shown as \(shown ?? "nothing")")
            }
        }
    }
}
