import Kernel
import KernelTesting
import Testing

struct PlanTests {
    @Test
    func `a plan names everything that comes, by address, and changes nothing`() async throws {
        try await Ground.run { ground in
            let before = try ground.dump()
            let plan = try await ground.must("GET", "packs/cleaning/plan")
            #expect(try ground.dump() == before)
            #expect(try await ground.must("GET", "receipts").items("receipts") == [])
            let added = Set(
                plan.items("changes").filter { $0["change"]?.text == "add" }.compactMap { $0["address"]?.text }
            )
            for address in [
                "pack/cleaning", "entity/cleaning.complaint", "entity/cleaning.complaint/field/text",
                "entity/customers.site/field/soil", "entity/work-orders.work_order/state/inspected",
                "entity/work-orders.work_order/move/inspect", "permission/cleaning.inspect",
                "permission/cleaning.complaint.read", "role/cleaning_technician",
                "role/cleaning_technician/grant/cleaning.complaint.read@assigned", "setting/pass_rating",
                "terminology/work-orders.work_order",
            ] {
                #expect(added.contains(address), "\(address)")
            }
            let gone = plan.items("changes").filter { $0["change"]?.text == "remove" }
            #expect(gone.isEmpty, "\(gone)")
            #expect((plan["routes"] ?? .null).texts("added").contains("POST /api/complaints"))
            let schema = plan.items("schema").map { "\($0["kind"]?.text ?? "") \($0["name"]?.text ?? "")" }
            for step in [
                "table cleaning__complaint", "column cleaning__soil",
                "search customers.site.cleaning.access_note:sealed",
            ]
            where !step.hasPrefix("search") {
                #expect(schema.contains(step), "\(step)")
            }
            #expect(plan.items("seeds").contains { $0["key"]?.text == "standard" && $0["change"]?.text == "add" })
            #expect(plan["undoable"] == .bool(true))
            #expect(plan.items("conflicts") == [])
            #expect((plan["cost"] ?? .null).number("permissions") ?? 0 > 0)
            #expect((plan["cost"] ?? .null).number("routes") == (plan["routes"] ?? .null).texts("added").count)
        }
    }

    @Test
    func `the same state and the same pack give the same plan, whoever asks and whenever`() async throws {
        let first = try await Ground.run(seed: 1) { try await $0.must("GET", "packs/cleaning/plan") }
        let second = try await Ground.run(seed: 2) { ground in
            let plan = try await ground.must("GET", "packs/cleaning/plan")
            #expect(try await ground.must("GET", "packs/cleaning/plan") == plan)
            // Rows for trying out speak of people that only a demo has.
            let demo = await ground.ask("GET", "packs/cleaning/plan", ["demo": "true"])
            #expect(demo.status == 409 && demo.text.contains("`site_supervisor`"), "\(demo.text)")
            return plan
        }
        #expect(first == second)
    }

    @Test
    func `a plan is carried out once and is stale afterwards`() async throws {
        try await Ground.run { ground in
            let plan = try await ground.must("GET", "packs/cleaning/plan")
            let hash = plan["plan"]?.text ?? ""
            let done = try await ground.must("POST", "packs/cleaning/enable", ["plan": hash])
            #expect(done["changed"] == .bool(true))
            #expect(done["model"] == plan["model"])
            let again = await ground.ask("POST", "packs/cleaning/enable", ["plan": hash])
            #expect(again.status == 409 && again.json["code"]?.text == "plan_stale")
        }
    }

    @Test
    func `a tenant that moved on, and a pack that was edited, make a plan stale and nothing changes`() async throws {
        try await Ground.run { ground in
            var pack = RandomPack(id: "able", chance: Chance(state: 3)).files
            try ground.offer("able", pack)
            func hash() async throws -> String { try await ground.must("GET", "packs/able/plan")["plan"]?.text ?? "" }
            let first = try await hash()
            let receipt = try await ground.enable("cleaning")
            let before = try ground.dump()
            var refused = await ground.ask("POST", "packs/able/enable", ["plan": first])
            #expect(refused.status == 409 && refused.json["code"]?.text == "plan_stale")
            #expect(refused.json["plan"]?.text == (try await hash()))
            // Enabled and taken back: the model is the same, but it is another state.
            try await ground.undo(receipt)
            refused = await ground.ask("POST", "packs/able/enable", ["plan": first])
            #expect(refused.status == 409)
            let third = try await hash()
            pack["pack.yaml"]? += "description: Edited meanwhile.\n"
            try ground.offer("able", pack)
            refused = await ground.ask("POST", "packs/able/enable", ["plan": third])
            #expect(refused.status == 409 && refused.json["code"]?.text == "plan_stale")
            #expect(try ground.dump() != before)
            try await ground.enable("able", ["plan": try await hash()])
        }
    }

    @Test
    func `rows that come meanwhile do not make a plan stale, and are counted`() async throws {
        try await Ground.run { ground in
            try await ground.enable("cleaning")
            let plan = try await ground.must("GET", "packs/cleaning/plan", ["disable": "true"])
            #expect(plan.items("risks").allSatisfy { $0["address"]?.text != "entity/customers.site/field/soil" })
            let token = try await ground.kernel.login(ground.owner)
            let customer = await ground.kernel.send("POST", "/api/customers", token: token, json: #"{"name": "One"}"#)
            let id = customer.json["id"]?.text ?? ""
            let site = await ground.kernel.send(
                "POST",
                "/api/sites",
                token: token,
                json: #"{"name": "Hall", "customer": "\#(id)", "soil": "heavy"}"#
            )
            #expect(site.status == 201, "\(site.text)")
            let later = try await ground.must("GET", "packs/cleaning/plan", ["disable": "true"])
            #expect(later["plan"] == plan["plan"])
            let hidden = later.items("risks").map { "\($0["address"]?.text ?? "") \($0.number("rows") ?? 0)" }
            #expect(hidden.contains("entity/customers.site/field/soil 1"), "\(hidden)")
            try await ground.must("POST", "packs/cleaning/disable", ["plan": plan["plan"]?.text ?? ""])
        }
    }

    @Test
    func `what is refused names its reason`() async throws {
        try await Ground.run { ground in
            #expect(await ground.ask("GET", "packs/nothing/plan").status == 404)
            #expect(await ground.ask("GET", "packs/cleaning/plan", ["disable": "true"]).status == 409)
            #expect(await ground.ask("POST", "packs/cleaning/enable", ["plan": "00"]).status == 409)
            try ground.offer("bad", ["pack.yaml": "pack: bad\nformat: 1\nversion: 1.0.0\ntitle: Bad\nroles: 7\n"])
            #expect(await ground.ask("GET", "packs/bad/plan").status == 422)
        }
    }

    @Test
    func `making an index on rows that are there is told as a lock`() async throws {
        try await Ground.run { ground in
            let token = try await ground.kernel.login(ground.owner)
            for name in ["One", "Two"] {
                _ = await ground.kernel.send("POST", "/api/customers", token: token, json: #"{"name": "\#(name)"}"#)
            }
            let yaml = """
                pack: tags
                format: 1
                version: 1.0.0
                title: Tags
                requires: { customers: "1.0" }
                extend:
                  customers.customer:
                    fields:
                      tag: { type: text, indexed: true, searchable: true, required: true }
                """
            try ground.offer("tags", ["pack.yaml": yaml])
            let risks = try await ground.must("GET", "packs/tags/plan").items("risks")
            #expect(risks.contains { $0["risk"]?.text == "locks" && $0.number("rows") == 2 })
            #expect(risks.contains { $0["risk"]?.text == "incomplete" && $0.number("rows") == 2 })
        }
    }
}
