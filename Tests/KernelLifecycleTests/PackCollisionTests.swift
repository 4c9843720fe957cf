import Kernel
import KernelTesting
import Testing

/// Two packs that want one thing: each collision names both of them.
struct PackCollisionTests {
    private static func pack(_ id: String, _ sections: String, requires: String = "") -> String {
        """
        pack: \(id)
        format: 1
        version: 1.0.0
        title: \(id.uppercased())
        requires: { access: "1.0", customers: "1.0", work-orders: "1.0"\(requires) }
        \(sections)
        """
    }

    private static func extending(_ part: String) -> String {
        "extend:\n  work-orders.work_order:\n    \(part)"
    }

    @Test(
        arguments: [
            ("P305", extending("states: { held: { final: true } }")),
            ("P306", extending("moves: { shelve: { from: draft, to: done, needs: work-orders.work_order.update } }")),
            ("P204", extending("fields: { gate: { type: text } }")),
            ("P601", "screens:\n  visits: { base: work-orders.work_order.list, title: Visits }"),
            ("P273", "change:\n  entity/customers.site/field/name: { title: Place }"),
        ]
    )
    func `a name that two packs declare is refused with both owners`(code: String, sections: String) async throws {
        try await Ground.run { ground in
            try ground.offer("able", yaml: Self.pack("able", sections))
            try ground.offer("baker", yaml: Self.pack("baker", sections))
            try await ground.enable("able")
            let refused = await ground.ask("POST", "packs/baker/enable")
            #expect(refused.status == 422 && refused.text.contains("by `able` and by `baker`"), "\(refused.text)")
            let findings = refused.json.items("errors")
            #expect(findings.contains { $0["code"]?.text == code && $0["path"]?.text?.hasPrefix("baker/") == true })
        }
    }

    @Test
    func `words and a brand that two packs set differently are told with both, and the later pack's hold`() async throws
    {
        func sections(_ word: String, _ colour: String) -> String {
            """
            terminology: { customers.site: { en: { one: \(word), many: \(word)s } } }
            branding: { primary: "\(colour)", secondary: "#0044aa" }
            """
        }
        try await Ground.run { ground in
            try ground.offer("able", yaml: Self.pack("able", sections("Plot", "#115522")))
            try ground.offer("baker", yaml: Self.pack("baker", sections("Place", "#552211")))
            #expect(
                try await ground.must("GET", "packs/able/plan").texts("warnings").allSatisfy { !$0.contains("P273") }
            )
            try await ground.enable("able")
            let told = try await ground.must("GET", "packs/baker/plan").texts("warnings").filter { $0.contains("P273") }
            let both = "is set by `able` and by `baker`, whose holds"
            #expect(
                told.sorted() == [
                    "P273: `many.en` of `terminology/customers.site` \(both)",
                    "P273: `one.en` of `terminology/customers.site` \(both)", "P273: `primary` of `branding` \(both)",
                ],
                "\(told)"
            )
            try await ground.enable("baker")
            let model = await ground.get("/api/model").json
            #expect(
                model["terminology"]?["customers.site"]?["one"]?["en"]?.text == "Place",
                "\(model["terminology"] ?? .null)"
            )
        }
    }

    @Test
    func `who changes another pack's thing requires that pack`() async throws {
        try await Ground.run { ground in
            let keep = "entities:\n  bin:\n    title: Bin\n    collection: bins\n    fields: { name: { type: text } }"
            let change = "change:\n  entity/keep.bin/field/name: { title: Mark }"
            try ground.offer("keep", yaml: Self.pack("keep", keep))
            try await ground.enable("keep")
            try ground.offer("able", yaml: Self.pack("able", change))
            let refused = await ground.ask("POST", "packs/able/enable")
            #expect(
                refused.status == 422 && refused.text.contains("P274") && refused.text.contains("`keep`"),
                "\(refused.text)"
            )
            try ground.offer("able", yaml: Self.pack("able", change, requires: ", keep: \"1.0\""))
            try await ground.enable("able")
            let fields = await ground.get("/api/model").json["entities"]?["keep.bin"]?.items("fields") ?? []
            #expect(fields.first?["title"]?["en"]?.text == "Mark", "\(fields)")
        }
    }

    @Test
    func `an extension of a pack that is not required is refused`() async throws {
        try await Ground.run { ground in
            let keep = "entities:\n  bin: { title: Bin, collection: bins, fields: { name: { type: text } } }"
            try ground.offer("keep", yaml: Self.pack("keep", keep))
            try await ground.enable("keep")
            let extend = "extend:\n  keep.bin: { fields: { more: { type: text } } }"
            try ground.offer("able", yaml: Self.pack("able", extend))
            let refused = await ground.ask("POST", "packs/able/enable")
            #expect(refused.status == 422 && refused.text.contains("P274"), "\(refused.text)")
            #expect(refused.text.contains("extends `keep.bin` of `keep`"), "\(refused.text)")
            try ground.offer("able", yaml: Self.pack("able", extend, requires: ", keep: \"1.0\""))
            try await ground.enable("able")
        }
    }
}
