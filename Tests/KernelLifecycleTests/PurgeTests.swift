import Foundation
import Kernel
import KernelTesting
import Testing

struct PurgeTests {
    private static let day: Int64 = 86_400_000
    private static let marker = "Zanzibarquartz"

    /// A pack with an entity, columns, links, states, roles, settings and seeds, each with a word of its own in it.
    private static let yaml = """
        pack: marked
        format: 1
        version: 1.0.0
        title: Marked
        requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
        settings: { marked_limit: { type: int, default: 3, min: 0, max: 9 } }
        permissions: { marked.check: { title: Check, scopes: [team, all] } }
        roles:
          marked_worker:
            title: Worker
            grants: { customers.customer: { read: all }, marked: { check: all }, marked.note: { read: all } }
        entities:
          note:
            title: Note
            collection: marked-notes
            label: "{text}"
            fields:
              text: { type: text, required: true, searchable: true }
              secret_text: { type: text, secret: true }
              people: { type: references, to: access.member, inverse: marked_notes }
        extend:
          customers.customer:
            fields:
              marked_word: { type: text, searchable: true, indexed: true }
              marked_price: { type: money }
              marked_people: { type: references, to: access.member, inverse: marked_customers }
          work-orders.work_order:
            states: { marked_done: { final: true } }
            moves: { marked_check: { from: draft, to: marked_done, needs: marked.check } }
        """

    private static let seeds = """
        customers.customer:
          one: { name: Sown and left alone }
          two: { name: Sown and referred to }
        marked.note:
          first: { text: \(marker) seed }
        """

    private static func make(_ ground: Ground, _ path: String, _ json: String) async throws -> JSONValue {
        let token = try await ground.kernel.login(ground.owner)
        let answer = await ground.kernel.send("POST", "/api/\(path)", token: token, json: json)
        guard answer.status < 300 else { throw Trouble("POST \(path): \(answer.status) \(answer.text)") }
        return answer.json
    }

    /// A tenant that worked with the pack and switched it off.
    private static func prepare(_ ground: Ground) async throws -> String {
        try ground.offer("marked", ["pack.yaml": yaml, "seed/reference.yaml": seeds])
        try await ground.enable("marked")
        let me = ground.owner.id
        _ = try await make(ground, "marked-notes", #"{"text": "\#(marker) note", "people": ["\#(me)"]}"#)
        let made = try await make(
            ground,
            "customers",
            #"""
            {"name": "Kept", "marked_word": "\#(marker)", "marked_people": ["\#(me)"],
             "marked_price": {"amount": 5, "currency": "EUR"}}
            """#
        )
        let customer = made["id"]?.text ?? ""
        let order = try await make(ground, "work-orders", #"{"title": "Order", "customer": "\#(customer)"}"#)
        _ = try await make(ground, "work-orders/\(order["id"]?.text ?? "")/moves/marked-check", "{}")
        let token = try await ground.kernel.login(ground.owner)
        let list = await ground.kernel.send("GET", "/api/customers", token: token)
        let two = list.items.first { $0["name"]?.text == "Sown and referred to" }?["id"]?.text ?? ""
        _ = try await make(ground, "sites", #"{"name": "Place", "customer": "\#(two)"}"#)
        try await ground.kernel.addMember("w@acme.example", to: "acme", roles: ["marked_worker", "manager"])
        try await ground.must("PATCH", "settings", json: #"{"settings": {"marked_limit": 5}}"#)
        try await ground.must("POST", "packs/marked/disable")
        return customer
    }

    private static func export(_ ground: Ground, _ name: String) async throws {
        let json = #"{"file": "\#(ground.path)/\#(name)"}"#
        try await ground.must("POST", "tenants/acme/export", json: json)
    }

    @Test
    func `a purge needs the pack off, its time, an export made since, and the words typed`() async throws {
        try await Ground.run { ground in
            let confirm = ["confirm": "marked of acme"]
            #expect(await ground.ask("POST", "packs/marked/purge", confirm).status == 404)
            try ground.offer("marked", ["pack.yaml": Self.yaml, "seed/reference.yaml": Self.seeds])
            try await ground.enable("marked")
            #expect(await ground.ask("POST", "packs/marked/purge", confirm).json["code"]?.text == "in_use")
            try await Self.export(ground, "early.kernel")
            ground.kernel.clock.advance(1000)
            try await ground.must("POST", "packs/marked/disable")
            let before = try ground.dump()
            var refused = await ground.ask("POST", "packs/marked/purge", confirm)
            #expect(refused.status == 409 && refused.text.contains("is kept until 2026-04-01"), "\(refused.text)")
            ground.kernel.clock.advance(30 * Self.day)
            refused = await ground.ask("POST", "packs/marked/purge", confirm)
            #expect(refused.status == 409 && refused.text.contains("kernel tenants export acme"))
            try await Self.export(ground, "late.kernel")
            for wrong in [[:], ["confirm": "marked"], ["confirm": "Marked of acme"]] {
                refused = await ground.ask("POST", "packs/marked/purge", wrong)
                #expect(refused.status == 422 && refused.text.contains("marked of acme"))
            }
            #expect(try ground.dump() == before)
            try await ground.must("POST", "packs/marked/purge", confirm)
            #expect(await ground.ask("POST", "packs/marked/purge", confirm).status == 404)
        }
    }

    @Test
    func `a purge leaves no trace in tables, schema, model, search, answers and file, and the journal's chain holds`()
        async throws
    {
        try await Ground.run { ground in
            let customer = try await Self.prepare(ground)
            ground.kernel.clock.advance(31 * Self.day)
            try await Self.export(ground, "acme.kernel")
            let report = try await ground.must("POST", "packs/marked/purge", ["confirm": "marked of acme"])
            #expect(report.number("records") == 2 && report.number("tables") == 1)
            #expect(report.number("seeds") == 1 && report.number("seeds_kept") == 1)
            #expect(report.number("states") == 1 && (report.number("journal_details") ?? 0) >= 3)
            let left = try ground.dump().lines.filter { ($0.key + $0.value).contains("marked") }
            #expect(left == [:])
            let token = try await ground.kernel.login(ground.owner)
            let found = await ground.kernel.send("GET", "/api/customers", query: [("q", Self.marker)], token: token)
            #expect(found.items.isEmpty)
            let kept = await ground.kernel.send("GET", "/api/customers/\(customer)", token: token)
            #expect(kept.status == 200 && kept.json["name"]?.text == "Kept")
            let orders = await ground.kernel.send("GET", "/api/work-orders", token: token).items
            #expect(orders.compactMap { $0["state"]?.text } == ["draft"])
            let members = await ground.kernel.send("GET", "/api/members", token: token)
            #expect(!members.text.contains("marked_worker") && members.text.contains("manager"))
            let model = await ground.kernel.send("GET", "/api/model", token: token)
            #expect(!model.text.contains("marked"))
            #expect(
                await ground.kernel.send("GET", "/api/marked-notes", token: token).json["code"]?.text == "not_found"
            )
            let verified = try await ground.must("GET", "audit/verify")
            #expect(verified.items("tenants").first?["ok"] == .bool(true))
            for suffix in ["", "-wal"] {
                let path = "\(ground.path)/data/tenants/acme.db\(suffix)"
                guard let bytes = FileManager.default.contents(atPath: path) else { continue }
                #expect(bytes.range(of: Data(Self.marker.utf8)) == nil, "in acme.db\(suffix)")
                #expect(bytes.range(of: Data(Self.marker.lowercased().utf8)) == nil, "words in acme.db\(suffix)")
            }
            // It may come again, from nothing.
            try await ground.enable("marked")
            #expect(await ground.kernel.send("GET", "/api/marked-notes", token: token).items.count == 1)
        }
    }

    @Test
    func `edits that wait for the pack go with it; those that are in force, or wait for another pack, stay`()
        async throws
    {
        try await Ground.run { ground in
            let other = Self.yaml.replacing("marked", with: "other").replacing("Marked", with: "Other")
            try ground.offer("marked", ["pack.yaml": Self.yaml])
            try ground.offer("other", ["pack.yaml": other])
            try await ground.enable("marked")
            try await ground.enable("other")
            let edits = [
                #"{"address": "role/staff", "property": "grants.marked.note.read", "value": "all"}"#,
                #"{"address": "role/staff", "property": "grants.other.note.read", "value": "all"}"#,
                #"{"address": "role/staff", "property": "title.en", "value": "marked as staff"}"#,
                #"{"address": "customers", "property": "label", "value": "{name} {marked_word}"}"#
                    .replacing("customers", with: "entity/customers.customer"),
                #"{"address": "entity/customers.customer/check/quick", "property": "definition", "value": {"if": "other_word != 'x'", "else": "No."}}"#,
                #"{"address": "entity/other.note/field/text", "property": "title.en", "value": "Words"}"#,
            ]
            for edit in edits { _ = try await ground.edit(edit) }
            try await ground.must("POST", "packs/marked/disable")
            try await ground.must("POST", "packs/other/disable")
            let states = try await ground.must("GET", "overlay").items("edits").compactMap { $0["state"]?.text }
            #expect(states.count { $0 == "parked" } == 5)
            ground.kernel.clock.advance(31 * Self.day)
            try await Self.export(ground, "acme.kernel")
            try await ground.must("POST", "packs/marked/purge", ["confirm": "marked of acme"])
            let left = try await ground.must("GET", "overlay").items("edits").compactMap { $0["value"]?.text }
            #expect(Set(left) == ["all", "marked as staff", "Words"])
            let keys = try await ground.must("GET", "overlay").items("edits").compactMap { $0["property"]?.text }
            #expect(keys.count == 4 && keys.contains("definition"))
            #expect(keys.contains("grants.other.note.read") && !keys.contains("grants.marked.note.read"))
            // What waited for the other pack is in force with it again.
            try await ground.enable("other")
            let again = try await ground.must("GET", "overlay").items("edits")
            #expect(again.count == 4 && again.allSatisfy { $0["state"]?.text == "in_force" }, "\(again)")
        }
    }

    @Test
    func `references to what is purged go with it, also where nobody sees them now`() async throws {
        try await Ground.run { ground in
            let base = """
                pack: farm
                format: 1
                version: 1.0.0
                title: Farm
                requires: { access: "1.0" }
                entities:
                  cow: { title: Cow, collection: cows, fields: { name: { type: text, required: true } } }
                """
            let other = """
                pack: meals
                format: 1
                version: 1.0.0
                title: Meals
                requires: { farm: "1.0" }
                entities:
                  meal:
                    title: Meal
                    collection: meals
                    fields:
                      name: { type: text, required: true }
                      beast: { type: reference, to: farm.cow }
                      herd: { type: references, to: farm.cow, inverse: herds }
                """
            try ground.offer("farm", yaml: base)
            try ground.offer("meals", yaml: other)
            try await ground.enable("meals")
            let cow = try await Self.make(ground, "cows", #"{"name": "Berta"}"#)["id"]?.text ?? ""
            let meal = try await Self.make(
                ground,
                "meals",
                #"{"name": "Hay", "beast": "\#(cow)", "herd": ["\#(cow)"]}"#
            )
            try await ground.must("POST", "packs/meals/disable")
            try await ground.must("POST", "packs/farm/disable")
            try await Self.export(ground, "farm.kernel")
            ground.kernel.clock.advance(31 * Self.day)
            try await ground.must("POST", "packs/farm/purge", ["confirm": "farm of acme"])
            let left = try ground.dump().lines.filter {
                !$0.key.hasPrefix("journal") && ($0.key + $0.value).contains(cow)
            }
            #expect(left == [:])
            try await ground.enable("meals")
            let now = try await ground.call("GET", "/api/meals/\(meal["id"]?.text ?? "")")
            #expect(now["beast"] == .null && now.texts("herd") == [] && now["name"]?.text == "Hay", "\(now)")
        }
    }
}
