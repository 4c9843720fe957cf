import Kernel
import KernelTesting
import Testing

/// A tenant's guard of a pack's move that no longer fits: the move is locked, never open.
struct MoveLockTests: OwnEdits {
    private static let whole = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        roles:
          boss: { title: Boss, grants: { farm.cow: { read: all, update: all, milk: all } } }
        entities:
          cow:
            title: Cow
            collection: cows
            label: "{name}"
            fields:
              name: { type: text, required: true, max: 80 }
              tested: { type: bool }
            states: { young: { start: true }, grown: {}, old: {} }
            moves:
              grow: { from: young, to: grown }
              milk: { from: [young, grown], to: old, if: "name != 'X'", else: { en: Not X, de: Nicht X, fr: Pas X } }
        """

    private static let bare = whole.replacing("1.0.0", with: "2.0.0")
        .replacing("      tested: { type: bool }\n", with: "")

    private static let place = "entity/farm.cow/move/milk"

    private static func change(_ property: String, _ value: String) -> String {
        change(place, property, value)
    }

    private static func milk(
        _ ground: Ground,
        _ values: String = #"{"name": "B", "tested": true}"#
    ) async throws
        -> Answer
    {
        let cow = try await ground.call("POST", "/api/cows", json: values)["id"]?.text ?? ""
        return await ground.kernel.send(
            TestRequest("POST", "/api/cows/\(cow)/moves/milk", token: ground.session, json: "{}")
        )
    }

    @Test
    func `a guard that names what is gone locks its move and says where, until it fits, is mended or taken back`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.whole)
            _ = try await ground.edit(
                Self.change("if", #""tested""#),
                Self.change("else.en", #""Not tested""#)
            )
            #expect(try await Self.milk(ground).status == 200)
            #expect(try await Self.milk(ground, #"{"name": "B"}"#).text.contains("Not tested"))
            try ground.offer("farm", yaml: Self.bare)
            let plan = try await ground.must("GET", "packs/farm/plan", ["upgrade": "true"])
            #expect(
                plan.texts("warnings").contains { $0.contains("\(Self.place) if waits") && $0.contains("nobody makes") }
            )
            let accept = ["accept": "\(plan.number("accept") ?? 0)"]
            let receipt = try await ground.upgrade("farm", accept)
            let locked = try await Self.milk(ground, #"{"name": "B"}"#)
            #expect(locked.status == 409 && locked.json["code"]?.text == "state_refused", "\(locked.text)")
            #expect(locked.text.contains(Self.place) && locked.text.contains("tested"), "\(locked.text)")
            // Nothing else is locked.
            let cow = try await ground.call("POST", "/api/cows", json: #"{"name": "C"}"#)["id"]?.text ?? ""
            _ = try await ground.call("POST", "/api/cows/\(cow)/moves/grow", json: "{}")
            // Mended: in force, with its own text again.
            let mended = try await ground.edit(Self.change("if", #""name != 'B'""#))["receipt"]?.text ?? ""
            #expect(try await Self.milk(ground, #"{"name": "B"}"#).text.contains("Not tested"))
            #expect(try await Self.milk(ground, #"{"name": "C"}"#).status == 200)
            try await Self.takeBack(ground, mended)
            // Taken back: what the pack says.
            let revert = #"{"address": "\#(Self.place)", "property": "if", "revert": true}"#
            let open = try await ground.edit(revert)["receipt"]?.text ?? ""
            #expect(try await Self.milk(ground, #"{"name": "B"}"#).status == 200)
            try await Self.takeBack(ground, open)
            #expect(try await Self.milk(ground, #"{"name": "B"}"#).status == 409)
            try await Self.takeBack(ground, receipt)
            #expect(try await Self.milk(ground).status == 200)
        }
    }

    @Test
    func
        `a move that was narrowed or led elsewhere by the tenant is locked too, also when its pack keeps it to itself`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.begin("farm", yaml: Self.whole)
            _ = try await ground.edit(Self.change("from", #"["grown"]"#))
            let without = Self.whole.replacing("1.0.0", with: "2.0.0").replacing("grown: {}, ", with: "")
                .replacing("      grow: { from: young, to: grown }\n", with: "").replacing(
                    "[young, grown]",
                    with: "young"
                )
            try ground.offer("farm", yaml: without)
            try await ground.upgrade("farm")
            let narrowed = try await Self.milk(ground)
            #expect(narrowed.status == 409 && narrowed.text.contains("`from`"), "\(narrowed.text)")
            try ground.offer("farm", yaml: Self.whole.replacing("1.0.0", with: "3.0.0"))
            try await ground.upgrade("farm")
            _ = try await ground.edit(
                Self.change("from", #"["young", "grown"]"#),
                Self.change("if", #""name = 'B'""#)
            )
            #expect(try await Self.milk(ground).status == 200)
            let kept = Self.whole.replacing("1.0.0", with: "4.0.0").replacing("milk: {", with: "milk: { owner: pack,")
            try ground.offer("farm", yaml: kept)
            try await ground.upgrade("farm")
            let own = try await Self.milk(ground)
            #expect(own.status == 409 && own.text.contains("owner: pack"), "\(own.text)")
        }
    }

    /// Takes a change back with the work that stands on it.
    private static func takeBack(_ ground: Ground, _ receipt: String) async throws {
        let answer = await ground.ask("POST", "receipts/\(receipt)/undo")
        guard answer.status != 200 else { return }
        try await ground.undo(receipt, accept: answer.json.number("accept"))
    }
}
