import Kernel
import KernelTesting
import Testing

/// A pack that declares what the tenant had added itself under the same name.
struct OverlayTakeoverTests: OwnEdits {
    private static func pack(_ version: String, roles: String = "", fields: String = "", screens: String = "") -> String
    {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, grants: { farm.cow: { read: all } } }
        \(roles)
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true, max: 80 }
        \(fields)
        screens:
          small: { base: farm.cow.list, fields: [name], title: Small }
        \(screens)
        """
    }

    private static let wide = "  helper: { title: Pack, grants: { farm.cow: { read: all, update: all, delete: all } } }"

    private static let helper = own("role/helper", #"{"title": "Helper", "grants": {"farm.cow": {"read": "all"}}}"#)

    private static func grants(_ ground: Ground) async -> [String] {
        let role = await ground.get("/api/model").json.items("roles").first { $0["id"]?.text == "helper" }
        return (role?.items("grants") ?? []).map { $0["permission"]?.text ?? "" }.sorted()
    }

    @Test
    func `an own role keeps its grants when the pack declares one of its name, then and later, until taken`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.pack("1.0.0"))
            _ = try await ground.edit(Self.helper)
            let narrow = Self.wide.replacing(", delete: all", with: "")
            try ground.offer("farm", yaml: Self.pack("2.0.0", roles: narrow))
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            let conflict = plan.items("conflicts").first
            #expect(
                conflict?["address"]?.text == "role/helper" && conflict?["suggestion"]?.text == "keep_tenant",
                "\(plan)"
            )
            let kept = try await ground.upgrade("farm")
            #expect(await Self.grants(ground) == ["farm.cow.read"])
            // It stays the tenant's: the next version widens nothing, and asks no more.
            try ground.offer("farm", yaml: Self.pack("3.0.0", roles: Self.wide))
            #expect(try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"]).items("conflicts").isEmpty)
            let later = try await ground.upgrade("farm")
            #expect(await Self.grants(ground) == ["farm.cow.read"])
            // Without the pack the role is the tenant's own again.
            try await ground.undo(later)
            try await ground.undo(kept)
            #expect(await Self.grants(ground) == ["farm.cow.read"])
            try await ground.upgrade("farm", ["resolve": "role/helper=take"])
            #expect(await Self.grants(ground) == ["farm.cow.delete", "farm.cow.read", "farm.cow.update"])
        }
    }

    @Test
    func `a pack that is switched on takes over no role of the tenant's`() async throws {
        try await Ground.run { ground in
            _ = try await ground.edit(
                Self.own("role/helper", #"{"title": "Helper", "grants": {"customers.site": {"read": "all"}}}"#)
            )
            try ground.offer("farm", yaml: Self.pack("1.0.0", roles: Self.wide))
            let plan = try await ground.must("GET", "packs/farm/plan")
            #expect(plan.items("conflicts").first?["address"]?.text == "role/helper", "\(plan)")
            try await ground.enable("farm")
            #expect(await Self.grants(ground) == ["customers.site.read"])
            try await ground.must("POST", "packs/farm/disable")
            #expect(await Self.grants(ground) == ["customers.site.read"])
        }
    }

    @Test
    func `an own field is not covered by the pack's: the change is refused until the tenant's is let go`() async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.pack("1.0.0"))
            _ = try await ground.edit(Self.own("entity/farm.cow/field/nick", #"{"type": "text", "max": 30}"#))
            let cow = try await ground.call("POST", "/api/cows", json: #"{"name": "B", "nick": "N"}"#)
            let path = "/api/cows/\(cow["id"]?.text ?? "")"
            try ground.offer("farm", yaml: Self.pack("2.0.0", fields: "      nick: { type: text, max: 30 }"))
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(plan.items("conflicts").first?["blocks"] == .bool(true), "\(plan)")
            let refused = await ground.ask("POST", "packs/farm/upgrade")
            #expect(refused.status == 409 && refused.text.contains("--resolve entity/farm.cow/field/nick=take"))
            #expect(await ground.get(path).json["nick"]?.text == "N")
            let taken = try await ground.upgrade("farm", ["resolve": "entity/farm.cow/field/nick=take"])
            #expect(await ground.get(path).json["nick"] == .null)
            try await ground.undo(taken)
            #expect(await ground.get(path).json["nick"]?.text == "N")
        }
    }

    @Test
    func `an own screen stays as the tenant made it`() async throws {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.pack("1.0.0", fields: "      race: { type: text }"))
            _ = try await ground.edit(
                Self.own("screen/mine", #"{"base": "farm.cow.list", "fields": ["race", "name"]}"#)
            )
            let next = Self.pack(
                "2.0.0",
                fields: "      race: { type: text }",
                screens: "  mine: { base: farm.cow.list, fields: [name], where: \"race = 'x'\", title: Pack }"
            )
            try ground.offer("farm", yaml: next)
            try await ground.upgrade("farm")
            let properties = try await ground.must("GET", "inspect", ["address": "screen/mine"])["value"]
            #expect(
                properties?["fields"] == .array([.string("race"), .string("name")]),
                "\(String(describing: properties))"
            )
            #expect(properties?["where"] == nil)
        }
    }

    @Test
    func `a conflict is resolved where a pack is switched on, too, and a wrong resolution is refused`() async throws {
        try await Ground.run { ground in
            _ = try await ground.edit(
                Self.own("role/helper", #"{"title": "Helper", "grants": {"customers.site": {"read": "all"}}}"#)
            )
            try ground.offer("farm", yaml: Self.pack("1.0.0", roles: Self.wide))
            let wrong = await ground.ask("POST", "packs/farm/enable", ["resolve": "role/nobody=take"])
            #expect(wrong.status == 422 && wrong.text.contains("no conflict"), "\(wrong.text)")
            #expect(await ground.ask("POST", "packs/farm/enable", ["resolve": "all"]).status == 422)
            let plan = try await ground.must("GET", "packs/farm/plan", ["resolve": "role/helper=take"])
            #expect(plan.items("conflicts").first?["suggestion"]?.text == "take_pack", "\(plan)")
            let query = ["resolve": "role/helper=take", "plan": plan["plan"]?.text ?? ""]
            let receipt = try await ground.enable("farm", query)
            #expect(await Self.grants(ground) != ["customers.site.read"])
            let edits = try await ground.must("GET", "overlay").items("edits")
            #expect(edits.map { $0["state"]?.text } == ["reverted"])
            try await ground.undo(receipt)
            #expect(await Self.grants(ground) == ["customers.site.read"])
        }
    }
}
