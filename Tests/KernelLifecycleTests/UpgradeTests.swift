import Kernel
import KernelTesting
import Testing

/// Two versions of a small pack that upgrades are tried with.
enum TwoVersions {
    static let first = """
        pack: gardens
        format: 1
        version: 1.0.0
        title: Gardens
        requires: { customers: "1.0" }
        roles:
          gardener:
            title: Gardener
            grants: { gardens.bed: { read: all }, customers.site: { read: all } }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
              note: { type: text, max: 80 }
        extend:
          customers.site:
            fields:
              soil: { type: text, max: 40 }
        """
    static let second = """
        pack: gardens
        format: 1
        version: 2.0.0
        title: Gardens and parks
        requires: { customers: "1.0" }
        roles:
          gardener:
            title: Gardener
            grants: { gardens.bed: { read: all, create: all }, customers.site: { read: all } }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
              note: { type: text, max: 200 }
              area: { type: int, min: 1 }
        extend:
          customers.site:
            fields:
              soil: { type: text, max: 40 }
              shade: { type: bool }
        """
}

extension Ground {
    /// Puts a pack of one file on offer.
    func offer(_ id: String, yaml: String) throws {
        try offer(id, ["pack.yaml": yaml + "\n"])
    }

    /// Moves the tenant to another version of a pack and answers the receipt.
    @discardableResult
    func upgrade(_ pack: String, _ query: [String: String] = [:]) async throws -> String {
        try await must("POST", "packs/\(pack)/upgrade", query)["receipt"]?.text ?? ""
    }

    /// What a tenant's owner gets for a request that must be done.
    @discardableResult
    func call(
        _ method: String,
        _ path: String,
        _ query: [String: String] = [:],
        version: Int? = nil,
        json: String? = nil
    ) async throws -> JSONValue {
        let token = try await kernel.login(owner)
        let pairs = query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        var request = TestRequest(method, path, query: pairs, json: json)
        request.token = token
        if let version { request.headers["if-match"] = "\"\(version)\"" }
        let answer = await kernel.send(request)
        guard answer.status < 300 else { throw Trouble("\(method) \(path): \(answer.status) \(answer.text)") }
        return answer.json
    }
}

struct UpgradeTests {
    @Test
    func `a plan to another version names what comes, changes and goes, and changes nothing`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: TwoVersions.first)
            try await ground.enable("gardens")
            try ground.offer("gardens", yaml: TwoVersions.second)
            let before = try ground.dump()
            let plan = try await ground.must("GET", "packs/gardens/plan", ["to": "2.0.0"])
            #expect(try ground.dump() == before)
            #expect(plan["action"]?.text == "upgrade" && plan["from"]?.text == "1.0.0")
            #expect(plan["version"]?.text == "2.0.0")
            let changes = plan.items("changes").map { "\($0["change"]?.text ?? "") \($0["address"]?.text ?? "")" }
            for line in [
                "add entity/gardens.bed/field/area", "add entity/customers.site/field/shade",
                "change entity/gardens.bed/field/note", "add role/gardener/grant/gardens.bed.create@all",
                "change pack/gardens",
            ] {
                #expect(changes.contains(line), "\(line) in \(changes)")
            }
            let newest = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(newest["plan"] == plan["plan"])
            let done = try await ground.must("POST", "packs/gardens/upgrade", ["plan": plan["plan"]?.text ?? ""])
            #expect(done["model"] == plan["model"] && done["version"]?.text == "2.0.0")
            let again = await ground.ask("POST", "packs/gardens/upgrade", ["plan": plan["plan"]?.text ?? ""])
            #expect(again.status == 409 && again.json["code"]?.text == "plan_stale")
            let same = try await ground.must("POST", "packs/gardens/upgrade")
            #expect(same["changed"] == .bool(false))
        }
    }

    @Test
    func `an upgrade keeps records, and its receipt brings version, model, rows and schema back`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: TwoVersions.first)
            try await ground.enable("gardens")
            let bed = try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "note": "thorns"}"#)
            let model = try await ground.must("GET", "tenants/acme")["model"]
            let before = try ground.dump()
            try ground.offer("gardens", yaml: TwoVersions.second)
            let receipt = try await ground.upgrade("gardens")
            let path = "/api/beds/\(bed["id"]?.text ?? "")"
            let kept = try await ground.call("GET", path)
            #expect(kept["note"]?.text == "thorns" && kept["area"] == .null)
            try await ground.undo(receipt)
            let after = try ground.dump()
            #expect(after == before, "\(before.differences(to: after))")
            #expect(try await ground.must("GET", "tenants/acme")["model"] == model)
            let listed = try await ground.must("GET", "receipts").items("receipts")
            #expect(listed.first?["action"]?.text == "upgrade" && listed.first?["status"]?.text == "undone")
            let back = try await ground.call("GET", path)
            #expect(back["area"] == nil)
        }
    }

    @Test
    func `versions stand side by side in folders, and one that a tenant had is found again without its folder`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: TwoVersions.first)
            try ground.offer("gardens@2.0.0", ["pack.yaml": TwoVersions.second + "\n"])
            let first = try await ground.enable("gardens")
            #expect(!first.isEmpty)
            try await ground.upgrade("gardens", ["to": "2.0.0"])
            try ground.offer("gardens", yaml: TwoVersions.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["to": "1.0.0"])
            #expect(plan["from"]?.text == "2.0.0" && plan["version"]?.text == "1.0.0")
            try await ground.upgrade("gardens", ["to": "1.0.0"])
            let packs = try await ground.must("GET", "tenants/acme").items("packs")
            #expect(packs.first { $0["id"]?.text == "gardens" }?["version"]?.text == "1.0.0")
        }
    }

    @Test
    func `what cannot be upgraded says why`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: TwoVersions.second)
            let off = await ground.ask("POST", "packs/gardens/upgrade")
            #expect(off.status == 409 && off.text.contains("not on"))
            try await ground.enable("gardens")
            let none = await ground.ask("GET", "packs/gardens/plan", ["to": "3.0.0"])
            #expect(none.status == 404 && none.text.contains("2.0.0"), "\(none.text)")
            #expect(await ground.ask("GET", "packs/gardens/plan", ["to": "two"]).status == 422)
            try ground.offer("gardens", yaml: TwoVersions.first)
            let older = await ground.ask("POST", "packs/gardens/upgrade")
            #expect(older.status == 409 && older.text.contains("go back"), "\(older.text)")
            try ground.offer("gardens", yaml: TwoVersions.second.replacing("customers.site:", with: "customers.sight:"))
            #expect(await ground.ask("POST", "packs/gardens/upgrade").status == 422)
        }
    }

    private static func seeded(_ version: String, _ rows: String) -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { work-orders: "1.0", customers: "1.0" }
        seed:
          reference:
            customers.customer:
        \(rows)
        """
    }

    @Test
    func `sown rows that nobody touched follow the pack; edited ones stay, deleted ones stay away, new ones come`()
        async throws
    {
        try await Ground.run { ground in
            let first = """
                      plain: { name: Plain }
                      edited: { name: Edited }
                      deleted: { name: Deleted }
                      theirs: { name: Theirs, owner: tenant }
                      ours: { name: Ours, owner: pack }
                      same: { name: Same }
                """
            try ground.offer("gardens", yaml: Self.seeded("1.0.0", first))
            try await ground.enable("gardens")
            let rows = try await ground.call("GET", "/api/customers").items("items")
            func id(_ name: String) -> String { rows.first { $0["name"]?.text == name }?["id"]?.text ?? "" }
            func path(_ name: String) -> String { "/api/customers/\(id(name))" }
            for name in ["Edited", "Ours"] {
                _ = try await ground.call("PATCH", path(name), version: 1, json: #"{"name": "\#(name) by us"}"#)
            }
            _ = try await ground.call("DELETE", path("Deleted"), version: 1)
            let before = try ground.dump()

            let second = """
                      plain: { name: Plain 2 }
                      edited: { name: Edited 2 }
                      deleted: { name: Deleted 2 }
                      theirs: { name: Theirs 2, owner: tenant }
                      ours: { name: Ours 2, owner: pack }
                      same: { name: Same }
                      fresh: { name: Fresh }
                """
            try ground.offer("gardens", yaml: Self.seeded("2.0.0", second))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let fates = plan.items("seeds").map { "\($0["key"]?.text ?? "") \($0["change"]?.text ?? "")" }
            #expect(
                Set(fates) == [
                    "plain update", "edited edited", "deleted deleted", "theirs keep", "ours update", "same keep",
                    "fresh add",
                ],
                "\(fates)"
            )
            let receipt = try await ground.upgrade("gardens", ["plan": plan["plan"]?.text ?? ""])
            let names = try await ground.call("GET", "/api/customers").items("items").compactMap { $0["name"]?.text }
            #expect(Set(names) == ["Plain 2", "Edited by us", "Theirs", "Ours 2", "Same", "Fresh"], "\(names)")
            try await ground.undo(receipt)
            let after = try ground.dump()
            #expect(after.remains(since: before) == [])
        }
    }

    @Test
    func `what a new version takes away is counted, and refused until it is accepted`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: TwoVersions.second)
            try await ground.enable("gardens")
            for name in ["Rose", "Lily"] {
                try await ground.call("POST", "/api/beds", json: #"{"name": "\#(name)", "area": 4}"#)
            }
            let less = TwoVersions.second.replacing("2.0.0", with: "3.0.0")
                .replacing("      area: { type: int, min: 1 }\n", with: "")
            try ground.offer("gardens", yaml: less)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.number("accept") == 2)
            let risk = plan.items("risks").first { $0["risk"]?.text == "loses_data" }
            #expect(risk?["address"]?.text == "entity/gardens.bed/field/area" && risk?.number("rows") == 2)
            let before = try ground.dump()
            for accept in [[:], ["accept": "1"], ["accept": "3"]] {
                let refused = await ground.ask("POST", "packs/gardens/upgrade", accept)
                #expect(refused.status == 409 && refused.json["code"]?.text == "plan_loses", "\(refused.text)")
                #expect(refused.json.number("accept") == 2)
            }
            #expect(await ground.ask("POST", "packs/gardens/enable").status == 409)
            let unchanged = try ground.dump()
            #expect(unchanged == before)
            let receipt = try await ground.upgrade("gardens", ["accept": "2"])
            try await ground.undo(receipt)
            let beds = try await ground.call("GET", "/api/beds").items("items")
            #expect(beds.compactMap { $0.number("area") } == [4, 4])
        }
    }
}
