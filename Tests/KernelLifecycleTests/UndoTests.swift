import Kernel
import KernelTesting
import Testing

struct UndoTests {
    private static func create(_ ground: Ground, _ path: String, _ json: String) async throws -> JSONValue {
        let token = try await ground.kernel.login(ground.owner)
        let answer = await ground.kernel.send("POST", "/api/\(path)", token: token, json: json)
        guard answer.status == 201 else { throw Trouble("POST \(path): \(answer.status) \(answer.text)") }
        return answer.json
    }

    @Test
    func `a shipped pack goes as if it had never been, also from tables with rows`() async throws {
        try await Ground.run { ground in
            _ = try await Self.create(ground, "customers", #"{"name": "Kept", "email": "kept@example.com"}"#)
            let before = try ground.dump()
            let receipt = try await ground.enable("cleaning")
            #expect(try ground.dump().lines.count > before.lines.count + 50)
            let undone = try await ground.undo(receipt)
            #expect(undone.texts("lost") == [])
            let after = try ground.dump()
            #expect(after == before, "\(before.differences(to: after))")
            let token = try await ground.kernel.login(ground.owner)
            let found = await ground.kernel.send("GET", "/api/customers", query: [("q", "kept")], token: token)
            #expect(found.items.count == 1)
            #expect(await ground.kernel.send("GET", "/api/complaints", token: token).status == 404)
            let listed = try await ground.must("GET", "receipts").items("receipts")
            #expect(listed.map { $0["status"]?.text } == ["undone"])
            try await ground.enable("cleaning")
        }
    }

    @Test
    func `work done since is counted and kept, unless exactly that much is accepted`() async throws {
        try await Ground.run { ground in
            let before = try ground.dump()
            let receipt = try await ground.enable("cleaning")
            let customer = try await Self.create(ground, "customers", #"{"name": "One"}"#)
            let id = customer["id"]?.text ?? ""
            _ = try await Self.create(ground, "sites", #"{"name": "Hall", "customer": "\#(id)", "soil": "heavy"}"#)
            let working = try ground.dump()
            // The kind of soil that was entered, and the frequency that is the default: one record each.
            for accept in [nil, "0", "1", "3"] {
                let refused = await ground.ask("POST", "receipts/\(receipt)/undo", accept.map { ["accept": $0] } ?? [:])
                #expect(refused.status == 409 && refused.json["code"]?.text == "undo_loses")
                #expect(refused.json["accept"] == .number("2"))
                #expect(refused.text.contains("customers.site.soil"))
            }
            #expect(try ground.dump() == working)
            let undone = try await ground.undo(receipt, accept: 2)
            #expect(undone.texts("lost").count == 2)
            let token = try await ground.kernel.login(ground.owner)
            let site = await ground.kernel.send("GET", "/api/sites", token: token).items
            #expect(site.count == 1 && site.first?["soil"] == nil && site.first?["name"]?.text == "Hall")
            #expect(try ground.dump() != before)
        }
    }

    @Test
    func `references to rows that go are told, and emptied when that is accepted`() async throws {
        try await Ground.run { ground in
            let yaml = """
                pack: folk
                format: 1
                version: 1.0.0
                title: Folk
                requires: { customers: "1.0", work-orders: "1.0" }
                """
            let seeds = "customers.customer:\n  house: { name: In-house }\n"
            try ground.offer("folk", ["pack.yaml": yaml, "seed/reference.yaml": seeds])
            let receipt = try await ground.enable("folk")
            let token = try await ground.kernel.login(ground.owner)
            let house = await ground.kernel.send("GET", "/api/customers", token: token).items.first?["id"]?.text ?? ""
            let site = try await Self.create(ground, "sites", #"{"name": "Hall", "customer": "\#(house)"}"#)
            let refused = await ground.ask("POST", "receipts/\(receipt)/undo")
            #expect(refused.status == 409 && refused.text.contains("customers.site.customer"))
            try await ground.undo(receipt, accept: 1)
            let path = "/api/sites/\(site["id"]?.text ?? "")"
            let left = await ground.kernel.send("GET", path, token: token)
            #expect(left.json["customer"] == .null && left.json.number("version") == 2)
            #expect(await ground.kernel.send("GET", "/api/customers/\(house)", token: token).status == 404)
        }
    }

    @Test
    func `a row of the pack that somebody changed is theirs`() async throws {
        try await Ground.run { ground in
            let receipt = try await ground.enable("cleaning")
            let token = try await ground.kernel.login(ground.owner)
            let jobs = await ground.kernel.send("GET", "/api/job-templates", token: token).items
            let job = jobs.first?["id"]?.text ?? ""
            let changed = await ground.kernel.send(
                "PATCH",
                "/api/job-templates/\(job)",
                token: token,
                json: #"{"minutes": 7}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(changed.status == 200, "\(changed.text)")
            let refused = await ground.ask("POST", "receipts/\(receipt)/undo")
            #expect(
                refused.status == 409 && refused.text.contains("work-orders.job_template that the change made or wrote")
            )
        }
    }

    @Test
    func `changes are taken back from the newest on, each once`() async throws {
        try await Ground.run { ground in
            try ground.offer("able", RandomPack(id: "able", chance: Chance(state: 5)).files)
            let start = try ground.dump()
            let first = try await ground.enable("cleaning")
            let second = try await ground.enable("able")
            let off = try await ground.must("POST", "packs/cleaning/disable")["receipt"]?.text ?? ""
            let refused = await ground.ask("POST", "receipts/\(first)/undo")
            #expect(refused.status == 409 && refused.json["code"]?.text == "in_use")
            #expect(refused.text.contains(off) && refused.text.contains(second))
            for receipt in [off, second, first] { try await ground.undo(receipt) }
            #expect(await ground.ask("POST", "receipts/\(first)/undo").json["code"]?.text == "state_refused")
            #expect(await ground.ask("POST", "receipts/019cadc6-9a80-7405-ba77-ef73464de5be/undo").status == 404)
            #expect(await ground.ask("POST", "receipts/\(first)/undo", ["accept": "many"]).status == 422)
            let end = try ground.dump()
            #expect(end == start, "\(start.differences(to: end))")
        }
    }

    @Test
    func `the journal tells the change, its rows and the undo, and its chain holds`() async throws {
        try await Ground.run { ground in
            let receipt = try await ground.enable("cleaning")
            try await ground.undo(receipt)
            let tail = try await ground.must("GET", "audit/tail", ["limit": "500"]).items("items")
            let actions = tail.filter { $0["entity"]?.text == "kernel.pack" }.compactMap { $0["action"]?.text }
            #expect(actions == ["enabled", "undone.enable"])
            let undone = tail.filter { $0["action"]?.text == "undone" }
            #expect(undone.count > 10 && undone.allSatisfy { $0["entity"]?.text?.hasPrefix("cleaning.") == false })
            let verified = try await ground.must("GET", "audit/verify")
            #expect(verified.items("tenants").first?["ok"] == .bool(true))
        }
    }

    @Test
    func `a type that changes after an undo gets the plain column again`() async throws {
        try await Ground.run { ground in
            func offer(_ type: String) throws {
                let yaml = """
                    pack: kind
                    format: 1
                    version: 1.0.0
                    title: Kind
                    requires: { customers: "1.0" }
                    extend: { customers.customer: { fields: { mark: { type: \(type) } } } }
                    """
                try ground.offer("kind", ["pack.yaml": yaml])
            }
            for type in ["int", "text", "int", "bool"] {
                try offer(type)
                let receipt = try await ground.enable("kind")
                let value = ["int": "7", "text": #""seven""#, "bool": "true"][type] ?? ""
                let made = try await Self.create(ground, "customers", #"{"name": "N", "mark": \#(value)}"#)
                let token = try await ground.kernel.login(ground.owner)
                let id = made["id"]?.text ?? ""
                let read = await ground.kernel.send("GET", "/api/customers/\(id)", token: token)
                #expect(read.json["mark"] == made["mark"] && made["mark"] != .null)
                #expect(try ground.dump().lines["column customers__customer.kind__mark"] != nil)
                try await ground.undo(receipt, accept: 1)
                #expect(try ground.dump().lines["column customers__customer.kind__mark"] == nil)
            }
        }
    }
}
