import Kernel
import KernelTesting
import Testing

/// Two versions of a pack in which everything that can be renamed is, and a second pack that grants what is the first one's.
private enum Renamed {
    static let first = """
        pack: gardens
        format: 1
        version: 1.0.0
        title: Gardens
        requires: { access: "1.0", customers: "1.0" }
        settings:
          depth: { type: int, default: 3 }
        permissions:
          gardens.look: { title: Look, scopes: [all] }
        roles:
          gardener:
            title: Gardener
            grants: { gardens.bed: { read: all, create: all, close: all }, gardens: { look: all } }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
              note: { type: text, max: 80, searchable: true }
              code: { type: text, max: 80, secret: true }
              crew: { type: references, to: access.member, inverse: beds_of_crew }
            states: { open: { start: true }, closed: { final: true } }
            moves: { close: { from: open, to: closed } }
        extend:
          customers.site:
            fields:
              soil: { type: text, max: 40, indexed: true }
        seed:
          reference:
            gardens.bed:
              rose: { name: Rose bed, note: thorns }
        """
    static let second = """
        pack: gardens
        format: 1
        version: 2.0.0
        title: Gardens
        requires: { access: "1.0", customers: "1.0" }
        settings:
          depth_cm: { type: int, default: 3, was: depth }
        permissions:
          gardens.visit: { title: Look, scopes: [all], replaces: [gardens.look] }
        roles:
          keeper:
            title: Gardener
            was: gardener
            grants: { gardens.plot: { read: all, create: all, finish: all }, gardens: { visit: all } }
        entities:
          plot:
            title: Bed
            was: [parcel, bed]
            collection: beds
            fields:
              name: { type: text, required: true }
              remark: { type: text, max: 80, searchable: true, was: note }
              pin: { type: text, max: 80, secret: true, was: code }
              team: { type: references, to: access.member, inverse: beds_of_crew, was: crew }
            states: { ready: { start: true, was: open }, closed: { final: true } }
            moves: { finish: { from: ready, to: closed, was: close } }
        extend:
          customers.site:
            fields:
              earth: { type: text, max: 40, indexed: true, was: soil }
        seed:
          reference:
            gardens.plot:
              rose: { name: Rose bed, remark: thorns }
        """
    static let visits = """
        pack: visits
        format: 1
        version: 1.0.0
        title: Visits
        requires: { access: "1.0" }
        roles:
          visitor: { grants: { gardens.bed: { read: all, close: all }, gardens: { look: all } } }
        """
}

struct RenameTests {
    @Test
    func
        `what is renamed keeps rows, secrets, links, states, settings, roles and grants, and comes back by the receipt`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Renamed.first)
            try ground.offer("visits", yaml: Renamed.visits)
            try await ground.enable("gardens")
            try await ground.enable("visits")
            try await ground.must("PATCH", "settings", json: #"{"settings": {"depth": 7}}"#)
            let me = try await ground.call("GET", "/api/me")["user"]?["id"]?.text ?? ""
            let made = try await ground.call(
                "POST",
                "/api/beds",
                json: #"{"name": "Lily", "note": "wet", "code": "1234", "crew": ["\#(me)"]}"#
            )
            let path = "/api/beds/\(made["id"]?.text ?? "")"
            _ = try await ground.kernel.addMember("kim@acme.example.com", to: "acme", roles: ["gardener", "visitor"])
            let model = try await ground.must("GET", "tenants/acme")["model"]
            let before = try ground.dump()

            try ground.offer("gardens", yaml: Renamed.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let renames = plan.items("renames").map { "\($0["from"]?.text ?? "") \($0["to"]?.text ?? "")" }
            for line in [
                "entity/gardens.bed entity/gardens.plot",
                "entity/gardens.bed/field/note entity/gardens.plot/field/remark",
                "entity/customers.site/field/soil entity/customers.site/field/earth", "role/gardener role/keeper",
                "entity/gardens.bed/state/open entity/gardens.plot/state/ready", "setting/depth setting/depth_cm",
                "permission/gardens.look permission/gardens.visit",
            ] {
                #expect(renames.contains(line), "\(line) in \(renames)")
            }
            #expect(plan.items("risks").allSatisfy { $0["risk"]?.text != "hides_data" }, "\(plan.items("risks"))")
            let gone = plan.items("changes").filter { $0["change"]?.text == "remove" }.compactMap {
                $0["address"]?.text
            }
            #expect(
                gone.allSatisfy { $0.contains("permission/") || $0.contains("/grant/") || $0.contains("/of/") },
                "\(gone.filter { !$0.contains("permission/") })"
            )
            #expect(plan.items("schema").allSatisfy { $0["change"]?.text != "add" || $0["kind"]?.text == "search" })

            let taken = try await ground.upgrade("gardens")
            try await ground.undo(taken)
            let after = try ground.dump()
            #expect(after.remains(since: before) == [])
            #expect(try await ground.must("GET", "tenants/acme")["model"] == model)
            let asBefore = try await ground.call("GET", path)
            #expect(asBefore["code"]?.text == "1234" && asBefore["state"]?.text == "open")

            let receipt = try await ground.upgrade("gardens")
            let kept = try await ground.call("GET", path)
            #expect(kept["remark"]?.text == "wet" && kept["state"]?.text == "ready")
            #expect(kept.texts("team") == [me])
            #expect(kept["pin"]?.text == "1234", "\(kept)")
            let found = try await ground.call("GET", "/api/beds", ["q": "wet"]).items("items")
            #expect(found.count == 1)
            let settings = try await ground.must("GET", "settings")
            #expect(String(describing: settings).contains("depth_cm"), "\(settings)")
            let members = try await ground.call("GET", "/api/members").items("items")
            let kim = members.first { $0["email"]?.text == "kim@acme.example.com" }
            #expect(Set(kim?.texts("roles") ?? []) == ["keeper", "visitor"], "\(members)")
            let moved = try await ground.call("POST", "\(path)/moves/finish", json: "{}")
            #expect(moved["state"]?.text == "closed")
            // The row that was sown is known under its new name: it is not sown again.
            #expect(try await ground.call("GET", "/api/beds").items("items").count == 2)
            let history = try await ground.call("GET", "\(path)/history").items("items")
            #expect(history.contains { $0["action"]?.text == "created" }, "\(history)")

            // A receipt that would lose work is refused until it is accepted.
            let refused = await ground.ask("POST", "receipts/\(receipt)/undo")
            #expect(refused.status == 409 && refused.json["code"]?.text == "undo_loses", "\(refused.text)")
        }
    }
}

extension RenameTests {
    private static func fields(_ version: String, _ lines: String) -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { customers: "1.0" }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
        \(lines)
        """
    }

    @Test
    func `a rename of a rename, a type that changes with its name, and a name that is used again`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.fields("1.0.0", "      a: { type: text }"))
            try await ground.enable("gardens")
            let made = try await ground.call("POST", "/api/beds", json: #"{"name": "Lily", "a": "wet"}"#)
            let path = "/api/beds/\(made["id"]?.text ?? "")"
            try ground.offer("gardens", yaml: Self.fields("2.0.0", "      b: { type: text, was: a }"))
            try await ground.upgrade("gardens")
            #expect(try await ground.call("GET", path)["b"]?.text == "wet")
            let second = try ground.dump()
            // `a` is another field now: it must not be the column that `b` was born with.
            let third = "      c: { type: text, was: [b, a] }\n      a: { type: text }"
            try ground.offer("gardens", yaml: Self.fields("3.0.0", third))
            #expect(await ground.ask("GET", "packs/gardens/plan", ["upgrade": "true"]).status == 422)
            try ground.offer("gardens", yaml: Self.fields("3.0.0", third.replacing("[b, a]", with: "b")))
            let receipt = try await ground.upgrade("gardens")
            let now = try await ground.call("GET", path)
            #expect(now["c"]?.text == "wet" && now["a"] == .null, "\(now)")
            try await ground.undo(receipt)
            let after = try ground.dump()
            #expect(after == second, "\(second.differences(to: after))")
            try await ground.upgrade("gardens")
            // Back by name: the older version is the one kept with the server, and the renames lead back too.
            try await ground.upgrade("gardens", ["to": "2.0.0"])
            #expect(try await ground.call("GET", path)["b"]?.text == "wet")
            let typed = Self.fields("4.0.0", "      d: { type: int, was: b }")
            try ground.offer("gardens", yaml: typed)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("schema").contains { $0["change"]?.text == "add" && $0["kind"]?.text == "column" })
            #expect(plan.items("risks").contains { $0.number("rows") == 1 }, "\(plan.items("risks"))")
        }
    }

    @Test
    func `a plan offers a rename that nobody wrote, and assumes nothing`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.fields("1.0.0", "      a: { type: text }"))
            try await ground.enable("gardens")
            _ = try await ground.call("POST", "/api/beds", json: #"{"name": "Lily", "a": "wet"}"#)
            try ground.offer("gardens", yaml: Self.fields("2.0.0", "      b: { type: text }"))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.texts("warnings").contains { $0.contains("`was: a`") }, "\(plan.texts("warnings"))")
            #expect(plan.items("renames").isEmpty)
            #expect(plan.items("changes").contains { $0["address"]?.text == "entity/gardens.bed/field/a" })
        }
    }
}
