import Kernel
import KernelTesting
import Testing

/// A tenant's conditions over what refers to a record, when a version names the collection, the reference or its far end otherwise.
struct FarEndFollowTests: OwnEdits {
    private static let first = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, grants: { farm.herd: { read: all, move: all }, farm.cow: { read: all } } }
        entities:
          herd:
            title: Herd
            collection: herds
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              farmer: { type: reference, to: customers.customer }
            states: { here: { start: true }, there: { final: true } }
            moves: { move: { from: here, to: there } }
          cow:
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              herd: { type: reference, to: farm.herd }
              mother: { type: reference, to: farm.cow, inverse: calves }
        """

    private static func customise(_ ground: Ground) async throws {
        _ = try await ground.edit(
            change("entity/farm.herd/move/move", "if", #""any(cows, name = 'Bell') and farmer.name = 'F'""#),
            change("entity/farm.herd/move/move", "else.en", #""No bell""#),
            own(
                "entity/farm.cow/check/few",
                #"{"if": "count(herd.cows) < 2 and count(calves) < 2", "else": "Too many"}"#
            ),
            own("screen/mine", #"{"base": "farm.herd.detail", "fields": ["name", "cows"], "title": "Mine"}"#)
        )
    }

    /// Asks for what the conditions say, under the names of a version.
    private static func requireInForce(_ ground: Ground, cows: String, herd: String) async throws {
        let farmer = try await ground.call("POST", "/api/customers", json: #"{"name": "F"}"#)["id"]?.text ?? ""
        let made = try await ground.call("POST", "/api/herds", json: #"{"name": "H", "farmer": "\#(farmer)"}"#)
        let id = made["id"]?.text ?? ""
        let move = TestRequest("POST", "/api/herds/\(id)/moves/move", token: ground.session, json: "{}")
        let refused = await ground.kernel.send(move)
        #expect(refused.status == 409 && refused.text.contains("No bell"), "\(refused.text)")
        for name in ["Bell", "Two"] {
            _ = try await ground.call("POST", "/api/\(cows)", json: #"{"name": "\#(name)", "\#(herd)": "\#(id)"}"#)
        }
        let third = await ground.kernel.send(
            TestRequest("POST", "/api/\(cows)", token: ground.session, json: #"{"name": "C", "\#(herd)": "\#(id)"}"#)
        )
        #expect(third.status == 422 && third.text.contains("Too many"), "\(third.text)")
        #expect(await ground.kernel.send(move).status == 200)
    }

    @Test(arguments: ["entity and field", "collection", "inverse"])
    func `far ends in conditions and on screens follow`(_ what: String) async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.first)
            try await Self.customise(ground)
            try await Self.requireInForce(ground, cows: "cows", herd: "herd")
            var second = Self.first.replacing("1.0.0", with: "2.0.0")
            var (cows, herd) = ("cows", "herd")
            switch what {
            case "collection":
                cows = "kine"
                second = second.replacing("collection: cows", with: "collection: kine")
            case "inverse":
                second = second.replacing("to: farm.herd }", with: "to: farm.herd, inverse: animals }")
                    .replacing("inverse: calves", with: "inverse: young")
            default:
                (cows, herd) = ("cattle", "flock")
                second = second.replacing("  cow:\n", with: "  cattle:\n    was: cow\n")
                    .replacing("farm.cow", with: "farm.cattle").replacing(
                        "collection: cows",
                        with: "collection: cattle"
                    )
                    .replacing("herd: { type: reference", with: "flock: { was: herd, type: reference")
                    .replacing("mother: {", with: "dam: { was: mother,")
            }
            try ground.offer("farm", yaml: second)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(!plan.texts("warnings").contains { $0.contains("waits") }, "\(plan.texts("warnings"))")
            try await ground.upgrade("farm")
            #expect(Set(try await Self.states(ground).values) == ["in_force"])
            try await Self.requireInForce(ground, cows: cows, herd: herd)
        }
    }
}
