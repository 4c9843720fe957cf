import Foundation
import Kernel
import KernelPacks
import Testing

/// `offline` in the model: what devices are to follow.
@Suite struct OfflineTests {
    private func model(_ pack: String) throws -> TenantModel {
        let folder = PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/\(pack)"), name: pack)
        let report = PackCheck(catalog: try #require(Catalog.sample)).validate(files: try folder.files(), folder: pack)
        return try #require(report.model, "\(report.text)")
    }

    @Test func `the model tells what devices carry and how changes meet`() throws {
        let model = try model("devices")
        let json = try JSONReader.read(model.json)
        let remark = try #require(json["entities"]?["devices.remark"]?["offline"])
        #expect(remark["read"]?.text == "own")
        #expect(remark["window"]?["field"]?.text == "day")
        #expect(remark["window"]?["past_days"] == .number("7"))
        #expect(remark["window"]?["future_days"] == .number("14"))
        #expect(remark["write"] == .array([.string("create"), .string("update")]))
        let merge = remark["merge"]?.members?.map { "\($0.name) \($0.value.text ?? "")" }
        #expect(merge == ["* newest", "parts add", "price server", "tags set", "text append"])
        #expect(remark["on_forbidden"]?.text == "drop")
        #expect(remark["delete"]?.text == "never")
        let site = try #require(json["entities"]?["customers.site"]?["offline"])
        #expect(site["merge"]?["*"]?.text == "append_only")
        #expect(json["entities"]?["customers.customer"]?["offline"] == nil)
    }

    @Test func `roles tell whether their devices carry secrets`() throws {
        let json = try JSONReader.read(try model("devices").json)
        guard case .array(let roles)? = json["roles"] else { throw CocoaError(.coderReadCorrupt) }
        let carrying = roles.filter { $0["offline"]?["secrets"] == .bool(true) }.compactMap { $0["id"]?.text }
        #expect(carrying == ["worker"])
        #expect(try model("smallest").roles.values.allSatisfy { !$0.carriesSecrets })
    }

    @Test func `two packs that both say what devices carry are told by both names`() throws {
        func pack(_ id: String) -> PackDefinition {
            var pack = PackDefinition(id: id, version: Version(1, 0), hash: id, title: "Sample")
            var addition = EntityExtension("customers.site")
            addition.offline = OfflineRule(read: .all)
            pack.extensions = [addition]
            return pack
        }
        let catalog = try #require(Catalog.sample)
        let built = ModelBuilder.build(capabilities: catalog.capabilities, packs: [pack("first"), pack("second")])
        let errors = built.diagnostics.filter { $0.severity == .error }
        #expect(errors.map(\.code) == ["P264"])
        #expect(errors.first?.message == "`offline` of `customers.site` is declared by `first` and by `second`")
    }
}
