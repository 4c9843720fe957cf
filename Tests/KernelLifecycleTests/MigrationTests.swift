import Kernel
import KernelTesting
import Testing

/// Records that an upgrade makes fit.
struct MigrationTests {
    private static func pack(_ version: String, _ fields: String, _ migrations: String = "") -> String {
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
        \(fields)
        \(migrations)
        """
    }

    private static let first = pack(
        "1.0.0",
        """
              full: { type: text, searchable: true }
              soil: { type: choice, of: [dirty, clean] }
              area: { type: int }
              remark: { type: text }
        """
    )

    private static let second = pack(
        "2.0.0",
        """
              soil: { type: choice, of: [light, heavy] }
              area: { type: int }
              twice: { type: int }
              one: { type: text, max: 20 }
              rest: { type: text, searchable: true }
              shown: { type: text }
              hint: { type: text }
              kind: { type: choice, of: [small, large] }
        """,
        """
        migrations:
          - { from: "<1.5.0", set: gardens.bed.kind, to: large }
          - { from: "<2.0.0", map: gardens.bed.soil, values: { dirty: heavy, clean: light } }
          - { from: "<2.0.0", split: gardens.bed.full, by: " ", into: [one, rest] }
          - { from: "<2.0.0", merge: gardens.bed.shown, of: [rest, one], with: ", " }
          - { from: "<2.0.0", move: gardens.bed.remark, to: hint }
          - { from: "<2.0.0", set: gardens.bed.twice, compute: "area * 2", where: "area != null" }
          - { from: "<2.0.0", set: gardens.bed.kind, to: small, where: "area = null" }
        """
    )

    @Test
    func `set, map, split, merge and move make records fit; each is journaled, and the receipt takes all back`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.first)
            try await ground.enable("gardens")
            let rose = try await ground.call(
                "POST",
                "/api/beds",
                json: #"{"name": "Rose", "full": "Ada de Vries", "soil": "dirty", "area": 4, "remark": "wet"}"#
            )
            let lily = try await ground.call("POST", "/api/beds", json: #"{"name": "Lily"}"#)
            let before = try ground.dump()
            try ground.offer("gardens", yaml: Self.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let steps = plan.items("migrations").map {
                "\($0["text"]?.text ?? "") \($0["at_most"] == .bool(true) ? "<= " : "")\($0.number("rows") ?? -1)"
            }
            #expect(steps.contains("split gardens.bed.full into one, rest <= 1"), "\(steps)")
            #expect(steps.contains("set gardens.bed.twice <= 2"), "\(steps)")
            #expect(steps.contains("set gardens.bed.kind 2"), "\(steps)")
            #expect(steps.contains("move gardens.bed.remark to hint <= 1"), "\(steps)")
            // `full` and `remark` go; what they held is taken over first, and still it is told.
            let accept = "\(plan.number("accept") ?? 0)"
            let receipt = try await ground.upgrade("gardens", ["accept": accept, "plan": plan["plan"]?.text ?? ""])
            let path = "/api/beds/\(rose["id"]?.text ?? "")"
            let now = try await ground.call("GET", path)
            #expect(now["soil"]?.text == "heavy" && now["one"]?.text == "Ada" && now["rest"]?.text == "de Vries")
            #expect(now["shown"]?.text == "de Vries, Ada" && now["hint"]?.text == "wet")
            #expect(now["twice"] == .number("8"))
            #expect(now["kind"]?.text == "large" && now["full"] == nil)
            let other = try await ground.call("GET", "/api/beds/\(lily["id"]?.text ?? "")")
            #expect(other["kind"]?.text == "small" && other["twice"] == .null && other["soil"] == .null)
            let found = try await ground.call("GET", "/api/beds", ["q": "vries"]).items("items")
            #expect(found.count == 1)
            let history = try await ground.call("GET", "\(path)/history").items("items")
            #expect(history.contains { $0["action"]?.text == "migrated" }, "\(history)")
            try await ground.undo(receipt)
            let after = try ground.dump()
            #expect(after.remains(since: before) == [])
        }
    }

    @Test
    func `a step whose version a tenant has behind it does not run, and none runs on the way back`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.second)
            try await ground.enable("gardens")
            let rose = try await ground.call("POST", "/api/beds", json: #"{"name": "Rose"}"#)
            try ground.offer("gardens", yaml: Self.second.replacing("version: 2.0.0", with: "version: 2.1.0"))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("migrations").isEmpty)
            try await ground.upgrade("gardens")
            try await ground.upgrade("gardens", ["to": "2.0.0"])
            let now = try await ground.call("GET", "/api/beds/\(rose["id"]?.text ?? "")")
            #expect(now["kind"] == .null)
        }
    }

    @Test
    func `a record that cannot become what is asked refuses the upgrade, and nothing is changed`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.first)
            try await ground.enable("gardens")
            let long = String(repeating: "x", count: 30)
            try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "full": "\#(long) y"}"#)
            let before = try ground.dump()
            try ground.offer("gardens", yaml: Self.second)
            let refused = await ground.ask("POST", "packs/gardens/upgrade", ["accept": "1"])
            #expect(refused.status == 422 && refused.text.contains("one"), "\(refused.text)")
            let after = try ground.dump()
            #expect(after == before, "\(before.differences(to: after))")
            // What neither version has is told by the plan.
            try ground.offer(
                "gardens",
                yaml: Self.second.replacing("split: gardens.bed.full", with: "split: gardens.bed.fool")
            )
            let unknown = await ground.ask("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(unknown.status == 422 && unknown.text.contains("fool"), "\(unknown.text)")
        }
    }

    @Test
    func
        `more records than are read at a time are all migrated once, those in the bin are neither counted nor touched`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.first)
            try await ground.enable("gardens")
            for part in 0..<3 {
                let rows = (0..<400).map { #"{"op": "create", "set": {"name": "B\#(part)-\#($0)", "area": \#($0)}}"# }
                let body = #"{"ops": [\#(rows.joined(separator: ", "))]}"#
                try await ground.call("POST", "/api/beds/bulk", json: body)
            }
            let binned = try await ground.call("POST", "/api/beds", json: #"{"name": "Gone", "area": 1}"#)
            var request = TestRequest("DELETE", "/api/beds/\(binned["id"]?.text ?? "")")
            request.token = ground.session
            request.headers["if-match"] = "\"1\""
            #expect(await ground.kernel.send(request).status < 300)
            // A step that would go on for ever, or twice, where records were listed again after they changed.
            let steps = """
                migrations:
                  - { from: "<2.0.0", set: gardens.bed.area, compute: "area + 1", where: "area < 1000" }
                  - { from: "<2.0.0", set: gardens.bed.kind, to: small }
                """
            let fields = "      area: { type: int }\n      kind: { type: choice, of: [small, large] }"
            try ground.offer("gardens", yaml: Self.pack("2.0.0", fields, steps))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("migrations").map { $0.number("rows") } == [1200, 1200])
            // `kind` is new: each record gets it. Who has it already is not changed.
            #expect(plan.items("migrations").map { $0["at_most"] } == [.bool(true), .bool(false)])
            let before = try ground.dump()
            let receipt = try await ground.upgrade("gardens", ["accept": "\(plan.number("accept") ?? 0)"])
            let query = ["count": "true", "limit": "1"]
            let small = try await ground.call("GET", "/api/beds", query.merging(["kind": "small"]) { $1 })
            #expect(small.number("count") == 1200 || small.number("total") == 1200, "\(small)")
            let one = try await ground.call("GET", "/api/beds", ["name": "B0-7"]).items("items").first
            #expect(one?["area"] == .number("8") && one?["version"] == .number("3"))
            try await ground.undo(receipt)
            #expect(try ground.dump().remains(since: before) == [])
        }
    }

    @Test
    func `a count is exact only where each record is changed: what has the value already is left as it is`()
        async throws
    {
        try await Ground.run { ground in
            let fields = "      area: { type: int }"
            try ground.offer("gardens", yaml: Self.pack("1.0.0", fields))
            try await ground.enable("gardens")
            let same = try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "area": 7}"#)
            try await ground.call("POST", "/api/beds", json: #"{"name": "Lily", "area": 1}"#)
            let steps = """
                migrations:
                  - { from: "<2.0.0", set: gardens.bed.area, to: 7 }
                  - { from: "<2.0.0", set: gardens.bed.rows, to: 3 }
                  - { from: "<2.0.0", set: gardens.bed.rows, to: 3 }
                """
            let wider = fields + "\n      rows: { type: int }"
            try ground.offer("gardens", yaml: Self.pack("2.0.0", wider, steps))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let isBound = plan.items("migrations").map { $0["at_most"] == .bool(true) }
            #expect(isBound == [true, false, true])
            try await ground.upgrade("gardens", ["accept": "\(plan.number("accept") ?? 0)"])
            let path = "/api/beds/\(same["id"]?.text ?? "")/history"
            let written = try await ground.call("GET", path).items("items").filter { $0["action"]?.text == "migrated" }
            #expect(written.count == 1, "\(written)")
        }
    }
}
