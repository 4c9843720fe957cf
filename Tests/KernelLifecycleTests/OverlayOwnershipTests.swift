import Kernel
import KernelTesting
import Testing

/// What a pack leaves to the tenant (`owner: tenant`) when the pack gets another version: rights stay as the tenant has them.
struct OverlayOwnershipTests {
    private static func pack(_ version: String, _ grants: String, entity: String = "cow:") -> String {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, owner: tenant, grants: { \(grants) } }
        entities:
          \(entity)
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true }
              pin: { type: text }
        """
    }

    private static func grants(_ ground: Ground) async -> [String] {
        let role = await ground.get("/api/model").json.items("roles").first { $0["id"]?.text == "boss" }
        return (role?.items("grants") ?? []).map { grant in
            let fields = grant.texts("fields").sorted().joined(separator: "+")
            let name = "\(grant["permission"]?.text ?? "")@\(grant["scope"]?.text ?? "")"
            return fields.isEmpty ? name : "\(name) \(fields)"
        }.sorted()
    }

    private static func edit(_ property: String, _ value: String) -> String {
        #"{"address": "role/boss", "property": "\#(property)", "value": \#(value)}"#
    }

    @Test
    func `a role that is the tenant's gets no grants by an upgrade, whoever declares them`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("1.0.0", "farm.cow: { read: all }"))
            try await ground.enable("farm")
            let wider = "farm.cow: { read: all, update: all, delete: all }, customers.site: { read: all }"
            try ground.offer("farm", yaml: Self.pack("2.0.0", wider))
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(!plan.items("changes").contains { ($0["address"]?.text ?? "").hasPrefix("role/boss") }, "\(plan)")
            let receipt = try await ground.upgrade("farm")
            #expect(await Self.grants(ground) == ["farm.cow.read@all"])
            // The tenant may take what the version offers.
            let revert = #"{"address": "role/boss", "property": "grants.farm.cow.update", "forget": true}"#
            let taken = try await ground.edit(revert)["receipt"]?.text
            #expect(await Self.grants(ground) == ["farm.cow.read@all", "farm.cow.update@all"])
            try await ground.undo(try #require(taken))
            try await ground.undo(receipt)
            #expect(await Self.grants(ground) == ["farm.cow.read@all"])
        }
    }

    @Test
    func `a role that is the tenant's keeps a narrower grant, and one that a version no longer has`() async throws {
        try await Ground.run { ground in
            let fields = "farm.cow: { read: all, update: { scope: all, fields: [name] } }"
            try ground.offer("farm", yaml: Self.pack("1.0.0", fields))
            try await ground.enable("farm")
            try ground.offer("farm", yaml: Self.pack("2.0.0", "farm.cow: { update: all }"))
            try await ground.upgrade("farm")
            #expect(await Self.grants(ground) == ["farm.cow.read@all", "farm.cow.update@all name"])
        }
    }

    @Test
    func `grants of a renamed entity are there once, under its name, and go when the tenant takes them away`()
        async throws
    {
        try await Ground.run { ground in
            let narrow = "farm.cow: { read: all, update: { scope: all, fields: [name] } }"
            try ground.offer("farm", yaml: Self.pack("1.0.0", narrow))
            try await ground.enable("farm")
            let renamed = Self.pack("2.0.0", narrow, entity: "cattle:\n    was: cow")
                .replacing("farm.cow:", with: "farm.cattle:").replacing("fields: [name]", with: "fields: [tag]")
                .replacing("name: {", with: "tag: { was: name,").replacing("{name}", with: "{tag}")
            try ground.offer("farm", yaml: renamed)
            try await ground.upgrade("farm")
            #expect(await Self.grants(ground) == ["farm.cattle.read@all", "farm.cattle.update@all tag"])
            #expect(try await ground.must("GET", "overlay").items("edits").isEmpty)
            _ = try await ground.edit(
                Self.edit("grants.farm.cattle.update", "null"),
                Self.edit("grants.farm.cattle.read", "null")
            )
            #expect(await Self.grants(ground).isEmpty)
        }
    }

    @Test
    func `a grant asked for under a former name is the one under the name of today`() async throws {
        try await Ground.run { ground in
            let renamed = Self.pack("2.0.0", "farm.cow: { read: all }", entity: "cattle:\n    was: cow")
            try ground.offer("farm", yaml: renamed)
            try await ground.enable("farm")
            #expect(await Self.grants(ground) == ["farm.cattle.read@all"])
            _ = try await ground.edit(Self.edit("grants.farm.cow.update", #""all""#))
            #expect(await Self.grants(ground) == ["farm.cattle.read@all", "farm.cattle.update@all"])
            _ = try await ground.edit(
                Self.edit("grants.farm.cattle.update", "null"),
                Self.edit("grants.farm.cattle.read", "null")
            )
            #expect(await Self.grants(ground).isEmpty)
        }
    }

    @Test
    func `parts of an entity that is the tenant's are theirs too, and a new language comes along`() async throws {
        try await Ground.run { ground in
            let owned = Self.pack("1.0.0", "farm.cow: { read: all }", entity: "cow:\n    owner: tenant")
            try ground.offer("farm", yaml: owned)
            try await ground.enable("farm")
            let next = owned.replacing("1.0.0", with: "2.0.0").replacing(
                "pin: { type: text }",
                with: "pin: { type: text, required: true, title: { en: Code, de: Zahl } }"
            )
            try ground.offer("farm", yaml: next)
            try await ground.upgrade("farm")
            let fields = await ground.get("/api/model").json["entities"]?["farm.cow"]?.items("fields") ?? []
            let pin = fields.first { $0["id"]?.text == "pin" }
            #expect(pin?["title"]?["en"]?.text == "Pin" && pin?["title"]?["de"]?.text == "Zahl", "\(fields)")
            #expect(pin?["required"] != .bool(true))
        }
    }

    @Test
    func `a role that is the tenant's keeps its space and gets no secrets on its devices by an upgrade`() async throws {
        try await Ground.run { ground in
            func role() async throws -> (space: JSONValue?, secrets: JSONValue?) {
                let value = try await ground.must("GET", "inspect", ["address": "role/boss"])["value"]
                return (value?["space"], value?["offline.secrets"])
            }
            let first = Self.pack("1.0.0", "farm.cow: { read: all }")
            try ground.offer("farm", yaml: first)
            try await ground.enable("farm")
            let next = first.replacing("1.0.0", with: "2.0.0")
                .replacing("owner: tenant,", with: "owner: tenant, space: accountant, offline: { secrets: true },")
            try ground.offer("farm", yaml: next)
            try await ground.upgrade("farm")
            #expect(try await role() == (.string("client"), .bool(false)))
            _ = try await ground.edit(#"{"address": "role/boss", "property": "space", "forget": true}"#)
            #expect(try await role() == (.string("accountant"), .bool(false)))
            _ = try await ground.edit(
                #"{"address": "role/boss", "value": {"space": "client", "offline": {"secrets": true}}}"#
            )
            #expect(try await role() == (.string("client"), .bool(true)))
            let wrong = #"{"edits": [{"address": "role/boss", "property": "space", "value": "moon"}]}"#
            #expect(await ground.ask("PATCH", "overlay", json: wrong).status == 422)
        }
    }
}
