import Kernel
import KernelTesting
import Testing

/// What an inspection says of a thing: all that the model has of it.
struct InspectTests {
    private static let yaml = """
        pack: farm
        format: 1
        version: 1.0.0
        title: Farm
        requires: { access: "1.0" }
        settings:
          herd_limit: { type: int, default: 30, min: 1 }
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true, max: 80 }
              race: { type: choice, of: [red, blue] }
        """

    @Test
    func `a field is told with its type, bounds and options, a setting with its default`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.yaml)
            try await ground.enable("farm")
            func definition(_ address: String) async throws -> JSONValue {
                try await ground.must("GET", "inspect", ["address": address])["definition"] ?? .null
            }
            let name = try await definition("entity/farm.cow/field/name")
            #expect(name["type"]?.text == "text" && name["max"] == .number("80"), "\(name)")
            #expect(name["required"] == .bool(true), "\(name)")
            let race = try await definition("entity/farm.cow/field/race")
            #expect("\(race)".contains("red") && "\(race)".contains("blue"), "\(race)")
            let setting = try await definition("setting/herd_limit")
            #expect(setting["type"]?.text == "int" && setting["default"] == .number("30"), "\(setting)")
        }
    }
}
