import Kernel
import KernelTesting
import Testing

/// What of a tenant's own roles, screens and moves stays in force when a version takes away something that they name.
struct OverlayPartTests: OwnEdits {
    private static let whole = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        permissions:
          farm.audit: { title: Audit }
        roles:
          boss: { title: Boss, grants: { farm.cow: { read: all, update: all, milk: all }, farm.barn: { read: all } } }
        entities:
          cow:
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              race: { type: choice, of: { red: Red, blue: Blue } }
              note: { type: text }
            states: { young: { start: true }, grown: {}, old: {} }
            moves: { grow: { from: young, to: grown }, milk: { from: [young, grown], to: old } }
          barn:
            title: Barn
            collection: barns
            label: "{name}"
            fields: { name: { type: text } }
        """

    /// Without the barn, the note, the audit, and the grown state.
    private static let bare = whole.replacing("1.0.0", with: "2.0.0").replacing(
        "  farm.audit: { title: Audit }",
        with: ""
    )
    .replacing("permissions:\n\n", with: "").replacing(", farm.barn: { read: all }", with: "")
    .replacing("      note: { type: text }\n", with: "").replacing("grown: {}, ", with: "")
    .replacing("grow: { from: young, to: grown }, ", with: "").replacing("[young, grown]", with: "[young]")
    .replacing(
        "  barn:\n    title: Barn\n    collection: barns\n    label: \"{name}\"\n    fields: { name: { type: text } }",
        with: ""
    )

    private static let edits = [
        own(
            "role/helper",
            #"{"title": "Helper", "includes": ["boss"], "grants": {"farm.cow": {"read": {"scope": "all", "fields": ["#
                + #""name", "note"]}, "update": "all"}, "farm.barn": {"read": "all"}, "farm": {"audit": "all"}}}"#
        ),
        own("screen/mine", #"{"base": "farm.cow.list", "fields": ["name", "note"], "title": "Mine"}"#),
        own("entity/farm.cow/state/ill", #"{"title": "Ill"}"#),
        own(
            "entity/farm.cow/move/sicken",
            #"{"from": ["young", "grown"], "to": "ill", "needs": "farm.cow.update"}"#
        ),
        own("entity/farm.cow/move/heal", #"{"from": "ill", "to": "young", "needs": "farm.cow.update"}"#),
        own(
            "entity/own.log",
            #"{"title": "Log", "collection": "logs", "label": "{text}", "fields": {"text": {"type": "text"}, "#
                + #""barn": {"type": "reference", "to": "farm.barn"}}}"#
        ),
        change("entity/farm.cow/move/milk", "from", #"["grown", "young"]"#),
    ]

    private static func documents(_ ground: Ground) async throws -> [String: JSONValue] {
        let edits = try await ground.must("GET", "overlay").items("edits").map {
            ("\($0["address"]?.text ?? "") \($0["property"]?.text ?? "")", $0)
        }
        return Dictionary(edits, uniquingKeysWith: { first, _ in first })
    }

    private static func grants(_ ground: Ground, _ role: String) async -> [String] {
        let found = await ground.get("/api/model").json.items("roles").first { $0["id"]?.text == role }
        return (found?.items("grants") ?? []).map { grant in
            "\(grant["permission"]?.text ?? "") \(grant.texts("fields").sorted().joined(separator: "+"))"
        }.sorted()
    }

    @Test
    func `only what does not fit of an own role, screen, move or entity waits, and comes back with what it names`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.whole)
            _ = try await ground.must("PATCH", "overlay", json: #"{"edits": [\#(Self.edits.joined(separator: ", "))]}"#)
            let before = await Self.grants(ground, "helper")
            let log = try await ground.call("POST", "/api/logs", json: #"{"text": "T"}"#)["id"]?.text ?? ""
            try ground.offer("farm", yaml: Self.bare)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            let told = plan.texts("warnings").filter { $0.contains("waits") }
            let parts = told.map { $0.split(separator: " waits")[0] }.sorted()
            #expect(
                parts == [
                    "`fields.barn` of your edit of entity/own.log definition",
                    "`fields.note` of your edit of screen/mine definition",
                    "`from.grown` of your edit of entity/farm.cow/move/sicken definition",
                    "`grants.farm.audit` of your edit of role/helper definition",
                    "`grants.farm.barn.read` of your edit of role/helper definition",
                    "`grants.farm.cow.read.fields.note` of your edit of role/helper definition",
                    "`grown` of your edit of entity/farm.cow/move/milk from",
                ],
                "\(told)"
            )
            try await ground.upgrade("farm")
            #expect(await Self.grants(ground, "helper") == ["farm.cow.read name", "farm.cow.update "])
            let model = await ground.get("/api/model").json
            let screen = model.items("screens").first { $0["id"]?.text == "mine" }
            #expect(screen != nil, "\(model.items("screens"))")
            #expect(await ground.get("/api/logs/\(log)").json["text"]?.text == "T")
            let edits = try await Self.documents(ground)
            #expect(Set(edits.values.compactMap { $0["state"]?.text }) == ["in_force", "partly"])
            let role = try #require(edits["role/helper definition"])
            #expect(role["value"]?["grants"]?["farm.barn"]?["read"]?.text == "all")
            #expect(role["value_in_force"]?["grants"]?["farm.barn"] == nil)
            #expect(role.items("waiting").count == 3)
            #expect(role.items("waiting").allSatisfy { $0["reason"]?["message"]?.text != nil })
            try ground.offer("farm", yaml: Self.whole.replacing("1.0.0", with: "3.0.0"))
            try await ground.upgrade("farm")
            #expect(try await Self.documents(ground).values.allSatisfy { $0["state"]?.text == "in_force" })
            #expect(await Self.grants(ground, "helper") == before && before.count == 4)
        }
    }

    @Test
    func `a role of the tenant's own that names something wrong is refused, not taken in part`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.bare)
            let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(Self.edits[0])]}"#)
            let paths = answer.json.items("errors").map { $0["path"]?.text ?? "" }
            #expect(
                answer.status == 422 && paths.allSatisfy { $0.hasPrefix("role/helper definition") },
                "\(answer.text)"
            )
            #expect(try await Self.documents(ground).isEmpty)
        }
    }

    @Test
    func `what is extracted while a part waits is what is in force, and tells what it left out`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.whole)
            _ = try await ground.edit(Self.edits[0])
            try ground.offer("farm", yaml: Self.bare)
            try await ground.upgrade("farm")
            let pack = try await ground.must("GET", "overlay/extract", ["id": "more"])
            let text = pack["files"]?["pack.yaml"]?.text ?? ""
            #expect(!text.contains("barn") && text.contains("farm.cow"), "\(text)")
            #expect(pack.texts("left_out").contains("role/helper definition grants.farm.barn.read"), "\(pack)")
        }
    }

    @Test
    func `a purge takes the parts along that wait because of the pack, and leaves the rest of the role`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.whole)
            let role =
                #"{"title": "Helper", "grants": {"farm.cow": {"read": "all"}, "customers.site": {"read": "all"}}}"#
            _ = try await ground.edit(Self.own("role/helper", role))
            try await ground.must("POST", "packs/farm/disable")
            #expect(await Self.grants(ground, "helper") == ["customers.site.read "])
            ground.kernel.clock.advance(31 * 86_400_000)
            try await ground.must("POST", "tenants/acme/export", json: #"{"file": "\#(ground.path)/farm.kernel"}"#)
            try await ground.must("POST", "packs/farm/purge", ["confirm": "farm of acme"])
            let edits = try await Self.documents(ground)
            let left = try #require(edits["role/helper definition"])
            #expect(left["state"]?.text == "in_force" && left["value"]?["grants"]?["farm.cow"] == nil, "\(left)")
        }
    }
}
