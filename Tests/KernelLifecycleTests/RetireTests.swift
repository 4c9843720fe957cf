import Kernel
import KernelTesting
import Testing

/// What a version of a pack retires: hidden, kept for its time, found again, dropped by a plan of its own.
struct RetireTests {
    private static let day: Int64 = 86_400_000

    private static func pack(_ version: String, bed: String = "", site: String = "", _ rest: String = "") -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { access: "1.0", customers: "1.0" }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true, searchable: true }
              gardener: { type: references, to: access.member, inverse: beds_kept }
        \(bed)
        extend:
          customers.site:
            fields:
              shade: { type: text }
        \(site)
        \(rest)
        """
    }

    private static let bed = """
              depth: { type: int, indexed: true }
              price: { type: money }
              helpers: { type: references, to: access.member, inverse: helped_beds }
              word: { type: text, searchable: true }
        """
    private static let site = "      floor_count: { type: int, unique: true }"
    private static let first = pack("2.0.0", bed: bed, site: site)
    private static let steps = """
        migrations:
          - { from: "<2.1.0", retire: gardens.bed.depth, keep: 180d }
          - { from: "<2.1.0", retire: gardens.bed.price, keep: 180d }
          - { from: "<2.1.0", retire: gardens.bed.helpers, keep: 180d }
          - { from: "<2.1.0", retire: gardens.bed.word, keep: 30d }
          - { from: "<2.1.0", retire: customers.site.floor_count, keep: 180d }
        """
    private static let second = pack("2.1.0", steps)

    /// A tenant that worked with the first version; answers the paths of a bed and of a site.
    private static func prepare(_ ground: Ground) async throws -> (bed: String, site: String) {
        try ground.offer("gardens", yaml: first)
        try await ground.enable("gardens")
        let me = ground.owner.id
        let bed = try await ground.call(
            "POST",
            "/api/beds",
            json: #"""
                {"name": "Rose", "depth": 3, "helpers": ["\#(me)"], "word": "Zanzibarquartz",
                 "price": {"amount": 500, "currency": "EUR"}}
                """#
        )
        try await ground.call("POST", "/api/beds", json: #"{"name": "Lily"}"#)
        let customer = try await ground.call("POST", "/api/customers", json: #"{"name": "Acme"}"#)["id"]?.text ?? ""
        let site = try await ground.call(
            "POST",
            "/api/sites",
            json: #"{"name": "Hall", "customer": "\#(customer)", "floor_count": 7}"#
        )
        return ("/api/beds/\(bed["id"]?.text ?? "")", "/api/sites/\(site["id"]?.text ?? "")")
    }

    private static func values(_ ground: Ground, _ path: (bed: String, site: String)) async throws -> [JSONValue?] {
        let (bed, site) = (try await ground.call("GET", path.bed), try await ground.call("GET", path.site))
        return [bed["depth"], bed["price"]?["amount"], bed["helpers"], bed["word"], site["floor_count"]]
    }

    @Test
    func `a retired field is hidden and kept, the plan says until when, and undo shows what was in it`() async throws {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let (held, before) = (try await Self.values(ground, paths), try ground.dump())
            #expect(held.allSatisfy { $0 != nil && $0 != .null })
            try ground.offer("gardens", yaml: Self.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            // The ground's clock begins on 2 March 2026, UTC.
            let retires = plan.items("retires").map {
                "\($0["address"]?.text ?? "") \($0.number("rows") ?? -1) \($0["until"]?.text ?? "")"
            }
            #expect(
                retires == [
                    "entity/gardens.bed/field/depth 1 2026-08-30", "entity/gardens.bed/field/price 1 2026-08-30",
                    "entity/gardens.bed/field/helpers 1 2026-08-30", "entity/gardens.bed/field/word 1 2026-04-02",
                    "entity/customers.site/field/floor_count 1 2026-08-30",
                ],
                "\(retires)"
            )
            let risks = plan.items("risks").filter { $0["address"]?.text?.hasSuffix("floor_count") == true }
            #expect(risks.map { $0["risk"]?.text } == ["hides_data"])
            #expect(risks.first?["text"]?.text?.hasSuffix("From 2026-08-30 on, a plan may drop it.") == true)
            #expect(plan.number("accept") == 0 && plan["undoable"] == .bool(true))
            let receipt = try await ground.upgrade("gardens", ["plan": plan["plan"]?.text ?? ""])
            #expect(try await Self.values(ground, paths) == [nil, nil, nil, nil, nil])
            #expect(await !ground.get("/api/model").text.contains("floor_count"))
            #expect(try await ground.call("GET", "/api/beds", ["q": "zanzibarquartz"]).items("items").isEmpty)
            let refused = await ground.kernel.send(
                "POST",
                "/api/beds",
                token: ground.session,
                json: #"{"name": "A", "depth": 1}"#
            )
            #expect(refused.status == 422)
            try await ground.undo(receipt)
            #expect(try await Self.values(ground, paths) == held)
            #expect(try ground.dump().remains(since: before) == [])
        }
    }

    @Test
    func
        `before its time nothing is dropped; afterwards a plan offers it, wants it accepted, and nothing takes it back`()
        async throws
    {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            try ground.offer("gardens", yaml: Self.second)
            try await ground.upgrade("gardens")
            let kept = try ground.dump()
            var refused = await ground.ask("POST", "packs/gardens/drop", ["accept": "1"])
            #expect(
                refused.status == 409 && refused.text.contains("field/word is kept until 2026-04-02"),
                "\(refused.text)"
            )
            ground.kernel.clock.advance(30 * Self.day)
            #expect(await ground.ask("GET", "packs/gardens/plan", ["drop": "true"]).status == 409)
            #expect(try ground.dump() == kept)
            // What is due is dropped alone.
            ground.kernel.clock.advance(Self.day)
            var plan = try await ground.must("GET", "packs/gardens/plan", ["drop": "true"])
            #expect(plan.items("drops").map { $0["address"]?.text } == ["entity/gardens.bed/field/word"])
            ground.kernel.clock.advance(150 * Self.day)
            plan = try await ground.must("GET", "packs/gardens/plan", ["drop": "true"])
            #expect(plan.items("drops").count == 5 && plan.number("accept") == 5)
            #expect(plan["undoable"] == .bool(false) && plan["empty"] == .bool(false))
            #expect(plan.items("risks").contains { $0["risk"]?.text == "loses_data" && $0.number("rows") == 1 })
            let hash = plan["plan"]?.text ?? ""
            for accept in [nil, "4", "6"] {
                let query = ["plan": hash].merging(accept.map { ["accept": $0] } ?? [:]) { $1 }
                refused = await ground.ask("POST", "packs/gardens/drop", query)
                #expect(refused.status == 409 && refused.json["code"]?.text == "plan_loses", "\(refused.text)")
            }
            #expect(try ground.dump() == kept)
            let done = try await ground.must("POST", "packs/gardens/drop", ["plan": hash, "accept": "5"])
            #expect(done.items("dropped").count == 5)
            let left = try ground.dump().lines.filter { line in
                ["depth", "price", "helpers", "floor_count", "word"].contains { word in
                    line.key.contains("gardens__\(word)") || line.value.contains("gardens__\(word)")
                        || line.key.contains("bed__\(word)")
                }
            }
            #expect(left == [:])
            #expect(await ground.ask("GET", "packs/gardens/plan", ["drop": "true"]).status == 409)
            for receipt in try await ground.must("GET", "receipts").items("receipts") {
                let answer = await ground.ask("POST", "receipts/\(receipt["receipt"]?.text ?? "")/undo")
                #expect(answer.status == 409 && answer.text.contains("no longer"), "\(answer.text)")
            }
            // The records stay, and work goes on.
            #expect(try await ground.call("GET", paths.bed)["name"]?.text == "Rose")
            try await ground.call("POST", "/api/beds", json: #"{"name": "Fern"}"#)
            let verified = try await ground.must("GET", "audit/verify")
            #expect(verified.items("tenants").allSatisfy { $0["ok"] == .bool(true) })
        }
    }

    @Test
    func `a later version that has the field again finds its data where the type agrees, and not elsewhere`()
        async throws
    {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            try ground.offer("gardens", yaml: Self.second)
            try await ground.upgrade("gardens")
            let third = Self.pack(
                "2.2.0",
                bed: "      depth: { type: int }\n      word: { type: int }",
                site: Self.site
            )
            try ground.offer("gardens", yaml: third)
            try await ground.upgrade("gardens")
            let bed = try await ground.call("GET", paths.bed)
            #expect(bed["depth"] == .number("3") && bed["word"] == .null)
            #expect(try await ground.call("GET", paths.site)["floor_count"] == .number("7"))
            // What is there again is not dropped; what is not, is.
            ground.kernel.clock.advance(400 * Self.day)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["drop": "true"])
            let drops = plan.items("drops").compactMap { $0["address"]?.text }
            #expect(
                drops == [
                    "entity/gardens.bed/field/helpers", "entity/gardens.bed/field/price",
                    "entity/gardens.bed/field/word",
                ]
            )
            try await ground.must("POST", "packs/gardens/drop", ["accept": "\(plan.number("accept") ?? 0)"])
            let after = try await ground.call("GET", paths.bed)
            #expect(after["depth"] == .number("3") && after["word"] == .null)
            let text = #"{"word": 4}"#
            let changed = try await ground.call("PATCH", paths.bed, version: after.number("version") ?? 0, json: text)
            #expect(changed["word"] == .number("4"))
        }
    }

    @Test
    func `going back to the version before shows it again, and going forward keeps it anew`() async throws {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let held = try await Self.values(ground, paths)
            try ground.offer("gardens", yaml: Self.second)
            try await ground.upgrade("gardens")
            ground.kernel.clock.advance(100 * Self.day)
            try await ground.upgrade("gardens", ["to": "2.0.0"])
            #expect(try await Self.values(ground, paths) == held)
            ground.kernel.clock.advance(100 * Self.day)
            #expect(await ground.ask("GET", "packs/gardens/plan", ["drop": "true"]).text.contains("keeps nothing"))
            try await ground.upgrade("gardens")
            let refused = await ground.ask("GET", "packs/gardens/plan", ["drop": "true"])
            #expect(refused.status == 409 && refused.text.contains("2027-03-18"), "\(refused.text)")
        }
    }

    @Test
    func `a retired entity is hidden with its records, and dropped with its table and links`() async throws {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let without = """
                pack: gardens
                format: 1
                version: 3.0.0
                title: Gardens
                requires: { access: "1.0", customers: "1.0" }
                extend:
                  customers.site:
                    fields:
                      shade: { type: text }
                      floor_count: { type: int }
                migrations:
                  - { from: "<3.0.0", retire: gardens.bed, keep: 10d }
                """
            try ground.offer("gardens", yaml: without)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("retires").map { $0.number("rows") } == [2] && plan.number("accept") == 0)
            let receipt = try await ground.upgrade("gardens")
            #expect(await ground.get("/api/beds").status == 404)
            try await ground.undo(receipt)
            #expect(try await ground.call("GET", paths.bed)["depth"] == .number("3"))
            try await ground.upgrade("gardens")
            ground.kernel.clock.advance(11 * Self.day)
            let drop = try await ground.must("GET", "packs/gardens/plan", ["drop": "true"])
            #expect(drop.number("accept") == 2)
            try await ground.must("POST", "packs/gardens/drop", ["accept": "2"])
            #expect(try ground.dump().lines.filter { $0.key.contains("gardens__bed") } == [:])
            #expect(try await ground.call("GET", paths.site)["floor_count"] == .number("7"))
            // It may come again, from nothing.
            try ground.offer("gardens", yaml: Self.first.replacing("version: 2.0.0", with: "version: 4.0.0"))
            try await ground.upgrade("gardens")
            #expect(try await ground.call("GET", "/api/beds").items("items").isEmpty)
            try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "depth": 1}"#)
        }
    }

    @Test
    func `without keep nothing drops it; a purge takes it along, and an export carries it`() async throws {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let forever = Self.pack(
                "2.1.0",
                Self.steps.replacing(", keep: 180d", with: "").replacing(", keep: 30d", with: "")
            )
            try ground.offer("gardens", yaml: forever)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("retires").allSatisfy { $0["until"] == .null })
            try await ground.upgrade("gardens")
            ground.kernel.clock.advance(4000 * Self.day)
            let refused = await ground.ask("GET", "packs/gardens/plan", ["drop": "true"])
            #expect(refused.status == 409 && refused.text.contains("has no `keep`"), "\(refused.text)")
            let file = "\(ground.path)/acme.kernel"
            try await ground.must("POST", "packs/gardens/disable")
            try await ground.must("POST", "tenants/acme/export", json: #"{"file": "\#(file)"}"#)
            ground.kernel.clock.advance(31 * Self.day)
            try await ground.must("POST", "packs/gardens/purge", ["confirm": "gardens of acme"])
            #expect(try ground.dump().lines.filter { ($0.key + $0.value).contains("gardens__") } == [:])
            #expect(try await ground.call("GET", paths.site)["name"]?.text == "Hall")
        }
    }

    @Test
    func `an export carries what is retired, and the server that imports it drops it in its time`() async throws {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            try ground.offer("gardens", yaml: Self.second)
            try await ground.upgrade("gardens")
            let file = "\(ground.path)/acme.kernel"
            try await ground.must("POST", "tenants/acme/export", json: #"{"file": "\#(file)"}"#)
            try await Ground.run(seed: 7, tenant: "other") { second in
                try await second.must("POST", "tenants/import", json: #"{"file": "\#(file)"}"#)
                try second.offer("gardens", yaml: Self.pack("2.2.0", bed: "      depth: { type: int }"))
                try await second.must("POST", "packs/gardens/upgrade")
                let token = try await second.kernel.login(ground.owner)
                let bed = await second.kernel.send("GET", paths.bed, token: token)
                #expect(bed.json["depth"] == .number("3"))
                second.kernel.clock.advance(200 * Self.day)
                let plan = try await second.must("GET", "packs/gardens/plan", ["drop": "true"])
                #expect(plan.number("accept") == 4)
                try await second.must("POST", "packs/gardens/drop", ["accept": "4"])
            }
        }
    }

    @Test
    func `what goes without retire is told as a loss, as before`() async throws {
        try await Ground.run { ground in
            _ = try await Self.prepare(ground)
            try ground.offer(
                "gardens",
                yaml: Self.pack("2.1.0", Self.steps.split(separator: "\n").dropLast().joined(separator: "\n"))
            )
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.number("accept") == 1)
            let lost = plan.items("risks").filter { $0["risk"]?.text == "loses_data" }
            #expect(lost.map { $0["address"]?.text } == ["entity/customers.site/field/floor_count"])
        }
    }
}
