import Foundation
import Kernel
import KernelStore
import KernelTesting
import Testing

/// An upgrade takes along other packs that would not go with the new version.
struct JointUpgradeTests {
    private static func farm(_ version: String) -> String {
        let isNew = version.hasPrefix("2")
        let entity = isNew ? "cattle" : "cow"
        return """
            pack: farm
            format: 1
            version: \(version)
            title: Farm
            requires: { access: "1.0" }
            roles: { boss: { title: Boss, grants: { farm.\(entity): { read: all, create: all, update: all } } } }
            entities:
              \(entity):
                title: Cow
                collection: cows
                label: "{name}"
                \(isNew ? "was: cow" : "# gives milk")
                fields:
                  name: { type: text, required: true }
            """
    }

    private static let changes = """
        migrations:
          - { from: "<2.0.0", set: farm.cattle.good, to: "true", where: "liters > 5" }
          - { from: "<2.0.0", retire: farm.cattle.old, keep: 30d }
        """

    private static func dairy(_ version: String) -> String {
        let isNew = version.hasPrefix("2")
        let (entity, field) = isNew ? ("cattle", "liters") : ("cow", "litres")
        return """
            pack: dairy
            format: 1
            version: \(version)
            title: Dairy
            requires: { access: "1.0", farm: "\(isNew ? "2.0" : "1.0")" }
            extend:
              farm.\(entity):
                fields:
                  \(field): { type: int\(isNew ? ", was: litres" : "") }
                  \(isNew ? "good: { type: bool }" : "old: { type: bool }")
            entities:
              milking:
                label: milking
                title: Milking
                collection: milkings
                fields:
                  cow: { type: reference, to: farm.\(entity), required: true }
            \(isNew ? changes : "# the first")
            seed:
              reference:
                farm.\(entity):
                  alma: { name: "\(isNew ? "Alma the first" : "Alma")" }
            """
    }

    private func begin(_ ground: Ground) async throws {
        try ground.offer("farm", yaml: Self.farm("1.0.0"))
        try ground.offer("dairy", yaml: Self.dairy("1.0.0"))
        try await ground.enable("dairy")
        let made = try await ground.call("POST", "/api/cows", json: #"{"name": "Berta", "litres": 7, "old": true}"#)
        try await ground.call("POST", "/api/milkings", json: #"{"cow": "\#(made["id"]?.text ?? "")"}"#)
    }

    private func names(_ ground: Ground) async throws -> [String?] {
        try await ground.call("GET", "/api/cows", ["sort": "name"]).items("items").map { $0["name"]?.text }
    }

    @Test(arguments: ["farm", "dairy"])
    func `both change in one change that one receipt takes back`(_ asked: String) async throws {
        try await Ground.run { ground in
            try await begin(ground)
            let before = try ground.dump()
            try ground.offer("farm", yaml: Self.farm("2.0.0"))
            try ground.offer("dairy", yaml: Self.dairy("2.0.0"))
            let other = asked == "farm" ? "dairy" : "farm"
            let plan = try await ground.must("GET", "packs/\(asked)/plan", ["upgrade": "true"])
            #expect(plan.items("packs_upgraded").map { $0["id"]?.text } == [other])
            #expect(plan.items("packs_upgraded").map { $0["from"]?.text } == ["1.0.0"])
            #expect(
                plan.items("renames").map { $0["to"]?.text } == [
                    "entity/farm.cattle", "entity/farm.cattle/field/liters",
                ]
            )
            #expect(plan.items("retires").map { $0["address"]?.text } == ["entity/farm.cow/field/old"])
            let done = try await ground.must("POST", "packs/\(asked)/upgrade", ["plan": plan["plan"]?.text ?? ""])
            #expect(done.items("packs_upgraded").map { $0["version"]?.text } == ["2.0.0"])
            let cows = try await ground.call("GET", "/api/cows", ["sort": "name"]).items("items")
            #expect(cows.map { $0["name"]?.text } == ["Alma the first", "Berta"])
            #expect(
                cows.map { $0["liters"] } == [.null, .number("7")] && cows.map { $0["good"] } == [.null, .bool(true)]
            )
            let milkings = try await ground.call("GET", "/api/milkings").items("items")
            #expect(milkings.map { $0["cow"]?.text } == [cows[1]["id"]?.text])
            try await ground.undo(done["receipt"]?.text ?? "")
            #expect(try ground.dump().remains(since: before) == [])
        }
    }

    @Test(arguments: ["farm", "dairy"])
    func `what a pack stands on is carried out first, whichever is asked for`(_ asked: String) async throws {
        try await Ground.run { ground in
            try await begin(ground)
            let farm = """
                      kilos: { type: int }
                migrations: [ { from: "<2.0.0", set: farm.cattle.kilos, to: 400 } ]
                """
            let dairy = Self.dairy("2.0.0").replacing(
                "cow: { type: reference, to: farm.cattle, required: true }",
                with: "cow: { type: reference, to: farm.cattle, required: true }\n      heavy: { type: bool }"
            )
            .replacing(
                "migrations:\n",
                with: "migrations:\n"
                    + #"  - { from: "<2.0.0", set: dairy.milking.heavy, to: "true", where: "cow.kilos > 300" }"# + "\n"
            )
            try ground.offer("farm", yaml: Self.farm("2.0.0") + "\n" + farm)
            try ground.offer("dairy", yaml: dairy)
            try await ground.upgrade(asked)
            let milkings = try await ground.call("GET", "/api/milkings").items("items")
            #expect(milkings.map { $0["heavy"] } == [.bool(true)], "\(milkings)")
            let entries = try await ground.call("GET", "/api/audit").items("items")
            let packs = entries.filter { $0["action"]?.text == "upgraded" }.compactMap { $0["record"]?.text }
            #expect(packs == ["dairy", "farm"], "\(entries)")
        }
    }

    @Test
    func `without a version that goes with it the refusal says the way out, and the way works`() async throws {
        try await Ground.run { ground in
            try await begin(ground)
            try ground.offer("farm", yaml: Self.farm("2.0.0"))
            let refused = await ground.ask("POST", "packs/farm/upgrade")
            #expect(refused.status == 422 && refused.text.contains("kernel packs disable dairy"), "\(refused.text)")
            #expect(try await names(ground) == ["Alma", "Berta"])
            try await ground.must("POST", "packs/dairy/disable")
            try await ground.upgrade("farm")
            try ground.offer("dairy", yaml: Self.dairy("2.0.0"))
            try await ground.enable("dairy")
            #expect(try await names(ground) == ["Alma the first", "Berta"])
            let cows = try await ground.call("GET", "/api/cows", ["sort": "name"]).items("items")
            #expect(cows.map { $0["liters"] } == [.null, .number("7")])
        }
    }

    @Test
    func `to enable replaces no version, and says to upgrade first`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.farm("1.0.0"))
            try await ground.enable("farm")
            try ground.offer("farm", yaml: Self.farm("2.0.0"))
            try ground.offer("dairy", yaml: Self.dairy("2.0.0"))
            let refused = await ground.ask("POST", "packs/dairy/enable")
            #expect(refused.status == 422 && refused.text.contains("kernel packs upgrade farm"), "\(refused.text)")
        }
    }

    @Test
    func `to enable never goes back to an older version`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.farm("1.0.0"))
            try ground.offer("farm@2.0.0", ["pack.yaml": Self.farm("2.0.0")])
            try await ground.enable("farm")
            try await ground.upgrade("farm")
            let listed =
                try await ground.must("GET", "packs").items("packs").first { $0["id"]?.text == "farm" } ?? .null
            #expect(listed.items("versions").map(\.text) == ["2.0.0", "1.0.0"])
            #expect(listed.items("enabled").map { $0["version"]?.text } == ["2.0.0"])
            let refused = await ground.ask("POST", "packs/farm/enable")
            #expect(refused.status == 409 && refused.text.contains("--to 1.0.0"), "\(refused.text)")
            try await ground.must("POST", "packs/farm/disable")
            #expect(try await ground.must("POST", "packs/farm/enable")["version"]?.text == "2.0.0")
        }
    }
}
