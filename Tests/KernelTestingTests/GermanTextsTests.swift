import Kernel
import Platform
import Testing

/// What people read of the product itself is there in German, the platform's own texts included.
struct GermanTextsTests {
    /// Every text of a model's JSON that has languages, with the way to it.
    private func texts(_ json: JSONValue, _ place: String = "") -> [(place: String, text: JSONValue)] {
        switch json {
        case .object(let members):
            if json["en"]?.text != nil { return [(place, json)] }
            return members.flatMap { texts($0.value, "\(place)/\($0.name)") }
        case .array(let items):
            return items.enumerated().flatMap { texts($1, "\(place)/\($1["id"]?.text ?? "\($0)")") }
        default: return []
        }
    }

    @Test func `every text of every capability is in German too`() throws {
        let catalog = try #require(Catalog.build(Product.capabilities + [PlatformCapability()]).catalog)
        let core = catalog.capabilities.filter(\.descriptor.isCore) + catalog.platform
        let found = try [catalog.capabilities, core].flatMap { capabilities in
            let model = try #require(ModelBuilder.build(capabilities: capabilities, packs: []).model)
            return texts(try JSONReader.read(model.json))
        }
        #expect(found.count > 400)
        for platform in ["tenant", "plan", "subscription"] {
            #expect(found.contains { $0.place.hasPrefix("/entities/platform.\(platform)/") }, "\(platform)")
        }
        #expect(found.contains { $0.place.hasPrefix("/entities/access.member/") })
        #expect(found.filter { $0.text["de"]?.text == nil }.map(\.place) == [])
    }
}
