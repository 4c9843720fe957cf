import Kernel
import KernelTesting
import Testing

/// What a plan tells people, and that it tells it once.
struct PlanTellingTests {
    private static func pack(_ version: String, entity: String = "cow", was: String = "", rest: String = "") -> String {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, grants: { farm.\(entity): { read: all, create: all, update: all, milk: all } } }
        entities:
          \(entity):
            \(was)
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              note: { type: text }
            states: { young: { start: true }, old: { final: true } }
            moves: { milk: { from: young, to: old } }
        \(rest)
        """
    }

    private static let barn = """
          barn:
            title: Barn
            collection: barns
            label: "{name}"
            fields: { name: { type: text } }
        """

    private func cost(_ plan: JSONValue, _ name: String) -> Int? { plan["cost"]?.number(name) }

    @Test
    func `permissions that go are counted, those of a renamed entity neither come nor go`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0", rest: Self.barn))
            try await ground.enable("farm")
            try ground.offer("farm", yaml: Self.pack("2.0.0", entity: "cattle", was: "was: cow"))
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(cost(plan, "permissions") == 0, "\(plan["cost"] ?? .null)")
            #expect((cost(plan, "permissions_removed") ?? 0) >= 4, "\(plan["cost"] ?? .null)")
        }
    }

    @Test
    func `the table of a renamed entity is told once`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0"))
            try await ground.enable("farm")
            try ground.offer("farm", yaml: Self.pack("2.0.0", entity: "cattle", was: "was: cow"))
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            let steps = plan.items("schema").filter { $0["change"]?.text == "rename" }.map {
                "\($0["kind"]?.text ?? "") \($0["table"]?.text ?? "").\($0["name"]?.text ?? "")"
            }
            #expect(!steps.isEmpty && Set(steps).count == steps.count, "\(steps)")
        }
    }

    @Test
    func `a field whose values get two indexes locks once`() async throws {
        try await Ground.run { ground in
            let customer = try await ground.call("POST", "/api/customers", json: #"{"name": "F"}"#)
            #expect(customer["id"] != nil)
            let edit =
                #"{"address": "entity/customers.customer/field/nick", "property": "definition", "value": {"type": "text", "#
                + #""indexed": true}}"#
            let plan = try await ground.must("POST", "overlay/plan", json: #"{"edits": [\#(edit)]}"#)
            let locks = (plan["plan"] ?? .null).items("risks").filter { $0["risk"]?.text == "locks" }.compactMap {
                $0["text"]?.text
            }
            #expect(locks.count == 1, "\(plan)")
        }
    }

    @Test
    func `a plan to disable says what becomes of people`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0"))
            try await ground.enable("farm")
            _ = try await ground.kernel.addMember("kim@acme.example.com", to: "acme", roles: ["boss"])
            let plan = try await ground.must("GET", "packs/farm/plan", ["disable": "true"])
            let texts = plan.items("risks").compactMap { $0["text"]?.text }
            #expect(
                texts.contains { $0.hasPrefix("1 members hold a role that goes") && $0.contains("cannot sign in") },
                "\(texts)"
            )
        }
    }

    @Test(arguments: ["grants.farm.cow.milk", "grants.nowhere.near.read"])
    func `nothing of the owner's grants is taken away, and that is said`(_ property: String) async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0"))
            try await ground.enable("farm")
            let json = #"{"edits": [{"address": "role/owner", "property": "\#(property)", "value": null}]}"#
            for (method, path) in [("POST", "overlay/plan"), ("PATCH", "overlay")] {
                let refused = await ground.ask(method, path, json: json)
                #expect(refused.status == 422 && refused.text.contains("holds everything"), "\(refused.text)")
            }
            // Of another role there is nothing to take away, and nothing changes.
            let other = json.replacing("role/owner", with: "role/boss").replacing(
                "farm.cow.milk",
                with: "farm.cow.delete"
            )
            if property.contains("milk") {
                #expect(await ground.ask("PATCH", "overlay", json: other).status < 300)
            }
        }
    }

    @Test
    func `a record's history is the same before and after an undo of its entity's new name`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0"))
            try await ground.enable("farm")
            let made = try await ground.call("POST", "/api/cows", json: #"{"name": "A"}"#)
            let path = "/api/cows/\(made["id"]?.text ?? "")"
            try await ground.call("PATCH", path, version: 1, json: #"{"note": "before"}"#)
            func history() async throws -> [String] {
                try await ground.call("GET", "\(path)/history").items("items").compactMap { $0["action"]?.text }
            }
            try ground.offer("farm", yaml: Self.pack("2.0.0", entity: "cattle", was: "was: cow"))
            let receipt = try await ground.upgrade("farm")
            try await ground.call("PATCH", path, version: 2, json: #"{"note": "between"}"#)
            try await ground.call("POST", "\(path)/moves/milk", json: "{}")
            let between = try await history()
            #expect(between == ["moved.milk", "updated", "updated", "created"])
            try await ground.undo(receipt)
            let after = try await history()
            #expect(Array(after.suffix(between.count)) == between, "\(after)")
            let items = try await ground.call("GET", "\(path)/history").items("items")
            #expect(items.contains { String(describing: $0).contains("between") }, "\(items)")
            // And forth again.
            try await ground.upgrade("farm")
            #expect(Array(try await history().suffix(between.count)) == between)
        }
    }
}
