import Kernel
import KernelPacks
import KernelTesting
import Testing

struct ModelChangeTests {
    private static func model(_ yaml: String) throws -> TenantModel {
        let (catalog, _) = Catalog.build(Ground.capabilities)
        guard let catalog else { throw Trouble("no catalog") }
        let head =
            "pack: sample\nformat: 1\nversion: 1.0.0\ntitle: Sample\nrequires: { customers: \"1.0\", work-orders: \"1.0\" }\n"
        let files = ["pack.yaml": Array((head + yaml).utf8)]
        let (pack, findings) = PackDecoder.decode(files: files, folder: "sample")
        guard var pack else { throw Trouble("\(findings.map(\.message))") }
        pack.hash = "same"
        let built = ModelBuilder.build(capabilities: catalog.capabilities, packs: [pack])
        guard let model = built.model else { throw Trouble("\(built.diagnostics.map(\.message))") }
        return model
    }

    private static func changes(_ old: String, _ new: String) throws -> [String] {
        let changes = try ModelChange.between(ModelItems(model(old)), ModelItems(model(new)))
        return changes.flatMap { change -> [String] in
            guard change.kind == .change else { return ["\(change.kind) \(change.address)"] }
            return change.properties.map { "change \(change.address) \($0.name)" }
        }
    }

    private static let entity =
        "entities: { thing: { title: Thing, collection: things, label: \"{name}\", fields: { name: { type: text } } } }"

    @Test
    func `the same model has no difference`() throws {
        #expect(try Self.changes(Self.entity, Self.entity) == [])
    }

    @Test(arguments: [
        ("type: text", "type: text, max: 9", "change entity/sample.thing/field/name max"),
        ("type: text", "type: text, title: Label", "change entity/sample.thing/field/name title.en"),
        ("title: Thing", "title: { en: Thing, de: Ding }", "change entity/sample.thing title.de"),
        ("name: { type: text }", "name: { type: text }, two: { type: int }", "add entity/sample.thing/field/two"),
        ("collection: things", "collection: stuff", "change entity/sample.thing collection"),
    ])
    func `each edit is told at its address and property`(was: String, becomes: String, told: String) throws {
        let changes = try Self.changes(Self.entity, Self.entity.replacing(was, with: becomes))
        #expect(changes.contains(told), "\(changes)")
    }

    @Test
    func `another order of the same things is a change`() throws {
        let one = Self.entity.replacing("name: { type: text }", with: "name: { type: text }, two: { type: int }")
        let other = Self.entity.replacing("name: { type: text }", with: "two: { type: int }, name: { type: text }")
        #expect(try Self.changes(one, other) == ["change entity/sample.thing/fields order"])
    }

    @Test
    func `rows and grants have addresses of their own`() throws {
        let role = "roles: { one: { title: One, grants: { customers.customer: { read: all } } } }\n"
        let rows = "rows: [{ entity: customers.customer, role: one, where: \"kind = company\" }]"
        let changes = try Self.changes("", role + rows)
        #expect(changes.contains("add row/customers.customer:one"))
        #expect(changes.contains("add role/one/grant/customers.customer.read@all"))
    }

    @Test(arguments: 0..<40)
    func `models made by chance differ exactly where their hashes do`(seed: Int) throws {
        func model(_ seed: Int) throws -> TenantModel {
            let (catalog, _) = Catalog.build(Ground.capabilities)
            guard let catalog else { throw Trouble("no catalog") }
            let files = RandomPack(id: "able", chance: Chance(state: UInt64(seed))).files
            let read = PackDecoder.decode(files: files.mapValues { Array($0.utf8) }, folder: "able")
            guard var pack = read.definition else { throw Trouble("\(read.diagnostics.map(\.message))") }
            pack.hash = "same"
            guard let model = ModelBuilder.build(capabilities: catalog.capabilities, packs: [pack]).model else {
                throw Trouble("no model")
            }
            return model
        }
        let (one, other) = (try model(seed), try model(seed + 1))
        #expect(try ModelChange.between(ModelItems(one), ModelItems(model(seed))) == [])
        let changes = try ModelChange.between(ModelItems(one), ModelItems(other))
        #expect(changes.isEmpty == (one.hash == other.hash))
        let back = try ModelChange.between(ModelItems(other), ModelItems(one))
        #expect(back.map(\.address) == changes.map(\.address))
        #expect(back.map { $0.properties.map(\.after) } == changes.map { $0.properties.map(\.before) })
    }
}
