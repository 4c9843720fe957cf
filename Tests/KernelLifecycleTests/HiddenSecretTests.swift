import Kernel
import KernelTesting
import Testing

/// Secrets that no model shows for a while: a seal names the entity and the field, and both may get other names meanwhile.
struct HiddenSecretTests {
    private static func gardens(_ version: String, _ entity: String, _ fields: String, _ rest: String = "") -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { access: "1.0" }
        entities:
          \(entity):
            title: Bed
            collection: beds
            fields:
              name: { type: text, required: true }
        \(fields)
        \(rest)
        """
    }

    private static let code = "      code: { type: text, secret: true }"

    private static func alarms(_ entity: String) -> String {
        """
        pack: alarms
        format: 1
        version: 1.0.0
        title: Alarms
        requires: { gardens: "1.0" }
        extend:
          gardens.\(entity):
            fields:
              alarm: { type: text, secret: true }
        """
    }

    @Test
    func `a secret that is retired, or of a pack that is off, opens again after its entity was renamed`() async throws {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.gardens("1.0.0", "bed", Self.code))
            try ground.offer("alarms", yaml: Self.alarms("bed"))
            try await ground.enable("gardens")
            try await ground.enable("alarms")
            let made = try await ground.call(
                "POST",
                "/api/beds",
                json: #"{"name": "Rose", "code": "1234", "alarm": "9876"}"#
            )
            let path = "/api/beds/\(made["id"]?.text ?? "")"
            try await ground.must("POST", "packs/alarms/disable", json: "{}")

            let retire = #"migrations: [ { from: "<1.1.0", retire: gardens.bed.code, keep: 30d } ]"#
            try ground.offer("gardens", yaml: Self.gardens("1.1.0", "bed", "", retire))
            try await ground.upgrade("gardens")
            try ground.offer(
                "gardens",
                yaml: Self.gardens("1.2.0", "plot", "      was_text: { type: text }").was("bed")
            )
            let before = try ground.dump()
            let renaming = try await ground.upgrade("gardens")
            try await ground.undo(renaming)
            #expect(try ground.dump().remains(since: before) == [])
            try await ground.upgrade("gardens")

            try ground.offer("gardens", yaml: Self.gardens("1.3.0", "plot", Self.code).was("bed"))
            try await ground.upgrade("gardens")
            try ground.offer("alarms", yaml: Self.alarms("plot").replacing("1.0.0", with: "1.1.0"))
            try await ground.enable("alarms")
            let shown = try await ground.call("GET", path)
            #expect(shown["code"]?.text == "1234", "\(shown)")
            #expect(shown["alarm"]?.text == "9876", "\(shown)")
        }
    }
}

extension String {
    /// The same pack, whose entity had another name.
    fileprivate func was(_ name: String) -> String {
        replacing("title: Bed\n", with: "title: Bed\n    was: \(name)\n")
    }
}
