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

    @Test
    func `a pack that is needed comes in the version of its own folder where that will do, as if it were enabled`()
        async throws
    {
        try await Ground.run { ground in
            try offer(ground)
            try ground.offer("soils@1.3.0", yaml: Self.base("1.3.0"))
            try ground.offer("soils@1.2.0", yaml: Self.base("1.2.0"))
            func version(_ pack: String) async throws -> String? {
                let plan = try await ground.must("GET", "packs/\(pack)/plan")
                return plan.items("packs_enabled").first { $0["id"]?.text == "soils" }?["version"]?.text
                    ?? plan["version"]?.text
            }
            #expect(try await version("soils") == "1.1.0")
            #expect(try await version("parks") == "1.1.0")
            // Where it will not do, the highest that does.
            try ground.offer("soils", yaml: Self.base("1.0.0"))
            #expect(try await version("soils") == "1.0.0")
            #expect(try await version("parks") == "1.3.0")
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

    @Test
    func `a folder that cannot be read stands in the way of no version that is named, and findings name it`()
        async throws
    {
        try await Ground.run { ground in
            try ground.offer("soils", yaml: Soils.pack("1.0.0"))
            try await ground.enable("soils")
            try ground.offer("soils@1.1.0", yaml: Soils.pack("1.1.0"))
            try ground.offer("soils@1.2.0", yaml: Soils.pack("1.2.0", "nonsense: 7"))
            // Nor does one that is no pack at all.
            try ground.offer("soils@1.3.0", ["pack.yaml": Soils.pack("1.3.0")])
            try FileManager.default.createSymbolicLink(
                atPath: "\(ground.path)/packs/soils@1.3.0/seed",
                withDestinationPath: "/tmp"
            )
            let named = try await ground.must("GET", "packs/soils/plan", ["to": "1.1.0"])
            #expect(named["version"]?.text == "1.1.0")
            for (query, folder, line) in [
                (["to": "1.2.0"], "soils@1.2.0/pack.yaml:", "nonsense: 7"),
                (["to": "1.3.0"], "soils@1.3.0/seed:", "is a link"),
                (["upgrade": "true"], "soils@1.3.0/seed:", "is a link"),
            ] {
                let refused = await ground.ask("GET", "packs/soils/plan", query)
                let path = refused.json.items("errors").first?["path"]?.text ?? ""
                #expect(refused.status == 422 && path.hasPrefix(folder), "\(query) \(refused.text)")
                #expect(refused.json["detail"]?.text?.contains(line) == true, "\(query) \(refused.text)")
            }
            // An older one than the newest is not what is meant.
            try ground.offer("soils@1.4.0", yaml: Soils.pack("1.4.0"))
            let newest = try await ground.must("GET", "packs/soils/plan", ["upgrade": "true"])
            #expect(newest["version"]?.text == "1.4.0")
            try await ground.upgrade("soils", ["to": "1.4.0"])
        }
    }

    @Test
    func `findings of a version against the tenant's model name its folder too`() async throws {
        try await Ground.run { ground in
            try ground.offer("soils", yaml: Soils.pack("1.0.0"))
            try await ground.enable("soils")
            let rows = "seed: { reference: { soils.soil: { one: { name: One, nix: 4 } } } }"
            try ground.offer("soils@1.1.0", yaml: Soils.pack("1.1.0", rows))
            let refused = await ground.ask("GET", "packs/soils/plan", ["to": "1.1.0"])
            let finding = refused.json.items("errors").first
            #expect(finding?["path"]?.text?.hasPrefix("soils@1.1.0/pack.yaml:") == true, "\(refused.text)")
            #expect(refused.json["detail"]?.text?.contains("soils.soil: { one:") == true, "\(refused.text)")
        }
    }

    @Test(arguments: ["soils", "soils@1.4.0"])
    func `a needed pack is told with its folder and line, and nothing is changed`(_ folder: String) async throws {
        try await Ground.run { ground in
            let rows = "seed: { reference: { soils.soil: { one: { } } } }"
            if folder != "soils" { try ground.offer("soils", yaml: Soils.pack("1.0.0")) }
            try ground.offer(folder, yaml: Soils.pack("1.4.0", rows))
            try ground.offer(
                "parks",
                yaml: """
                    pack: parks
                    format: 1
                    version: 1.0.0
                    title: Parks
                    requires: { soils: "1.1" }
                    extend:
                      soils.soil: { fields: { shade: { type: bool } } }
                    """
            )
            let before = try ground.dump()
            for (method, path) in [("GET", "packs/parks/plan"), ("POST", "packs/parks/enable")] {
                let refused = await ground.ask(method, path)
                let finding = refused.json.items("errors").first
                #expect(refused.status == 422 && finding?["code"]?.text == "P325", "\(refused.text)")
                #expect(finding?["path"]?.text?.hasPrefix("\(folder)/pack.yaml:12:") == true, "\(refused.text)")
            }
            #expect(try ground.dump() == before)
            // One that cannot be read is told, and no older one is taken in its place.
            try ground.offer(folder, yaml: Soils.pack("1.4.0", "nonsense: 7"))
            let refused = await ground.ask("GET", "packs/parks/plan")
            let place = refused.json.items("errors").first?["path"]?.text ?? ""
            #expect(refused.status == 422 && place.hasPrefix("\(folder)/pack.yaml:"), "\(refused.text)")
        }
    }
}
