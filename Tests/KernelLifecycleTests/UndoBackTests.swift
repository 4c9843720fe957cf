import Kernel
import KernelTesting
import Testing

/// What was written after a change that is taken back has the names of before.
struct UndoBackTests {
    private static let first = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0" }
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true, searchable: true }
              race: { type: choice, of: { red: Red, blue: Blue } }
              marks: { type: choices, of: [star, spot] }
              pin: { type: text, secret: true }
            states: { young: { start: true }, old: { final: true } }
            moves: { age: { from: young, to: old } }
        """
    private static let second =
        first
        .replacing("1.0.0", with: "2.0.0").replacing("red: Red", with: "ruby: { title: Red, was: red }")
        .replacing("[star, spot]", with: "{ sun: { was: star }, spot: Spot }")
        .replacing("young: { start: true }", with: "calf: { start: true, was: young }")
        .replacing("from: young", with: "from: calf")
        .replacing("cow:\n", with: "bull:\n    was: cow\n").replacing("pin: {", with: "code: { was: pin,")

    @Test
    func `a record that was made after the upgrade has states, options and secrets under their former names`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.first)
            try await ground.enable("farm")
            let old = try await ground.call(
                "POST",
                "/api/cows",
                json: #"{"name": "Berta", "race": "red", "marks": ["star"], "pin": "1111"}"#
            )
            try ground.offer("farm", yaml: Self.second)
            // One record: its state, its race and its marks are written, and its words for the entity under its new name.
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(plan["cost"]?["rows_touched"] == .number("4"), "\(plan["cost"] ?? .null)")
            let receipt = try await ground.upgrade("farm")
            let made = try await ground.call(
                "POST",
                "/api/cows",
                json: #"{"name": "Dora", "race": "ruby", "marks": ["sun", "spot"], "code": "2222"}"#
            )
            // Nothing of it is lost: it is what it was, under other names.
            let refused = await ground.ask("POST", "receipts/\(receipt)/undo")
            #expect(refused.status == 200, "\(refused.text)")
            for (id, pin) in [(old["id"]?.text ?? "", "1111"), (made["id"]?.text ?? "", "2222")] {
                let now = try await ground.call("GET", "/api/cows/\(id)")
                #expect(now["state"]?.text == "young" && now["race"]?.text == "red", "\(now)")
                let marks = now.texts("marks")
                #expect(marks.contains("star") && !marks.contains("sun") && now["pin"]?.text == pin, "\(now)")
                #expect(try await ground.call("POST", "/api/cows/\(id)/moves/age", json: "{}")["state"]?.text == "old")
            }
            let history = try await ground.call("GET", "/api/cows/\(made["id"]?.text ?? "")/history")
            #expect(history.items("items").contains { $0["action"]?.text == "renamed" }, "\(history)")
        }
    }

    @Test
    func `records in a state that is taken back go where they came from`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.first)
            try await ground.enable("farm")
            let made = try await ground.call("POST", "/api/cows", json: #"{"name": "Berta"}"#)
            let path = "/api/cows/\(made["id"]?.text ?? "")"
            let wider = Self.first.replacing("1.0.0", with: "1.1.0")
                .replacing("old: { final", with: "ill: {}, old: { final")
                .replacing("age: {", with: "sicken: { from: young, to: ill }, age: {")
            try ground.offer("farm", yaml: wider)
            let receipt = try await ground.upgrade("farm")
            #expect(try await ground.call("POST", "\(path)/moves/sicken", json: "{}")["state"]?.text == "ill")
            let refused = await ground.ask("POST", "receipts/\(receipt)/undo")
            #expect(refused.status == 409, "\(refused.text)")
            _ = try await ground.undo(receipt, accept: 1)
            let now = try await ground.call("GET", path)
            #expect(now["state"]?.text == "young" && now["version"] == .number("3"), "\(now)")
        }
    }

    @Test
    func `words of a field that is not searchable for a while are found again after an undo`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.first)
            try await ground.enable("farm")
            try await ground.call("POST", "/api/cows", json: #"{"name": "Berta", "race": "red"}"#)
            try ground.offer(
                "farm",
                yaml: Self.first.replacing(", searchable: true", with: "").replacing("1.0.0", with: "1.1.0")
            )
            let hiding = try await ground.upgrade("farm")
            let plain = Self.second.replacing(", searchable: true", with: "")
            try ground.offer("farm", yaml: plain)
            let before = try ground.dump()
            let receipt = try await ground.upgrade("farm")
            try await ground.undo(receipt)
            #expect(try ground.dump().remains(since: before) == [])
            try await ground.undo(hiding)
            #expect(try await ground.call("GET", "/api/cows", ["q": "berta"]).items("items").count == 1)
        }
    }
}
