import Foundation
import Kernel
import KernelStore
import KernelTesting
import Testing

/// The pack that others stand on.
private enum Soils {
    static func pack(_ version: String, _ rest: String = "") -> String {
        """
        pack: soils
        format: 1
        version: \(version)
        title: Soils
        requires: { access: "1.0" }
        entities:
          soil:
            title: Soil
            collection: soils
            fields:
              name: { type: text, required: true }
        \(rest)
        """
    }
}

/// A pack that stands on another one brings it along.
struct NeededPacksTests {
    private static func base(_ version: String) -> String {
        Soils.pack(
            version,
            """
            seed:
              reference:
                soils.soil:
                  clay: { name: Clay }
            """
        )
    }

    private static let middle = """
        pack: gardens
        format: 1
        version: 1.0.0
        title: Gardens
        requires: { soils: "1.1" }
        extend:
          soils.soil: { fields: { depth: { type: int } } }
        """
    private static let top = """
        pack: parks
        format: 1
        version: 1.0.0
        title: Parks
        requires: { gardens: "1.0", soils: "1.1", leads: "1.0" }
        extend:
          soils.soil: { fields: { shade: { type: bool } } }
        """

    private func offer(_ ground: Ground) throws {
        try ground.offer("soils", yaml: Self.base("1.1.0"))
        try ground.offer("gardens", yaml: Self.middle)
        try ground.offer("parks", yaml: Self.top)
    }

    @Test
    func `enabling a pack switches on what it needs, in one change that one receipt takes back`() async throws {
        try await Ground.run { ground in
            try offer(ground)
            let before = try ground.dump()
            let plan = try await ground.must("GET", "packs/parks/plan")
            #expect(plan.items("packs_enabled").compactMap { $0["id"]?.text } == ["soils", "gardens"])
            #expect(plan.items("seeds").compactMap { $0["key"]?.text } == ["clay"])
            let done = try await ground.must("POST", "packs/parks/enable", ["plan": plan["plan"]?.text ?? ""])
            #expect(done.items("packs_enabled").compactMap { $0["version"]?.text } == ["1.1.0", "1.0.0"])
            let soils = try await ground.call("GET", "/api/soils").items("items")
            #expect(soils.map { $0["name"]?.text } == ["Clay"] && soils.allSatisfy { $0["shade"] == .null })
            // What others need stays.
            #expect(await ground.ask("POST", "packs/soils/disable").status == 409)
            try await ground.undo(done["receipt"]?.text ?? "")
            #expect(try ground.dump().remains(since: before) == [])
        }
    }

    @Test
    func `what the tenant had before comes back as it was`() async throws {
        try await Ground.run { ground in
            try offer(ground)
            try await ground.enable("parks")
            try await ground.call("POST", "/api/soils", json: #"{"name": "Loam", "shade": true}"#)
            for pack in ["parks", "gardens", "soils"] { try await ground.must("POST", "packs/\(pack)/disable") }
            // A newer one on offer is an upgrade of its own.
            try ground.offer("soils", yaml: Self.base("1.2.0"))
            let plan = try await ground.must("GET", "packs/parks/plan")
            #expect(plan.items("packs_enabled").compactMap { $0["version"]?.text } == ["1.1.0", "1.0.0"])
            try await ground.enable("parks")
            let soils = try await ground.call("GET", "/api/soils", ["sort": "name"]).items("items")
            #expect(soils.map { $0["name"]?.text } == ["Clay", "Loam"])
        }
    }

    @Test(arguments: ["1.0.0", "2.0.0"])
    func `a version on offer that will not do is no help, and the need is told`(_ version: String) async throws {
        try await Ground.run { ground in
            try offer(ground)
            try ground.offer("soils", yaml: Self.base(version))
            let refused = await ground.ask("POST", "packs/parks/enable")
            #expect(refused.status == 422 && refused.text.contains("soils"), "\(refused.text)")
        }
    }

    @Test
    func `a version that is on and is too old is told, not replaced`() async throws {
        try await Ground.run { ground in
            try offer(ground)
            try ground.offer("soils", yaml: Self.base("1.0.0"))
            try await ground.enable("soils")
            try ground.offer("soils", yaml: Self.base("1.1.0"))
            let refused = await ground.ask("POST", "packs/parks/enable")
            #expect(refused.status == 422 && refused.text.contains("P220"), "\(refused.text)")
            try await ground.upgrade("soils")
            try await ground.enable("parks")
        }
    }

    @Test
    func `an upgrade brings along what the new version needs`() async throws {
        try await Ground.run { ground in
            try offer(ground)
            try ground.offer(
                "parks",
                yaml: Self.top.replacing("gardens: \"1.0\", soils: \"1.1\", ", with: "").replacing(
                    "soils.soil",
                    with: "leads.lead"
                )
            )
            try await ground.enable("parks")
            try ground.offer("parks", yaml: Self.top.replacing("version: 1.0.0", with: "version: 1.1.0"))
            let plan = try await ground.must("GET", "packs/parks/plan", ["upgrade": "true"])
            #expect(plan.items("packs_enabled").compactMap { $0["id"]?.text } == ["soils", "gardens"])
            try await ground.upgrade("parks")
            #expect(try await ground.call("GET", "/api/soils").items("items").count == 1)
        }
    }

    @Test
    func `a tenant is made with a pack and what it needs, or not at all`() async throws {
        try await Ground.run { ground in
            try offer(ground)
            func make(_ id: String) async -> Answer {
                let body = #"{"id": "\#(id)", "name": "Oak", "owner": "\#(id)@example.com", "pack": "parks"}"#
                return await ground.ask("POST", "tenants", json: body)
            }
            let made = await make("oak")
            #expect(made.status == 201, "\(made.text)")
            let packs = try ground.kernel.data.open(try #require(TenantID("oak"))).state().packs
            #expect(packs.map(\.id) == ["soils", "gardens", "parks"])
            try ground.offer("soils", yaml: Self.base("3.0.0"))
            let refused = await make("elm")
            #expect(refused.status == 422 && refused.text.contains("soils"), "\(refused.text)")
            // Nobody was enrolled either: the password of who is comes with the tenant.
            try ground.offer("soils", yaml: Self.base("1.1.0"))
            let again = await make("elm")
            #expect(again.status == 201 && again.json["owner"]?["password"]?.text != nil, "\(again.text)")
        }
    }
}

/// What stands in the folders of packs, and what this server keeps of them.
struct PackSourcesTests {
    @Test
    func `a pack that is off is switched on again when its folder has gone`() async throws {
        try await Ground.run { ground in
            try ground.offer("soils", yaml: Soils.pack("1.0.0"))
            try await ground.enable("soils")
            try await ground.call("POST", "/api/soils", json: #"{"name": "Clay"}"#)
            try await ground.must("POST", "packs/soils/disable")
            try FileManager.default.removeItem(atPath: "\(ground.path)/packs/soils")
            let plan = try await ground.must("GET", "packs/soils/plan")
            #expect(plan["version"]?.text == "1.0.0")
            try await ground.enable("soils")
            #expect(try await ground.call("GET", "/api/soils").items("items").count == 1)
        }
    }

    @Test
    func `a version that cannot be read is told, and no older source stands in for it`() async throws {
        try await Ground.run { ground in
            try ground.offer("soils", yaml: Soils.pack("1.0.0"))
            try await ground.enable("soils")
            try ground.offer("soils@2.0.0", yaml: Soils.pack("2.0.0"))
            try await ground.undo(try await ground.upgrade("soils"))
            // This server keeps the source of 2.0.0 by now.
            try ground.offer("soils@2.0.0", yaml: Soils.pack("2.0.0", "nonsense: 7"))
            for query in [["upgrade": "true"], ["to": "2.0.0"]] {
                let refused = await ground.ask("GET", "packs/soils/plan", query)
                #expect(refused.status == 422 && refused.text.contains("nonsense"), "\(query) \(refused.text)")
            }
            #expect(await ground.ask("GET", "packs/soils/plan", ["to": "1.0.0"]).status == 200)
        }
    }
}
