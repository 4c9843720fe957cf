import Kernel
import KernelTesting
import Testing

/// Values of options, states and fields that nobody sees for a while, and that come back under another name.
struct OptionReturnTests {
    private static func pack(_ version: String, soil: String, states: String, field: String = "soil: {") -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { access: "1.0", customers: "1.0" }
        optional: { leads: "1.0" }
        entities:
          bed:
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
              soil: { type: choice, of: \(soil) }
              tools: { type: choices, of: \(soil) }
            states: \(states)
        extend:
          leads.lead:
            fields:
              \(field) type: choice, of: \(soil) }
              tools: { type: choices, of: \(soil) }
        """
    }

    private static let first = pack("1.0.0", soil: "[light, heavy]", states: "{ open: { start: true, final: true } }")
    private static let renamed = "{ gentle: { was: light }, heavy: Heavy }"

    @Test
    func `an option and a state that went come back under another name with the records that held them`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.first)
            try await ground.enable("gardens")
            let json = #"{"name": "A", "soil": "light", "tools": ["heavy", "light"]}"#
            let bed = try await ground.call("POST", "/api/beds", json: json)["id"]?.text ?? ""
            let shut = "{ shut: { start: true, final: true } }"
            try ground.offer("gardens", yaml: Self.pack("2.0.0", soil: "[heavy]", states: shut))
            var plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            try await ground.upgrade("gardens", ["accept": "\(plan.number("accept") ?? 0)"])
            let back = "{ ajar: { start: true, final: true, was: open }, shut: { final: true } }"
            try ground.offer("gardens", yaml: Self.pack("3.0.0", soil: Self.renamed, states: back))
            plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let receipt = try await ground.upgrade("gardens", ["accept": "\(plan.number("accept") ?? 0)"])
            let now = try await ground.call("GET", "/api/beds/\(bed)")
            #expect(now["soil"]?.text == "gentle" && now.texts("tools").sorted() == ["gentle", "heavy"], "\(now)")
            #expect(now["state"]?.text == "ajar", "\(now)")
            let history = try await ground.call("GET", "/api/beds/\(bed)/history").items("items")
            let fields = history.filter { $0["action"]?.text == "renamed" }
                .flatMap { ($0["changes"]?.members ?? []).map(\.name) }
            #expect(Set(fields) == ["soil", "tools", "state"], "\(history)")
            try await ground.undo(receipt)
            #expect(try ground.dump().lines.contains { $0.value.contains("'light'") })
        }
    }

    private static func fields(_ version: String, _ fields: String) -> String {
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
              name: { type: text, required: true }
              \(fields)
        """
    }

    @Test(arguments: [false, true])
    func `a field that went comes back under another name with what it held, links and secrets too`(
        _ isRetired: Bool
    ) async throws {
        try await Ground.run { ground in
            let first = """
                soil: { type: text, searchable: true }
                      near: { type: references, to: gardens.bed }
                      code: { type: text, secret: true }
                """
            let back = """
                ground: { type: text, searchable: true, was: soil }
                      beside: { type: references, to: gardens.bed, was: [near, close] }
                      pin: { type: text, secret: true, was: code }
                """
            try ground.offer("gardens", yaml: Self.fields("1.0.0", first))
            try await ground.enable("gardens")
            let one =
                try await ground.call("POST", "/api/beds", json: #"{"name": "A", "soil": "loamy"}"#)["id"]?.text ?? ""
            let json = #"{"name": "B", "soil": "sandy", "near": ["\#(one)"], "code": "1234"}"#
            let two = try await ground.call("POST", "/api/beds", json: json)["id"]?.text ?? ""
            let gone = Self.fields("1.1.0", "size: { type: int }")
            let retire = "\nmigrations: [ { from: \"<1.1.0\", retire: gardens.bed.soil, keep: 30d } ]\n"
            try ground.offer("gardens", yaml: gone + (isRetired ? retire : ""))
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            try await ground.upgrade("gardens", ["accept": "\(plan.number("accept") ?? 0)"])
            // A tenant's own field of that name is another thing.
            _ = try await ground.edit(
                #"{"address": "entity/gardens.bed/field/soil", "property": "definition", "value": {"type": "text"}}"#
            )
            try await ground.call("PATCH", "/api/beds/\(one)", version: 1, json: #"{"soil": "own"}"#)
            let before = try ground.dump()
            try ground.offer("gardens", yaml: Self.fields("1.2.0", back))
            let receipt = try await ground.upgrade("gardens")
            let now = try await ground.call("GET", "/api/beds/\(two)")
            #expect(now["ground"]?.text == "sandy" && now.texts("beside") == [one] && now["soil"] == .null, "\(now)")
            #expect(now["pin"]?.text == "1234", "\(now)")
            let other = try await ground.call("GET", "/api/beds/\(one)")
            #expect(other["ground"]?.text == "loamy" && other["soil"]?.text == "own", "\(other)")
            let found = try await ground.call("GET", "/api/beds", ["q": "sandy"]).items("items")
            #expect(found.map { $0["id"]?.text } == [two], "\(found)")
            // What came back is not retired any more.
            #expect(await ground.ask("GET", "packs/gardens/plan", ["drop": "true"]).status == 409)
            try await ground.undo(receipt)
            // Words of what is hidden are made again when it is back.
            let remains = try ground.dump().remains(since: before).filter { !$0.hasPrefix("words ") }
            #expect(remains == [], "\(remains)")
            let own = #"{"address": "entity/gardens.bed/field/soil", "property": "definition", "revert": true}"#
            try await ground.must("PATCH", "overlay", json: #"{"edits": [\#(own)]}"#)
            try ground.offer("gardens", yaml: Self.fields("1.0.0", first))
            try await ground.upgrade("gardens", ["to": "1.0.0"])
            let again = try await ground.call("GET", "/api/beds", ["q": "sandy"]).items("items")
            #expect(again.map { $0["soil"]?.text } == ["sandy"], "\(again)")
        }
    }
}
