import Kernel
import KernelTesting
import Testing

/// Options of a choice that get another name: the rows, and what the tenant edited, go along.
struct OptionRenameTests {
    private static func pack(_ version: String, soil: String, tools: String, seed: String) -> String {
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
              tools: { type: choices, of: \(tools) }
        extend:
          customers.site:
            fields:
              soil: { type: choice, of: \(soil), indexed: true }
        seed:
          reference:
            gardens.bed:
              rose: { name: Rose bed, tools: [\(seed)] }
        """
    }

    private static let first = pack("1.0.0", soil: "[light, heavy]", tools: "[spade, fork, hose]", seed: "fork, hose")
    private static let second = pack(
        "2.0.0",
        soil: "{ gentle: { title: { en: Gentle, de: Sanft }, was: [mild, light] }, heavy: Heavy }",
        tools: "{ hose: Hose, digger: { was: spade }, prong: { was: fork } }",
        seed: "prong, hose"
    )

    private static func change(_ before: String, _ after: String) -> JSONValue {
        .object([JSONValue.Member("before", .string(before)), JSONValue.Member("after", .string(after))])
    }

    /// A tenant with two sites, one of them in the bin, and two beds; the paths of the live site and of its bed.
    private static func prepare(_ ground: Ground) async throws -> (site: String, bed: String) {
        try ground.offer("gardens", yaml: first)
        try await ground.enable("gardens")
        let customer = try await ground.call("POST", "/api/customers", json: #"{"name": "Acme"}"#)["id"]?.text ?? ""
        var paths: [String] = []
        for soil in ["light", "heavy", "light"] {
            let json = #"{"name": "Hall", "customer": "\#(customer)", "soil": "\#(soil)"}"#
            paths.append("/api/sites/\(try await ground.call("POST", "/api/sites", json: json)["id"]?.text ?? "")")
        }
        let token = try await ground.kernel.login(ground.owner)
        var request = TestRequest("DELETE", paths[2])
        request.token = token
        request.headers["if-match"] = "\"1\""
        guard await ground.kernel.send(request).status < 300 else { throw Trouble("a site cannot be deleted") }
        let json = #"{"name": "Mine", "tools": ["spade", "hose"]}"#
        let bed = try await ground.call("POST", "/api/beds", json: json)["id"]?.text ?? ""
        return (paths[0], "/api/beds/\(bed)")
    }

    @Test
    func `rows keep their values under the new name, filters find them, and undo gives the old name back`() async throws
    {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let before = try ground.dump()
            try ground.offer("gardens", yaml: Self.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let renames = plan.items("renames").map { "\($0["from"]?.text ?? "") \($0["to"]?.text ?? "")" }
            #expect(
                Set(renames) == [
                    "entity/gardens.bed/field/tools/of/spade entity/gardens.bed/field/tools/of/digger",
                    "entity/gardens.bed/field/tools/of/fork entity/gardens.bed/field/tools/of/prong",
                    "entity/customers.site/field/soil/of/light entity/customers.site/field/soil/of/gentle",
                ]
            )
            #expect(plan.number("accept") == 0)
            let receipt = try await ground.upgrade("gardens")
            let site = try await ground.call("GET", paths.site)
            #expect(site["soil"]?.text == "gentle" && site["version"] == .number("2"))
            #expect(try await ground.call("GET", "/api/sites", ["soil": "gentle"]).items("items").count == 1)
            #expect(try await ground.call("GET", "/api/sites", ["soil": "heavy"]).items("items").count == 1)
            // Several choices stand in the order of the definition.
            #expect(try await ground.call("GET", paths.bed).texts("tools") == ["hose", "digger"])
            // A sown row that nobody touched is as the pack says now; it was not taken for an edited one.
            let sown = try await ground.call("GET", "/api/beds", ["name": "Rose bed"]).items("items").first
            #expect(sown?.texts("tools") == ["hose", "prong"])
            #expect(plan.items("seeds").map { $0["change"]?.text } == ["keep"])
            let history = try await ground.call("GET", "\(paths.site)/history").items("items")
            let renamed = history.first { $0["action"]?.text == "renamed" }
            #expect(renamed?["version"] == .number("2"))
            #expect(renamed?["changes"]?["soil"] == Self.change("light", "gentle"), "\(history)")
            let binned = try ground.dump().lines.filter {
                $0.key.contains("customers__site") && $0.value.contains("'light'")
            }
            #expect(binned == [:])
            let refused = await ground.kernel.send(
                "POST",
                "/api/beds",
                token: ground.session,
                json: #"{"name": "A", "tools": ["spade"]}"#
            )
            #expect(refused.status == 422)
            try await ground.undo(receipt)
            let told = try await ground.call("GET", "\(paths.site)/history").items("items").first
            #expect(told?["action"]?.text == "undone" && told?["changes"]?["soil"] == Self.change("gentle", "light"))
            let after = try ground.dump()
            #expect(after.remains(since: before) == [])
        }
    }

    @Test
    func `an edit of the option goes along, and so does one that names it in a condition`()
        async throws
    {
        try await Ground.run { ground in
            _ = try await Self.prepare(ground)
            let title =
                #"{"address": "entity/customers.site/field/soil/of/light", "property": "title.en", "value": "Airy"}"#
            let check = #"""
                {"address": "entity/customers.site/check/airy", "property": "definition",
                 "value": {"if": "soil != light or name != 'Cellar'", "else": "Not there."}}
                """#
            _ = try await ground.edit(title, check)
            try ground.offer("gardens", yaml: Self.second)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(!plan.texts("warnings").contains { $0.contains("waits") }, "\(plan.texts("warnings"))")
            let receipt = try await ground.upgrade("gardens")
            let edits = try await ground.must("GET", "overlay").items("edits")
            let states = edits.map { "\($0["address"]?.text ?? "") \($0["state"]?.text ?? "")" }
            #expect(
                Set(states) == [
                    "entity/customers.site/field/soil/of/gentle in_force", "entity/customers.site/check/airy in_force",
                ]
            )
            let model = await ground.get("/api/model").json["entities"]?["customers.site"]
            let soil = model?.items("fields").first { $0["id"]?.text == "soil" }
            #expect(soil?.items("of").first?["title"]?["en"]?.text == "Airy")
            try await ground.undo(receipt)
            let again = try await ground.must("GET", "overlay").items("edits")
            #expect(again.allSatisfy { $0["state"]?.text == "in_force" }, "\(again)")
        }
    }

    @Test
    func `going back to the older version reads the same words backwards; field and entity may change names at once`()
        async throws
    {
        try await Ground.run { ground in
            let paths = try await Self.prepare(ground)
            let all = Self.second.replacing("soil: { type", with: "ground: { was: soil, type")
                .replacing("  bed:\n", with: "  plot:\n").replacing(
                    "collection: beds",
                    with: "was: bed\n    collection: beds"
                )
                .replacing("gardens.bed", with: "gardens.plot")
            try ground.offer("gardens", yaml: all)
            try await ground.upgrade("gardens")
            #expect(try await ground.call("GET", paths.site)["ground"]?.text == "gentle")
            #expect(try await ground.call("GET", paths.bed).texts("tools") == ["hose", "digger"])
            try await ground.upgrade("gardens", ["to": "1.0.0"])
            #expect(try await ground.call("GET", paths.site)["soil"]?.text == "light")
            #expect(try await ground.call("GET", paths.bed).texts("tools") == ["spade", "hose"])
        }
    }
}
