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
}
