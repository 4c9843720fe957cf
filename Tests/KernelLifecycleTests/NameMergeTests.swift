import Kernel
import KernelTesting
import Testing

/// Names that records hold already: nothing that is renamed becomes one with them, and nobody gains rights unseen.
struct NameMergeTests {
    private static func yaml(_ version: String, state: String, role: String) -> String {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0" }
        roles:
          \(role), grants: { farm.cow: { read: all, update: all } } }
        entities:
          cow:
            title: Cow
            collection: cows
            fields: { name: { type: text, required: true } }
            states:
              \(state)
              old: { final: true }
            moves: { age: { from: \(state.prefix { $0 != ":" }), to: old } }
        """
    }

    private static let first = yaml("1.0.0", state: "calf: { start: true }", role: "boss: { title: Boss")

    /// Enables the first version and adds the tenant's own.
    private func begin(_ ground: Ground, _ edit: String) async throws {
        try ground.offer("farm", yaml: Self.first)
        try await ground.enable("farm")
        try await ground.call("PATCH", "/api/overlay", json: #"{"edits": [\#(edit)]}"#)
    }

    private func refusal(_ ground: Ground) async throws -> String {
        let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
        #expect(
            plan.items("conflicts").contains { $0["property"]?.text == "was" && $0["blocks"] == .bool(true) },
            "\(plan)"
        )
        let refused = await ground.ask("POST", "packs/farm/upgrade", ["plan": plan["plan"]?.text ?? ""])
        #expect(refused.status == 409)
        return refused.text
    }

    @Test
    func `a state that gets the name of a state of the tenant's own waits until no record is in that`() async throws {
        try await Ground.run { ground in
            let own = #"{"address": "entity/farm.cow/state/ill", "property": "definition", "value": {}}"#
            let move =
                #"{"address": "entity/farm.cow/move/sicken", "property": "definition", "value": {"from": "calf", "to": "ill", "needs": "farm.cow.update"}}"#
            let back =
                #"{"address": "entity/farm.cow/move/heal", "property": "definition", "value": {"from": "ill", "to": "calf", "needs": "farm.cow.update"}}"#
            try await begin(ground, "\(own), \(move), \(back)")
            let cow = try await ground.call("POST", "/api/cows", json: #"{"name": "Berta"}"#)["id"]?.text ?? ""
            try await ground.call("POST", "/api/cows/\(cow)/moves/sicken", json: "{}")
            try ground.offer(
                "farm",
                yaml: Self.yaml("2.0.0", state: "ill: { start: true, was: calf }", role: "boss: { title: Boss")
            )
            #expect(try await refusal(ground).contains("1 records hold `ill` already"))
            #expect(try await ground.call("GET", "/api/cows/\(cow)")["state"]?.text == "ill")
        }
    }

    @Test
    func `a role that gets the name of one that members have waits until nobody has that`() async throws {
        try await Ground.run { ground in
            let own =
                #"{"address": "role/keeper", "property": "definition", "value": {"title": "Keeper", "grants": {"farm.cow": {"read": "all"}}}}"#
            try await begin(ground, own)
            try await ground.kernel.addMember("k@example.com", to: "acme", roles: ["keeper"])
            try ground.offer(
                "farm",
                yaml: Self.yaml("2.0.0", state: "calf: { start: true }", role: "keeper: { title: Keeper, was: boss")
            )
            #expect(try await refusal(ground).contains("1 records hold `keeper` already"))
        }
    }

    @Test
    func `a role that comes back to those who hold its name is told as a risk`() async throws {
        try await Ground.run { ground in
            try await begin(ground, #"{"address": "entity/farm.cow", "property": "title", "value": "Kuh"}"#)
            try await ground.kernel.addMember("b@example.com", to: "acme", roles: ["boss"])
            try await ground.must("POST", "packs/farm/disable")
            let plan = try await ground.must("GET", "packs/farm/plan")
            let risk = plan.items("risks").first { $0["risk"]?.text == "grants_rights" }
            #expect(risk?["address"]?.text == "role/boss" && risk?["rows"] == .number("1"), "\(plan.items("risks"))")
        }
    }
}
