import Foundation
import Kernel
import KernelTesting
import Testing

/// A capability that gains a collection which a pack of a tenant has: the pack keeps it, the tenant stays in service.
struct CollectionYieldTests {
    private static let descriptor = CapabilityDescriptor(
        id: "depot",
        version: Version(1, 0),
        title: "Depot",
        provides: [Interface("depot", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )
    private static let name = FieldDefinition("name", .text(max: 80), required: true)
    private static let hall = EntityDefinition("depot.hall", collection: "halls", fields: [name])

    /// As released first.
    private struct Depot: Capability {
        static let descriptor = CollectionYieldTests.descriptor

        func register(into registrar: inout Registrar) throws {
            registrar.entity(CollectionYieldTests.hall)
        }
    }

    /// As released later: with crates of its own.
    private struct LaterDepot: Capability {
        static let descriptor = CollectionYieldTests.descriptor

        func register(into registrar: inout Registrar) throws {
            registrar.entity(CollectionYieldTests.hall)
            let hall = FieldDefinition("hall", .reference(to: "depot.hall"))
            let fields = [CollectionYieldTests.name, hall]
            registrar.entity(EntityDefinition("depot.crate", collection: "crates", fields: fields))
        }
    }

    private static let pack = """
        pack: boxes
        format: 1
        version: 1.0.0
        title: Boxes
        requires: { access: "1.0", depot: "1.0" }
        entities:
          crate:
            collection: crates
            fields: { name: { type: text, required: true } }
        roles: { packer: { grants: { boxes.crate: { read: all } } } }
        """

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "yield-\(UUID().uuidString)"
        let pack = URL(filePath: path).appending(path: "packs/boxes")
        try FileManager.default.createDirectory(at: pack, withIntermediateDirectories: true)
        try Data(Self.pack.utf8).write(to: pack.appending(path: "pack.yaml"))
        return path
    }

    private func kernel(_ folder: String, seed: UInt64, hasCrates: Bool) throws -> TestKernel {
        try TestKernel(
            capabilities: Product.capabilities + [hasCrates ? LaterDepot() : Depot()],
            packs: ["\(folder)/packs"],
            seed: seed,
            substitutes: Substitutes(),
            place: TestKernel.Place(path: "\(folder)/data")
        )
    }

    @Test func `the pack keeps its collection and the capability's has its name before it`() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try kernel(folder, seed: 1, hasCrates: false)
        let owner = try await before.createTenant("port", pack: "boxes")
        let first = try await before.login(owner)
        let made = await before.send("POST", "/api/crates", token: first, json: #"{"name": "Apples"}"#)
        #expect(made.status == 201)
        try await before.close()

        let after = try kernel(folder, seed: 2, hasCrates: true)
        let token = try await after.login(owner)
        let crates = await after.send("GET", "/api/crates", token: token)
        #expect(crates.status == 200)
        #expect(crates.items.compactMap { $0["name"]?.text } == ["Apples"])
        let own = await after.send("POST", "/api/depot-crates", token: token, json: #"{"name": "Steel"}"#)
        #expect(own.status == 201)
        #expect(
            await after.send("GET", "/api/depot-crates", token: token).items.compactMap { $0["name"]?.text } == [
                "Steel"
            ]
        )
        #expect(await after.send("GET", "/api/crates", token: token).items.count == 1)
        let model = await after.send("GET", "/api/model", token: token).json["entities"]
        #expect(model?["depot.crate"]?["collection"]?.text == "depot-crates")
        #expect(model?["boxes.crate"]?["collection"]?.text == "crates")
        #expect(model?["depot.hall"]?["far_ends"]?["crates"]?.text == "depot.crate.hall")
        try await after.close()
    }

    @Test func `a pack that comes later finds the name taken, and both owners are told`() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kernel = try kernel(folder, seed: 3, hasCrates: true)
        _ = try await kernel.createTenant("port", pack: nil)
        var request = TestRequest("POST", "/operator/packs/boxes/enable", query: [("tenant", "port")])
        request.fromOperator = true
        let answer = await kernel.send(request)
        #expect(answer.status == 422)
        let told = String(decoding: answer.body, as: UTF8.self)
        #expect(told.contains("P222") && told.contains("depot.crate") && told.contains("boxes.crate"))
        try await kernel.close()
    }
}
