import Kernel
import KernelTesting
import Testing

/// A version whose rules are stricter than the one before, told by the plan under whatever name a thing has.
struct StricterTests {
    private static func pack(_ version: String, _ entity: String, _ fields: String) -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { access: "1.0" }
        entities:
          \(entity)
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
        \(fields)
        """
    }

    private static let first = pack("1.0.0", "bed:", "      tag: { type: text }")

    private func prepare(_ ground: Ground) async throws {
        try ground.offer("gardens", yaml: Self.first)
        try await ground.enable("gardens")
        for tag in [#""a""#, #""a""#, #""b""#, "null"] {
            try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "tag": \#(tag)}"#)
        }
    }

    @Test(arguments: [
        ("bed:", "tag: { type: text, unique: true }", "gardens.bed/field/tag"),
        ("bed:", "label: { type: text, unique: true, was: tag }", "gardens.bed/field/label"),
        ("plot:\n    was: bed", "tag: { type: text, unique: true }", "gardens.plot/field/tag"),
        ("plot:\n    was: bed", "label: { type: text, unique: true, was: tag }", "gardens.plot/field/label"),
    ])
    func `values that a new unique rule forbids are a conflict, and the upgrade is refused`(
        _ entity: String,
        _ field: String,
        _ place: String
    ) async throws {
        try await Ground.run { ground in
            try await prepare(ground)
            try ground.offer("gardens", yaml: Self.pack("2.0.0", entity, "      \(field)"))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let blocking = plan.items("conflicts").filter { $0["blocks"] == .bool(true) }
            #expect(blocking.map { $0["address"]?.text } == ["entity/\(place)"], "\(plan.items("conflicts"))")
            #expect(blocking.first?["suggestion"]?.text == "2 live records share values: make them different first")
            let before = try ground.dump()
            let refused = await ground.ask("POST", "packs/gardens/upgrade")
            #expect(refused.status == 422 && refused.text.contains("taken"), "\(refused.status) \(refused.text)")
            #expect(try ground.dump() == before)
        }
    }

    @Test(arguments: [
        ("bed:", "label: { type: text, required: true, was: tag }", "gardens.bed/field/label", 1),
        ("plot:\n    was: bed", "tag: { type: text, required: true }", "gardens.plot/field/tag", 1),
        ("plot:\n    was: bed", "size: { type: int, required: true }", "gardens.plot/field/size", 4),
        // Another type: nothing of what was there is shown.
        ("plot:\n    was: bed", "tag: { type: int, required: true }", "gardens.plot/field/tag", 4),
    ])
    func `records without what is required from now on are counted`(
        _ entity: String,
        _ field: String,
        _ place: String,
        _ rows: Int
    ) async throws {
        try await Ground.run { ground in
            try await prepare(ground)
            try ground.offer("gardens", yaml: Self.pack("2.0.0", entity, "      \(field)"))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let risks = plan.items("risks").filter { $0["risk"]?.text == "incomplete" }
            #expect(risks.map { $0["address"]?.text } == ["entity/\(place)"], "\(risks)")
            #expect(risks.first?.number("rows") == rows, "\(risks)")
        }
    }

    private static let wide = pack(
        "1.0.0",
        "bed:",
        """
              soil: { type: choice, of: [light, heavy, wet] }
              uses: { type: choices, of: [food, show, rest] }
              depth: { type: int, max: 90 }
              price: { type: money }
              note: { type: text, max: 40 }
        """
    )

    @Test(arguments: [
        ("soil: { type: choice, of: [light, wet] }", "", "soil 2"),
        ("soil: { type: choice, of: [light, heavy, wet, dry] }", "", ""),
        // Under its former name, or by a migration, the value becomes one that is taken.
        ("soil: { type: choice, of: { light: Light, clay: { was: heavy }, wet: Wet } }", "", ""),
        ("soil: { type: choice, of: [light, wet] }", "map: gardens.bed.soil, values: { heavy: wet }", ""),
        ("soil: { type: choice, of: [light] }", "map: gardens.bed.soil, values: { heavy: light }", "soil 1"),
        ("soil: { type: choice, of: [light] }", "set: gardens.bed.soil, to: light", ""),
        ("uses: { type: choices, of: [food, rest] }", "", "uses 1"),
        ("depth: { type: int, min: 5, max: 50 }", "", "depth 2"),
        ("price: { type: money, max: 1000 }", "", "price 1"),
        ("note: { type: text, max: 4 }", "", "note 1"),
        ("note: { type: choice, of: [short] }", "", "note 2"),
        ("remark: { type: long_text, max: 4, was: note }", "", "remark 1"),
    ])
    func `values that a field takes no more are counted`(
        _ field: String,
        _ step: String,
        _ expected: String
    ) async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.wide)
            try await ground.enable("gardens")
            for fields in [
                #""soil": "heavy", "uses": ["food"], "depth": 90, "note": "long enough""#,
                #""soil": "heavy", "uses": ["food", "show"], "depth": 4, "note": "wörd""#,
                #""soil": "wet", "depth": 5, "price": {"amount": 1001, "currency": "EUR"}"#,
            ] {
                try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", \#(fields)}"#)
            }
            let name = field.prefix { $0 != ":" }
            let was = name == "remark" ? "note" : name
            let others = Self.wide.split(separator: "\n").filter { !$0.contains(" \(was): ") }.joined(separator: "\n")
            let steps = step.isEmpty ? "" : "migrations:\n  - { from: \"<2.0.0\", \(step) }\n"
            let next = others.replacing("1.0.0", with: "2.0.0") + "\n      \(field)\n" + steps
            try ground.offer("gardens", yaml: next)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let told = plan.items("risks").filter { $0["risk"]?.text == "incomplete" }.map {
                "\($0["address"]?.text?.split(separator: "/").last ?? "") \($0.number("rows") ?? -1)"
            }
            #expect(told == (expected.isEmpty ? [] : [expected]), "\(plan.items("risks"))")
        }
    }

    @Test
    func `a record keeps an option that has gone until that field is changed`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.wide)
            try await ground.enable("gardens")
            let made = try await ground.call("POST", "/api/beds", json: #"{"name": "Rose", "soil": "heavy"}"#)
            let path = "/api/beds/\(made["id"]?.text ?? "")"
            func change(_ body: String, _ version: Int) async -> Answer {
                let headers = ["if-match": "\"\(version)\""]
                return await ground.kernel.send("PATCH", path, token: ground.session, json: body, headers: headers)
            }
            let narrow = Self.wide.replacing("heavy, ", with: "").replacing("1.0.0", with: "1.1.0")
            try ground.offer("gardens", yaml: narrow)
            try await ground.upgrade("gardens")
            #expect(try await ground.call("GET", path)["soil"]?.text == "heavy")
            let other = await change(#"{"name": "Lily"}"#, 1).json
            #expect(other["soil"]?.text == "heavy" && other["name"]?.text == "Lily")
            let body = #"{"name": "Moss", "soil": "heavy"}"#
            let refused = await ground.kernel.send("POST", "/api/beds", token: ground.session, json: body)
            #expect(refused.status == 422)
            #expect(await change(#"{"soil": "wet"}"#, 2).json["soil"]?.text == "wet")
        }
    }

    @Test(arguments: [
        ("bed:", "gardens.bed", #"tag != \"b\""#, 2), ("plot:\n    was: bed", "gardens.plot", #"tag != \"b\""#, 2),
        ("bed:", "gardens.bed", "tag != null", 1), ("bed:", "gardens.bed", "length(name) > 3", 0),
    ])
    func `records that do not pass a new check are counted, and are refused from their next change on`(
        _ entity: String,
        _ id: String,
        _ condition: String,
        _ rows: Int
    ) async throws {
        try await Ground.run { ground in
            try await prepare(ground)
            let kept =
                "      tag: { type: text }\n    checks: { tagged: { if: \"\(condition)\", else: Give it a tag. } }"
            try ground.offer("gardens", yaml: Self.pack("2.0.0", entity, kept))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let told = plan.items("risks").filter { $0["address"]?.text == "entity/\(id)/check/tagged" }
            #expect(told.map { $0.number("rows") } == (rows == 0 ? [] : [rows]), "\(plan.items("risks"))")
            #expect(told.allSatisfy { $0["risk"]?.text == "incomplete" })
            try await ground.upgrade("gardens")
            var refused = 0
            for bed in try await ground.call("GET", "/api/beds").items("items") {
                let answer = await ground.kernel.send(
                    "PATCH",
                    "/api/beds/\(bed["id"]?.text ?? "")",
                    token: ground.session,
                    json: #"{"name": "Lily"}"#,
                    headers: ["If-Match": "\"\(bed.number("version") ?? 0)\""]
                )
                if answer.status == 422 { refused += 1 }
            }
            #expect(refused == rows)
            // The same version again brings no check that is new.
            let again = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(again.items("risks").isEmpty)
        }
    }
}
