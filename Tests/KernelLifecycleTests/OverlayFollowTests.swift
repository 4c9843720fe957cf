import Kernel
import KernelTesting
import Testing

/// What a tenant added itself when a new version names states, fields, options and entities otherwise, or takes them away.
struct OverlayFollowTests: OwnEdits {
    private static let first = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, grants: { farm.cow: { read: all, update: all, milk: all } } }
        entities:
          cow:
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              race: { type: choice, of: { red: Red, blue: Blue } }
            states: { young: { start: true }, old: {} }
            moves: { milk: { from: [young], to: old } }
        screens:
          small: { base: farm.cow.list, fields: [name, race, state], title: Small }
        """

    /// Every name of the first version is another one.
    private static let second = first.replacing("1.0.0", with: "2.0.0").replacing(
        "  cow:\n",
        with: "  cattle:\n    was: cow\n"
    )
    .replacing("farm.cow", with: "farm.cattle").replacing("name: { type", with: "tag: { was: name, type")
    .replacing("{name}", with: "{tag}").replacing("[name", with: "[tag")
    .replacing("red: Red", with: "ruby: { title: Ruby, was: red }").replacing("young: {", with: "calf: { was: young,")
    .replacing("[young]", with: "[calf]").replacing("moves: { milk: {", with: "moves: { draw: { was: milk,")
    .replacing("milk: all", with: "draw: all")

    /// Own parts that name what the pack declares, in each place where a name can stand.
    private static func customise(_ ground: Ground) async throws {
        let guarded =
            #"{"from": ["young"], "to": "ill", "needs": "farm.cow.update", "if": "race = red", "else": "Only red", "#
            + #""set": {"name": "name & \"!\""}}"#
        let log =
            #"{"title": "Log", "collection": "logs", "label": "{text} {cow.name}", "fields": {"text": {"type": "text"}, "#
            + #""cow": {"type": "reference", "to": "farm.cow"}}, "#
            + #""checks": {"right": {"if": "cow.race != blue or text = 'blue'", "else": "Not blue"}}}"#
        _ = try await ground.edit(
            own("entity/farm.cow/field/nick", #"{"type": "text", "max": 30}"#),
            own("entity/farm.cow/state/ill", #"{"title": "Ill"}"#),
            own("entity/farm.cow/move/sicken", guarded),
            own("entity/farm.cow/move/heal", #"{"from": "ill", "to": "young", "needs": "farm.cow.milk"}"#),
            own("entity/farm.cow/check/sane", #"{"if": "state != young or race in [red, blue]", "else": "No"}"#),
            own("screen/mine", #"{"base": "farm.cow.list", "fields": ["name", "nick"], "where": "state = young"}"#),
            own("role/helper", #"{"title": "H", "grants": {"farm.cow": {"read": "all", "milk": "all"}}}"#),
            own("entity/own.log", log),
            change("terminology/farm.cow", "one.en", #""Moo""#),
            change("screen/small", "fields", #"["name", "state"]"#),
            change("entity/farm.cow/move/milk", "if", #""race = red""#),
            change("entity/farm.cow/move/milk", "else.en", #""Only red""#),
            change("role/boss", "grants.farm.cow.update", #"{"scope": "all", "fields": ["name"]}"#)
        )
    }

    @Test
    func `all that names what a version renames goes along, conditions too, silently, and an undo gives it back`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.first)
            try await Self.customise(ground)
            let cow = try await ground.call("POST", "/api/cows", json: #"{"name": "B", "race": "red", "nick": "N"}"#)
            let id = cow["id"]?.text ?? ""
            let before = try await ground.model()
            try ground.offer("farm", yaml: Self.second)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(plan.items("conflicts").isEmpty && plan.texts("warnings").isEmpty, "\(plan)")
            #expect(!plan.items("risks").contains { $0["kind"]?.text == "loses_data" }, "\(plan)")
            let receipt = try await ground.upgrade("farm")
            let states = try await Self.states(ground)
            #expect(states.values.allSatisfy { $0 == "in_force" }, "\(states)")
            #expect(states["role/boss grants.farm.cattle.update"] != nil)
            #expect(states["terminology/farm.cattle one.en"] != nil)
            #expect(await ground.get("/api/model").json["terminology"]?["farm.cattle"]?["one"]?["en"]?.text == "Moo")
            // In force, not only kept: an own guard refuses by the new name of the option, own moves lead on.
            let blue = try await ground.call("POST", "/api/cows", json: #"{"tag": "C", "race": "blue"}"#)
            let refused = await ground.kernel.send(
                TestRequest(
                    "POST",
                    "/api/cows/\(blue["id"]?.text ?? "")/moves/sicken",
                    token: ground.session,
                    json: "{}"
                )
            )
            #expect(refused.status == 409 && refused.text.contains("Only red"), "\(refused.text)")
            let ill = try await ground.call("POST", "/api/cows/\(id)/moves/sicken", json: "{}")
            #expect(ill["state"]?.text == "ill" && ill["tag"]?.text == "B!" && ill["nick"]?.text == "N", "\(ill)")
            let healed = try await ground.call("POST", "/api/cows/\(id)/moves/heal", json: "{}")
            #expect(healed["state"]?.text == "calf", "\(healed)")
            let log = #"{"text": "blue", "cow": "\#(blue["id"]?.text ?? "")"}"#
            _ = try await ground.call("POST", "/api/logs", json: log)
            try await ground.undo(receipt, accept: await Self.lost(ground, receipt))
            #expect(try await ground.model() == before)
        }
    }

    /// How much work an undo would take along.
    private static func lost(_ ground: Ground, _ receipt: String) async -> Int? {
        let answer = await ground.ask("POST", "receipts/\(receipt)/undo")
        guard case .number(let count)? = answer.json["accept"] else { return nil }
        return Int(count)
    }

    @Test
    func `what cannot stay waits alone with what needs it, each with its own reason, and comes back`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.first)
            try await Self.customise(ground)
            let bare = Self.first.replacing("1.0.0", with: "2.0.0").replacing("old: {}", with: "old: {}, calm: {}")
                .replacing("of: { red: Red, blue: Blue }", with: "of: { blue: Blue }")
            try ground.offer("farm", yaml: bare)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            let warnings = plan.texts("warnings").filter { $0.contains("waits") }
            #expect(warnings.count == 3, "\(warnings)")
            #expect(warnings.allSatisfy { $0.contains("red") }, "\(warnings)")
            #expect(
                warnings.contains { $0.contains("move/milk if") && $0.contains("nobody makes this move") },
                "\(warnings)"
            )
            try await ground.upgrade("farm")
            let states = try await Self.states(ground)
            let parked = states.filter { $0.value == "parked" }.keys.sorted()
            #expect(
                parked == [
                    "entity/farm.cow/check/sane definition", "entity/farm.cow/move/milk if",
                    "entity/farm.cow/move/sicken definition",
                ],
                "\(states)"
            )
            try ground.offer("farm", yaml: Self.first.replacing("1.0.0", with: "3.0.0"))
            try await ground.upgrade("farm")
            #expect(try await Self.states(ground).values.allSatisfy { $0 == "in_force" })
        }
    }

    @Test
    func `a refused edit is told at its own address, not at its neighbours'`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.first)
            let edits = [
                Self.own("entity/farm.cow/field/nick", #"{"type": "text"}"#),
                Self.own("entity/farm.cow/state/ill", #"{"title": "Ill"}"#),
                Self.own("entity/farm.cow/move/sicken", #"{"from": "yung", "to": "ill", "needs": "farm.cow.update"}"#),
            ].joined(separator: ", ")
            let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(edits)]}"#)
            let paths = answer.json.items("errors").map { $0["path"]?.text ?? "" }
            #expect(answer.status == 422 && paths == ["entity/farm.cow/move/sicken definition"], "\(answer.text)")
        }
    }

    @Test
    func `a conflict about an edit that waits says that the pack's is in force`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.first)
            _ = try await ground.edit(Self.change("screen/small", "fields", #"["race"]"#))
            let bare = Self.first.replacing("1.0.0", with: "2.0.0").replacing(
                "[name, race, state]",
                with: "[name, state]"
            )
            .replacing("      race: { type: choice, of: { red: Red, blue: Blue } }\n", with: "")
            try ground.offer("farm", yaml: bare)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            let conflict = plan.items("conflicts").first
            #expect(
                conflict?["address"]?.text == "screen/small" && conflict?["suggestion"]?.text == "take_pack",
                "\(plan)"
            )
        }
    }

    @Test
    func `a narrower grant that cannot be had any more gives nothing, not the pack's wider one`() async throws {
        try await Ground.run { ground in
            let owned = Self.first.replacing("collection: cows", with: "collection: cows\n    scopes: { own: owner }")
            try await ground.begin("farm", yaml: owned)
            _ = try await ground.edit(
                Self.change("role/boss", "grants.farm.cow.update", #""own""#),
                Self.change("role/boss", "grants.farm.cow.read", #"{"scope": "all", "fields": ["name", "race"]}"#)
            )
            let bare = Self.first.replacing("1.0.0", with: "2.0.0").replacing(
                "[name, race, state]",
                with: "[name, state]"
            )
            .replacing("      race: { type: choice, of: { red: Red, blue: Blue } }\n", with: "")
            try ground.offer("farm", yaml: bare)
            try await ground.upgrade("farm")
            let role = await ground.get("/api/model").json.items("roles").first { $0["id"]?.text == "boss" }
            let grants = (role?.items("grants") ?? []).map {
                "\($0["permission"]?.text ?? "") \($0.texts("fields").joined(separator: " "))"
            }
            #expect(grants.sorted() == ["farm.cow.milk ", "farm.cow.read name"], "\(grants)")
        }
    }
}
