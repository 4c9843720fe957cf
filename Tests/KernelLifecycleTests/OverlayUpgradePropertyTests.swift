import Foundation
import Kernel
import KernelTesting
import Testing

/// Edits by chance over versions by chance: nothing that a tenant edited is ever lost.
struct OverlayUpgradePropertyTests {
    private static let rounds = ProcessInfo.processInfo.environment["KERNEL_MERGE_ROUNDS"].flatMap { Int($0) } ?? 6
    private static let lanes = 2
    private static let names = ["alpha", "beta", "gamma", "delta"]
    private static let words = ["One", "Two", "Three"]

    /// A version with some of four fields, each under one of a few titles.
    private static func pack(_ number: Int, _ chance: inout Chance) -> String {
        let fields = names.filter { _ in chance.happens(70) }.map { name in
            "      \(name): { type: text, title: \(chance.one(of: words)), searchable: \(chance.happens(50)) }"
        }
        return """
            pack: gardens
            format: 1
            version: \(number).0.0
            title: Gardens
            requires: { customers: "1.0" }
            roles:
              gardener: { title: \(chance.one(of: words)), grants: { gardens.bed: { read: all } } }
            entities:
              bed:
                title: \(chance.one(of: words))
                collection: beds
                fields:
                  name: { type: text, required: true }
            \(fields.map { "      \($0)" }.joined(separator: "\n").replacing("            ", with: "      "))
            """
    }

    /// An edit as it was made.
    private struct Edit: Hashable {
        let address: String
        let value: String

        var request: String { #"{"address": "\#(address)", "property": "title.en", "value": "\#(value)"}"# }
    }

    @Test(arguments: 0..<lanes)
    func `edits by chance are in force wherever their target is, and come back with it`(lane: Int) async throws {
        try await Ground.run { ground in
            var chance = Chance(state: UInt64(lane) &* 7_919 &+ 5)
            var made: [String: String] = [:]
            var upgrades = 0
            try ground.offer("gardens", yaml: Self.pack(1, &chance))
            try await ground.enable("gardens")
            for number in 2..<(2 + Self.rounds) {
                for address in Self.addresses where chance.happens(40) {
                    guard try await Self.title(ground, address) != nil else { continue }
                    let edit = Edit(address: address, value: chance.one(of: ["Mine", "Ours", "Hers"]))
                    _ = try await ground.edit(edit.request)
                    made[edit.address] = edit.value
                }
                try ground.offer("gardens", yaml: Self.pack(number, &chance))
                let receipt = try await ground.upgrade("gardens", ["accept": "0"])
                if chance.happens(30) {
                    try await ground.undo(receipt)
                    try await Self.check(ground, made)
                    try await ground.upgrade("gardens", ["accept": "0"])
                }
                upgrades += 1
                try await Self.check(ground, made)
            }
            #expect(upgrades == Self.rounds && !made.isEmpty)
        }
    }

    private static let addresses =
        ["entity/gardens.bed", "role/gardener"] + names.map { "entity/gardens.bed/field/\($0)" }

    /// The title that the tenant sees; `nil` where there is no such thing.
    private static func title(_ ground: Ground, _ address: String) async throws -> String? {
        let model = await ground.get("/api/model").json
        let parts = address.split(separator: "/").map(String.init)
        if parts[0] == "role" {
            return model.items("roles").first { $0["id"]?.text == parts[1] }?["title"]?["en"]?.text
        }
        let entity = model["entities"]?[parts[1]]
        guard parts.count == 4 else { return entity?["title"]?["en"]?.text }
        return entity?.items("fields").first { $0["id"]?.text == parts[3] }?["title"]?["en"]?.text
    }

    /// Every edit that was made is kept; it is in force where its target is, and waits elsewhere.
    private static func check(_ ground: Ground, _ made: [String: String]) async throws {
        let kept = try await ground.must("GET", "overlay").items("edits")
        for (address, value) in made.sorted(by: { $0.key < $1.key }) {
            let edit = kept.first { $0["address"]?.text == address }
            guard let edit else { throw Trouble("the edit of \(address) is gone: \(kept)") }
            let shown = try await title(ground, address)
            guard shown == nil || shown == value else {
                throw Trouble("\(address) shows \(shown ?? "") and not \(value)")
            }
            let isParked = edit["state"]?.text == "parked"
            guard isParked == (shown == nil) else {
                throw Trouble("\(address): \(edit), shown as \(shown ?? "nothing")")
            }
        }
    }
}
