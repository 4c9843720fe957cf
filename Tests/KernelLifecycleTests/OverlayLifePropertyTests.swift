import Foundation
import Kernel
import KernelTesting
import Testing

/// A thing of a pack that versions name otherwise, take away and bring back.
private enum Slot: String, CaseIterable {
    case flag, low, mid, dig, shed
}

/// A version by chance: which of the things it has, and under which names.
private struct Version {
    let number: Int
    var names: [Slot: String]
    /// Every name that a thing ever had.
    private(set) var former: [Slot: [String]] = [:]
    var alive: Set<Slot>

    init() {
        number = 1
        names = Dictionary(Slot.allCases.map { ($0, $0.rawValue) }, uniquingKeysWith: { first, _ in first })
        alive = Set(Slot.allCases)
    }

    /// Follows another version; the last of all has everything.
    init(after last: Version, isLast: Bool, _ chance: inout Chance) {
        number = last.number + 1
        names = last.names
        former = last.former
        alive = Set(Slot.allCases.filter { _ in isLast || chance.happens(70) })
        for slot in Slot.allCases where alive.contains(slot) && chance.happens(40) {
            // Values of options and states come back under any name; else a name that was gone comes back as it was.
            guard last.alive.contains(slot) || slot == .low || slot == .mid, let name = names[slot] else { continue }
            former[slot, default: []].append(name)
            names[slot] = "\(slot.rawValue)_\(number)"
        }
    }

    func name(_ slot: Slot) -> String { names[slot] ?? "" }

    private func was(_ slot: Slot) -> String {
        former[slot].map { "was: [\($0.joined(separator: ", "))]" } ?? ""
    }

    private func line(_ slot: Slot, _ text: String) -> String { alive.contains(slot) ? text : "" }

    private func more(_ slot: Slot) -> String { former[slot] == nil ? "" : ", \(was(slot))" }

    var yaml: String {
        let mid = alive.contains(.mid) ? ", \(name(.mid))" : ""
        let options = line(.low, "\(name(.low)): { title: Low\(more(.low)) }, ") + "high: High"
        return """
            pack: gardens
            format: 1
            version: \(number).0.0
            title: Gardens
            requires: { access: "1.0", customers: "1.0" }
            roles:
              boss: { title: Boss, grants: { gardens.bed: { read: all } } }
            entities:
              bed:
                title: Bed
                collection: beds
                fields:
                  name: { type: text, required: true }
                  kind: { type: choice, of: { \(options) } }

            """ + line(.flag, "      \(name(.flag)): { type: bool\(more(.flag)) }\n")
                + "    states: { fresh: { start: true }, \(line(.mid, "\(name(.mid)): {\(was(.mid))}, "))done: { final: true } }\n"
                + "    moves:\n      finish: { from: [fresh\(mid)], to: done }\n"
                + line(.mid, "      rest: { from: fresh, to: \(name(.mid)) }\n")
                + line(.dig, "      \(name(.dig)): { from: fresh, to: done\(more(.dig)) }\n")
                + line(
                    .shed,
                    "  \(name(.shed)):\n" + (former[.shed] == nil ? "" : "    \(was(.shed))\n")
                        + "    title: Shed\n    collection: sheds\n    label: \"{name}\"\n    fields: { name: { type: text } }\n"
                )
    }
}

/// Roles, screens, states, moves, guards and options of a tenant's own over versions by chance: what fits is in force, what does not waits, a guard never
/// falls open, and nothing is lost.
struct OverlayLifePropertyTests: OwnEdits {
    private static let rounds = ProcessInfo.processInfo.environment["KERNEL_MERGE_ROUNDS"].flatMap { Int($0) } ?? 3
    private static let versions = 4

    private static let edits = [
        own("entity/gardens.bed/state/held", #"{"title": "Held"}"#),
        own(
            "entity/gardens.bed/move/hold",
            #"{"from": ["fresh", "mid"], "to": "held", "needs": "gardens.bed.update"}"#
        ),
        own("entity/gardens.bed/move/free", #"{"from": "held", "to": "fresh", "needs": "gardens.bed.update"}"#),
        own("entity/gardens.bed/check/airy", #"{"if": "kind != low or name != 'X'", "else": "Not low"}"#),
        own(
            "role/helper",
            #"{"title": "Helper", "grants": {"gardens.bed": {"read": {"scope": "all", "fields": ["name", "flag"]}, "#
                + #""dig": "all"}, "gardens.shed": {"read": "all"}}}"#
        ),
        own("screen/mine", #"{"base": "gardens.bed.list", "fields": ["name", "flag"], "title": "Mine"}"#),
        change("entity/gardens.bed/move/dig", "if", #""flag""#),
        change("entity/gardens.bed/move/dig", "else.en", #""Not flagged""#),
        change("entity/gardens.bed/field/kind/of/low", "title.en", #""Mine""#),
    ]

    /// What is in force of each edit, by its number; who edits an option keeps it.
    private static func expected(_ version: Version) -> [Int: String] {
        func state(_ slots: Slot..., else word: String) -> String {
            slots.allSatisfy(version.alive.contains) ? "in_force" : word
        }
        return [
            0: "in_force", 1: state(.mid, else: "partly"), 2: "in_force", 3: "in_force",
            4: state(.flag, .dig, .shed, else: "partly"), 5: state(.flag, else: "partly"),
            6: state(.flag, .dig, else: "parked"), 7: state(.dig, else: "parked"), 8: "in_force",
        ]
    }

    private static func addresses(_ version: Version) -> [String] {
        [
            "entity/gardens.bed/state/held definition", "entity/gardens.bed/move/hold definition",
            "entity/gardens.bed/move/free definition", "entity/gardens.bed/check/airy definition",
            "role/helper definition", "screen/mine definition",
            "entity/gardens.bed/move/\(version.name(.dig)) if", "entity/gardens.bed/move/\(version.name(.dig)) else.en",
            "entity/gardens.bed/field/kind/of/\(version.name(.low)) title.en",
        ]
    }

    private static func requireEdits(_ ground: Ground, _ version: Version) async throws {
        let edits = try await ground.must("GET", "overlay").items("edits")
        guard edits.count == Self.edits.count else { throw Trouble("\(edits.count) edits: \(edits)") }
        let found = Dictionary(
            edits.map { ("\($0["address"]?.text ?? "") \($0["property"]?.text ?? "")", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for (number, key) in addresses(version).enumerated() {
            let (state, wanted) = (found[key]?["state"]?.text, expected(version)[number])
            guard state == wanted else {
                throw Trouble("\(key) is \(state ?? "gone"), not \(wanted ?? ""): \(found)\n\(version.yaml)")
            }
        }
    }

    private static func requireGrants(_ ground: Ground, _ version: Version) async throws {
        let role = await ground.get("/api/model").json.items("roles").first { $0["id"]?.text == "helper" }
        let grants = (role?.items("grants") ?? []).map { grant in
            "\(grant["permission"]?.text ?? "") \(grant.texts("fields").sorted().joined(separator: " "))"
        }
        let read = (["name"] + (version.alive.contains(.flag) ? [version.name(.flag)] : [])).sorted()
        var wanted = ["gardens.bed.read \(read.joined(separator: " "))"]
        if version.alive.contains(.dig) { wanted.append("gardens.bed.\(version.name(.dig)) ") }
        if version.alive.contains(.shed) { wanted.append("gardens.\(version.name(.shed)).read ") }
        guard grants.sorted() == wanted.sorted() else { throw Trouble("\(grants), not \(wanted): \(version.yaml)") }
    }

    /// The guard lets nobody by who is not flagged; records hold what they held.
    private static func requireWork(_ ground: Ground, _ version: Version, low: String, mid: String) async throws {
        let bed = try await ground.call("POST", "/api/beds", json: #"{"name": "N"}"#)["id"]?.text ?? ""
        let path = "/api/beds/\(bed)/moves/\(version.name(.dig).replacing("_", with: "-"))"
        let answer = await ground.kernel.send(TestRequest("POST", path, token: ground.session, json: "{}"))
        guard answer.status == (version.alive.contains(.dig) ? 409 : 404) else {
            throw Trouble("\(path): \(answer.status) \(answer.text)\n\(version.yaml)")
        }
        let held = await ground.get("/api/beds/\(low)").json["kind"]?.text
        if version.alive.contains(.low), held != version.name(.low) { throw Trouble("\(held ?? "-"): \(version.yaml)") }
        let state = await ground.get("/api/beds/\(mid)").json["state"]?.text
        if version.alive.contains(.mid), state != version.name(.mid) {
            throw Trouble("\(state ?? "-"): \(version.yaml)")
        }
    }

    private static func upgrade(_ ground: Ground) async throws -> String {
        let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
        let query = ["accept": "\(plan.number("accept") ?? 0)", "plan": plan["plan"]?.text ?? ""]
        return try await ground.upgrade("gardens", query)
    }

    @Test(arguments: 0..<rounds)
    func `own roles, screens, states, moves and guards live through versions that rename, drop and bring back`(
        _ round: Int
    ) async throws {
        try await Ground.run { ground in
            var chance = Chance(state: UInt64(round) &* 977 &+ 11)
            var version = Version()
            try await ground.begin("gardens", yaml: version.yaml)
            _ = try await ground.must(
                "PATCH",
                "overlay",
                json: #"{"edits": [\#(Self.edits.joined(separator: ", "))]}"#
            )
            let low =
                try await ground.call("POST", "/api/beds", json: #"{"name": "L", "kind": "low"}"#)["id"]?.text ?? ""
            let mid = try await ground.call("POST", "/api/beds", json: #"{"name": "M"}"#)["id"]?.text ?? ""
            _ = try await ground.call("POST", "/api/beds/\(mid)/moves/rest", json: "{}")
            try await Self.requireEdits(ground, version)
            for count in 1...Self.versions {
                let before = try await ground.model()
                version = Version(after: version, isLast: count == Self.versions, &chance)
                try ground.offer("gardens", yaml: version.yaml)
                let receipt = try await Self.upgrade(ground)
                if chance.happens(40) {
                    try await ground.undo(receipt)
                    guard try await ground.model() == before else { throw Trouble("undo: \(version.yaml)") }
                    _ = try await Self.upgrade(ground)
                }
                try await Self.requireEdits(ground, version)
                try await Self.requireGrants(ground, version)
                try await Self.requireWork(ground, version, low: low, mid: mid)
            }
        }
    }
}
