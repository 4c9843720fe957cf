import Kernel
import KernelTesting
import Testing

/// A tenant's own changes of what its capabilities and packs declare.
struct OverlayTests {
    private static let gate =
        #"{"address": "entity/customers.site/field/gate_code", "property": "definition", "#
        + #""value": {"type": "text", "max": 20, "title": "Gate code", "indexed": true, "searchable": true}}"#
    private static let place =
        #"{"address": "entity/customers.site/field/name", "value": {"title": {"en": "Place"}}}"#

    @Test func `a field of the tenant's own is written, filtered, sorted, searched, indexed, exported and told`()
        async throws
    {
        try await Ground.run { ground in
            let answer = try await ground.edit(Self.gate)
            #expect(answer["changed"] == .bool(true))
            let ids = try await [("North", "A 7"), ("South", "B 9")].asyncMap { name, code in
                try await ground.site(name, ["gate_code": code])
            }
            let sites = "/api/sites"
            let filtered = await ground.get(sites, "where", #"gate_code = "B 9""#)
            #expect(filtered.items.map { $0["id"]?.text } == [ids[1]])
            let sorted = await ground.get(sites, "sort", "-gate_code")
            #expect(sorted.items.map { $0["gate_code"]?.text } == ["B 9", "A 7"])
            let found = await ground.get(sites, "q", "B 9")
            #expect(found.items.map { $0["id"]?.text } == [ids[1]])
            let csv = await ground.get("/api/sites.csv")
            #expect(csv.text.contains("gate_code") && csv.text.contains("A 7"))
            let model = await ground.get("/api/model").json["entities"]?["customers.site"]
            let field = model?.items("fields").first { $0["id"]?.text == "gate_code" }
            #expect(field?["owner"]?.text == "own")
            let dump = try ground.dump().lines
            #expect(dump.contains { $0.value.contains("INDEX") && $0.value.contains("own__gate_code") })
        }
    }

    @Test func `a label, a state with its moves, a role and a menu change, and stay through a disable and an enable`()
        async throws
    {
        try await Ground.run { ground in
            _ = try await ground.enable("cleaning")
            let before = try await ground.model()
            _ = try await ground.edit(
                Self.place,
                #"{"address": "entity/cleaning.complaint", "value": {"title": "Objection"}}"#,
                #"{"address": "entity/work-orders.work_order/state/waiting", "property": "definition", "value": {"title": "Waits"}}"#,
                #"{"address": "entity/work-orders.work_order/move/wait", "property": "definition", "#
                    + #""value": {"from": "scheduled", "to": "waiting", "needs": "work-orders.work_order.update"}}"#,
                #"{"address": "entity/work-orders.work_order/move/resume_work", "property": "definition", "#
                    + #""value": {"from": "waiting", "to": "scheduled", "needs": "work-orders.work_order.update"}}"#,
                #"{"address": "role/staff", "value": {"title": "Desk", "grants": {"customers.site": {"create": null}}}}"#
            )
            let model = await ground.get("/api/model").json
            let site = model["entities"]?["customers.site"]
            #expect(site?.items("fields").first { $0["id"]?.text == "name" }?["title"]?["en"]?.text == "Place")
            let order = model["entities"]?["work-orders.work_order"]
            #expect(order?.items("states").contains { $0["id"]?.text == "waiting" } == true)
            let staff = try #require(model.items("roles").first { $0["id"]?.text == "staff" })
            #expect(staff["title"]?["en"]?.text == "Desk")
            #expect(!staff.items("grants").contains { $0["permission"]?.text == "customers.site.create" })
            let changed = try await ground.model()
            #expect(changed != before)

            try await ground.must("POST", "packs/cleaning/disable")
            let waiting = try await ground.must("GET", "overlay").items("edits").filter {
                $0["state"]?.text == "parked"
            }
            #expect(waiting.map { $0["address"]?.text } == ["entity/cleaning.complaint"])
            #expect(waiting[0]["reason"]?["code"]?.text == "P270")
            _ = try await ground.enable("cleaning")
            #expect(try await ground.model() == changed)
        }
    }

    @Test func `an edit that does not pass the checks is refused with its finding and changes nothing`() async throws {
        try await Ground.run { ground in
            let model = try await ground.model()
            let dump = try ground.dump()
            for (edit, code) in [
                (#"{"address": "entity/customers.site/field/nmae", "value": {"title": "X"}}"#, "P270"),
                (
                    #"{"address": "entity/customers.site/field/name", "property": "definition", "value": {"type": "text"}}"#,
                    "P204"
                ),
                (
                    #"{"address": "entity/customers.sit/field/x", "property": "definition", "value": {"type": "text"}}"#,
                    "P212"
                ),
                (
                    #"{"address": "entity/customers.site/field/x", "property": "definition", "value": {"type": "txt"}}"#,
                    "P113"
                ),
                (
                    #"{"address": "entity/customers.site/field/me", "property": "definition", "value": {"type": "text"}}"#,
                    "P205"
                ),
                (#"{"address": "entity/customers.site/state/x", "property": "definition", "value": {}}"#, "P301"),
                (#"{"address": "role/manager", "value": {"grants": {"customers.sites": {"read": "all"}}}}"#, "P214"),
                (#"{"address": "role/owner", "value": {"grants": {"customers.site": {"read": "all"}}}}"#, "P271"),
                (
                    ["en", "de"].map {
                        #"{"address": "entity/customers.site/field/name", "property": "title.\#($0)", "value": null}"#
                    }.joined(separator: ", "), "P272"
                ),
                (#"{"address": "entity/customers.site/field/name", "property": "type", "value": "int"}"#, "P101"),
                (
                    #"{"address": "screen/x", "property": "definition", "value": {"base": "customers.site.list", "add": [nothing]}}"#,
                    "P602"
                ),
            ] {
                let answer = await ground.ask(
                    "PATCH",
                    "overlay",
                    json: #"{"edits": [\#(edit.replacing("[nothing]", with: #"["nothing"]"#))]}"#
                )
                #expect(answer.status == 422, "\(edit): \(answer.text)")
                #expect(answer.json.items("errors").contains { $0["code"]?.text == code }, "\(code): \(answer.text)")
            }
            #expect(try await ground.model() == model)
            #expect(try ground.dump() == dump)
        }
    }

    @Test func `what its pack keeps to itself refuses edits and names its owner`() async throws {
        try await Ground.run { ground in
            try ground.offer(
                "vault",
                [
                    "pack.yaml": """
                    pack: vault
                    format: 1
                    version: 1.0.0
                    title: Vault
                    requires: { access: "1.0", customers: "1.0" }
                    entities:
                      box:
                        title: Box
                        owner: pack
                        collection: boxes
                        fields:
                          name: { type: text, required: true }
                          note: { type: text, owner: shared }
                    roles:
                      keeper: { title: Keeper, owner: pack, grants: { vault.box: { read: all } } }

                    """
                ]
            )
            _ = try await ground.enable("vault")
            for edit in [
                #"{"address": "entity/vault.box/field/name", "value": {"title": "X"}}"#,
                #"{"address": "entity/vault.box/field/more", "property": "definition", "value": {"type": "text"}}"#,
                #"{"address": "role/keeper", "value": {"title": "X"}}"#,
            ] {
                let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(edit)]}"#)
                #expect(answer.status == 422)
                #expect(answer.json.items("errors").first?["code"]?.text == "P271", "\(answer.text)")
                #expect(answer.text.contains("`owner: pack` of `vault`"))
            }
            _ = try await ground.edit(#"{"address": "entity/vault.box/field/note", "value": {"title": "Remark"}}"#)
        }
    }

    @Test func `an edit expects a model, a stale one is refused, and the same again changes nothing`() async throws {
        try await Ground.run { ground in
            let model = try await ground.model()
            let body = #"{"expecting": "\#(model)", "edits": [\#(Self.place)]}"#
            let first = try await ground.must("PATCH", "overlay", json: body)
            #expect(first["changed"] == .bool(true))
            let again = try await ground.must("PATCH", "overlay", json: body)
            #expect(again["changed"] == .bool(false))
            let other = await ground.ask(
                "PATCH",
                "overlay",
                json: #"{"expecting": "\#(model)", "edits": [\#(Self.gate)]}"#
            )
            #expect(other.status == 409)
            #expect(other.json["code"]?.text == "plan_stale")
            let receipts = try await ground.must("GET", "receipts").items("receipts")
            #expect(receipts.map { $0["action"]?.text } == ["customise"])
            let audit = await ground.get("/api/audit", "entity", "kernel.overlay")
            #expect(audit.items.count == 1)
            #expect(audit.text.contains("entity/customers.site/field/name title.en"))
        }
    }

    @Test func `a receipt takes an edit back with its column, and a revert keeps both`() async throws {
        try await Ground.run { ground in
            let (model, dump) = (try await ground.model(), try ground.dump())
            let receipt = try #require(try await ground.edit(Self.gate)["receipt"]?.text)
            try await ground.undo(receipt)
            #expect(try await ground.model() == model)
            #expect(try ground.dump() == dump)

            _ = try await ground.edit(Self.gate)
            let site = try await ground.site("North", ["gate_code": "A 7"])
            let address = "entity%2Fcustomers.site%2Ffield%2Fgate_code"
            let reverted = await ground.kernel.send(
                TestRequest("DELETE", "/api/overlay/\(address)", token: ground.session)
            )
            #expect(reverted.status == 200, "\(reverted.text)")
            #expect(try await ground.model() == model)
            #expect(await ground.get("/api/sites/\(site)").json["gate_code"] == nil)
            let again = await ground.kernel.send(
                TestRequest("POST", "/api/overlay/\(address)/reapply", token: ground.session)
            )
            #expect(again.status == 200, "\(again.text)")
            #expect(await ground.get("/api/sites/\(site)").json["gate_code"]?.text == "A 7")
        }
    }

    @Test func `two packs that change one property collide, and the tenant's own edit stands above a pack's`()
        async throws
    {
        try await Ground.run { ground in
            for id in ["able", "baker"] {
                try ground.offer(
                    id,
                    [
                        "pack.yaml": """
                        pack: \(id)
                        format: 1
                        version: 1.0.0
                        title: Pack
                        requires: { access: "1.0", customers: "1.0" }
                        change:
                          entity/customers.site/field/name: { title: { en: "By \(id)" } }

                        """
                    ]
                )
            }
            _ = try await ground.enable("able")
            let refused = await ground.ask("POST", "packs/baker/enable")
            #expect(refused.status == 422)
            #expect(refused.text.contains("P273") && refused.text.contains("by `able` and by `baker`"))
            _ = try await ground.edit(Self.place)
            let site = await ground.get("/api/model").json["entities"]?["customers.site"]
            #expect(site?.items("fields").first { $0["id"]?.text == "name" }?["title"]?["en"]?.text == "Place")
        }
    }
}

extension Ground {
    /// Changes the overlay.
    func edit(_ edits: String...) async throws -> JSONValue {
        try await must("PATCH", "overlay", json: #"{"edits": [\#(edits.joined(separator: ", "))]}"#)
    }

    /// Reads as the owner.
    func get(_ path: String, _ name: String? = nil, _ value: String = "") async -> Answer {
        let query = name.map { [(name: $0, value: value)] } ?? []
        return await kernel.send(TestRequest("GET", path, query: query, token: session))
    }

    /// The hash of the tenant's model.
    func model() async throws -> String {
        try await must("GET", "tenants/acme")["model"]?.text ?? ""
    }

    /// A site of a customer of its own.
    func site(_ name: String, _ values: [String: String]) async throws -> String {
        let customer = await kernel.send(
            TestRequest("POST", "/api/customers", token: session, json: #"{"name": "Acme"}"#)
        )
        let id = customer.json["id"]?.text ?? ""
        let more = values.map { #", "\#($0.key)": "\#($0.value)""# }.joined()
        let json = #"{"name": "\#(name)", "customer": "\#(id)", "address": "Street 1"\#(more)}"#
        let site = await kernel.send(TestRequest("POST", "/api/sites", token: session, json: json))
        guard let made = site.json["id"]?.text else { throw Trouble("no site: \(site.text)") }
        return made
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}

extension Answer {
    fileprivate var items: [JSONValue] { json.items("items") }
}
