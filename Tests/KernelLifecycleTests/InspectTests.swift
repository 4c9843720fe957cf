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
        roles: { herder: { title: Herder, grants: { farm.cow: { read: all, update: all } } } }
        rows: [{ entity: farm.cow, role: herder, where: "weight > settings.herd_limit" }]
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true, max: 80 }
              weight: { type: int }
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

    @Test
    func `every address of a plan can be inspected: grants, rows, packs`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.yaml)
            let plan = try await ground.must("GET", "packs/farm/plan")
            try await ground.enable("farm")
            for change in plan.items("changes") {
                let address = change["address"]?.text ?? ""
                let found = try await ground.must("GET", "inspect", ["address": address])
                #expect(found["address"]?.text == address)
                #expect(found["owner"]?.text == "farm", "\(address): \(found["owner"] ?? .null)")
            }
            let unknown = await ground.ask("GET", "inspect", ["address": "role/herder/grant/farm.cow.reat@all"])
            #expect(unknown.status == 404 && unknown.text.contains("farm.cow.read@all"), "\(unknown.text)")
            #expect(await ground.ask("GET", "inspect", ["address": "herder"]).status == 422)
        }
    }

    @Test
    func `a grant tells the layers that have a say, the tenant's own too; a setting tells who reads it`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.yaml)
            try await ground.enable("farm")
            let edit =
                #"{"address": "role/herder", "property": "grants.farm.cow.update", "value": {"scope": "all", "fields": ["race"]}}"#
            try await ground.call("PATCH", "/api/overlay", json: #"{"edits": [\#(edit)]}"#)
            let grant = try await ground.must("GET", "inspect", ["address": "role/herder/grant/farm.cow.update@all"])
            #expect(grant.items("layers").map { $0["owner"]?.text } == ["farm", "own"], "\(grant)")
            #expect(grant.items("edits").compactMap { $0["property"]?.text } == ["grants.farm.cow.update"])
            let setting = try await ground.must("GET", "inspect", ["address": "setting/herd_limit"])
            #expect(setting.items("used_by").compactMap { $0["address"]?.text } == ["row/farm.cow:herder"])
        }
    }
}
