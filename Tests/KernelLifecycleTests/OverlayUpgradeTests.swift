import Kernel
import KernelTesting
import Testing

/// A tenant's edits when the pack below them gets another version.
struct OverlayUpgradeTests {
    private static func pack(_ version: String, title: String, note: String = "Note", extra: String = "") -> String {
        """
        pack: gardens
        format: 1
        version: \(version)
        title: Gardens
        requires: { customers: "1.0" }
        roles:
          gardener: { title: Gardener, grants: { gardens.bed: { read: all } } }
        entities:
          bed:
            title: \(title)
            collection: beds
            fields:
              name: { type: text, required: true }
              note: { type: text, title: \(note) }
        \(extra)
        """
    }

    private static func edit(_ address: String, _ property: String, _ value: String) -> String {
        #"{"address": "\#(address)", "property": "\#(property)", "value": \#(value)}"#
    }

    private static func titles(_ ground: Ground) async -> (bed: String?, note: String?) {
        let model = await ground.get("/api/model").json["entities"]?["gardens.bed"]
        let note = model?.items("fields").first { $0["id"]?.text == "note" }
        return (model?["title"]?["en"]?.text, note?["title"]?["en"]?.text)
    }

    @Test
    func `what the tenant did not edit follows the pack, what it edited stays, and both changed is a conflict`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.pack("1.0.0", title: "Bed"))
            try await ground.enable("gardens")
            _ = try await ground.edit(Self.edit("entity/gardens.bed", "title.en", #""Plot""#))
            // The pack changes another thing: silent.
            try ground.offer("gardens", yaml: Self.pack("1.1.0", title: "Bed", note: "Remark"))
            var plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.items("conflicts").isEmpty)
            try await ground.upgrade("gardens")
            #expect(await Self.titles(ground) == ("Plot", "Remark"))
            // The pack changes the same thing: told, and the tenant's stays.
            try ground.offer("gardens", yaml: Self.pack("2.0.0", title: "Flower bed", note: "Remark"))
            plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            let conflict = plan.items("conflicts").first
            #expect(conflict?["address"]?.text == "entity/gardens.bed" && conflict?["property"]?.text == "title.en")
            #expect(conflict?["base"]?.text == "Bed" && conflict?["pack"]?.text == "Flower bed")
            #expect(conflict?["tenant"]?.text == "Plot" && conflict?["suggestion"]?.text == "keep_tenant")
            let kept = try await ground.upgrade("gardens")
            #expect(await Self.titles(ground).bed == "Plot")
            // It was decided: the same version of the pack is no conflict again.
            #expect(try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"]).items("conflicts").isEmpty)
            try await ground.undo(kept)
            #expect(await Self.titles(ground).bed == "Plot")
            let taken = try await ground.upgrade("gardens", ["resolve": "entity/gardens.bed=take"])
            #expect(await Self.titles(ground).bed == "Flower bed")
            // The edit is switched off, not lost.
            _ = try await ground.edit(#"{"address": "entity/gardens.bed", "property": "title.en", "reapply": true}"#)
            #expect(await Self.titles(ground).bed == "Plot")
            #expect(!taken.isEmpty)
        }
    }

    @Test
    func `an edit whose target goes waits, and comes back with it; one whose target is renamed goes along`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("gardens", yaml: Self.pack("1.0.0", title: "Bed"))
            try await ground.enable("gardens")
            _ = try await ground.edit(
                Self.edit("entity/gardens.bed/field/note", "title.en", #""Jotting""#),
                Self.edit("role/gardener", "grants.gardens.bed.update", #""all""#)
            )
            let bare = Self.pack("2.0.0", title: "Bed").replacing("      note: { type: text, title: Note }\n", with: "")
            try ground.offer("gardens", yaml: bare)
            let plan = try await ground.must("GET", "packs/gardens/plan", ["upgrade": "true"])
            #expect(plan.texts("warnings").contains { $0.contains("field/note") && $0.contains("waits") })
            try await ground.upgrade("gardens")
            let parked = try await ground.must("GET", "overlay").items("edits").filter { $0["state"]?.text == "parked" }
            #expect(parked.map { $0["address"]?.text } == ["entity/gardens.bed/field/note"])
            try ground.offer("gardens", yaml: Self.pack("3.0.0", title: "Bed"))
            try await ground.upgrade("gardens")
            #expect(await Self.titles(ground).note == "Jotting")
            let renamed = Self.pack("4.0.0", title: "Bed").replacing("  bed:", with: "  plot:\n    was: bed")
                .replacing("gardens.bed: {", with: "gardens.plot: {").replacing("note: {", with: "remark: { was: note,")
            try ground.offer("gardens", yaml: renamed)
            try await ground.upgrade("gardens")
            let model = await ground.get("/api/model").json
            let field = model["entities"]?["gardens.plot"]?.items("fields").first { $0["id"]?.text == "remark" }
            #expect(field?["title"]?["en"]?.text == "Jotting")
            let role = model.items("roles").first { $0["id"]?.text == "gardener" }
            #expect(role?.items("grants").contains { $0["permission"]?.text == "gardens.plot.update" } == true)
        }
    }

    @Test
    func `what a pack leaves to the tenant stays as it was set, and a resolution of nothing is refused`() async throws {
        try await Ground.run { ground in
            let owned = Self.pack("1.0.0", title: "Bed").replacing(
                "title: Note }",
                with: "title: Note, owner: tenant }"
            )
            try ground.offer("gardens", yaml: owned)
            try await ground.enable("gardens")
            let next = owned.replacing("1.0.0", with: "2.0.0").replacing("title: Note,", with: "title: Remark,")
            try ground.offer("gardens", yaml: next)
            let refused = await ground.ask("POST", "packs/gardens/upgrade", ["resolve": "entity/gardens.bed=take"])
            #expect(refused.status == 422 && refused.text.contains("no conflict"), "\(refused.text)")
            #expect(await ground.ask("POST", "packs/gardens/upgrade", ["resolve": "all"]).status == 422)
            try await ground.upgrade("gardens")
            #expect(await Self.titles(ground).note == "Note")
        }
    }
}
