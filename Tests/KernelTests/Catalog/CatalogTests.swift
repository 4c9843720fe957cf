import Testing

@testable import Kernel

/// What three made-up capabilities register, counted up by `A`, needed by `B`, and `Bad`, which cannot.
private struct Base: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "base",
        version: Version(1, 0),
        title: "Base",
        provides: [Interface("base", 1, 2)],
        isCore: true
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition("base.thing", collection: "things", fields: [FieldDefinition("name", .text())])
        )
        registrar.role(RoleDefinition("staff"))
        registrar.permission(Permission("base.report"))
        registrar.setting(SettingDefinition(FieldDefinition("limit", .int())))
        registrar.event(EventDefinition("base.done", title: "Done"))
        registrar.action(
            ActionDefinition(
                owner: "base",
                id: "do_it",
                permission: Permission("base.report"),
                body: .read { _, _ in .nothing }
            )
        )
    }
}

private struct Above: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "above",
        version: Version(1, 0),
        title: "Above",
        provides: [Interface("above", 1, 0)],
        requires: [Interface("base", 1, 1)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                "above.part",
                collection: "parts",
                fields: [FieldDefinition("name", .text()), FieldDefinition("thing", .reference(to: "base.thing"))]
            )
        )
        registrar.grants([Grant("above.part.read", .all), Grant("base.thing.read", .own)], to: "staff")
    }
}

private struct Beside: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "beside",
        version: Version(1, 0),
        title: "Beside",
        provides: [Interface("beside", 1, 0)],
        requires: [Interface("above", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.grants(
            [Grant("base.thing.read", .all, fields: ["name"]), Grant("base.thing.read", .own)],
            to: "staff"
        )
    }
}

private struct Broken: Capability {
    struct NoLuck: Error {}

    static let descriptor = CapabilityDescriptor(id: "broken", version: Version(1, 0), title: "Broken", provides: [])

    func register(into registrar: inout Registrar) throws {
        registrar.entity(EntityDefinition("broken.thing", collection: "things", fields: []))
        throw NoLuck()
    }
}

struct CatalogTests {
    private func hash(_ capabilities: [any Capability]) throws -> String {
        let built = Catalog.build(capabilities)
        #expect(built.diagnostics == [])
        return try #require(built.catalog).hash
    }

    @Test func `building twice gives the same hash, of 64 hexadecimal digits`() throws {
        let first = try hash([Base(), Above(), Beside()])
        #expect(try hash([Base(), Above(), Beside()]) == first)
        #expect(first.count == 64 && first.allSatisfy(\.isHexDigit))
    }

    @Test func `the order of the list decides nothing`() throws {
        let all: [any Capability] = [Base(), Above(), Beside()]
        let first = try hash(all)
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            #expect(try hash(order.map { all[$0] }) == first)
            let catalog = try #require(Catalog.build(order.map { all[$0] }).catalog)
            #expect(catalog.capabilities.map(\.descriptor.id) == ["base", "above", "beside"])
        }
    }

    @Test func `other contents have another hash`() throws {
        #expect(try hash([Base(), Above()]) != hash([Base(), Above(), Beside()]))
        #expect(try hash([Base()]) != hash([]))
    }

    @Test func `a capability that cannot register is told and keeps the catalog from being built`() {
        let built = Catalog.build([Base(), Broken()])
        #expect(built.catalog == nil)
        #expect(built.diagnostics.map(\.code) == ["P240"])
        #expect(built.diagnostics.first?.message.hasPrefix("`broken` could not register: ") == true)
    }

    @Test func `a need that nothing meets keeps the catalog from being built`() {
        let built = Catalog.build([Above()])
        #expect(built.catalog == nil)
        #expect(built.diagnostics.map(\.code).contains("P219"))
    }

    @Test func `one capability twice is refused with both named`() {
        let built = Catalog.build([Base(), Base()])
        #expect(built.catalog == nil)
        #expect(built.diagnostics.map(\.code).contains("P200"))
        #expect(built.diagnostics.map(\.code).contains("P201"))
    }

    @Test(
        arguments: [
            ([], ["base"]), (["above"], ["base", "above"]), (["beside"], ["base", "above", "beside"]),
            (["nowhere"], ["base"]),
        ] as [([String], [String])]
    )
    func `a closure has what is needed and what is core, in order`(ids: [String], expected: [String]) throws {
        let catalog = try #require(Catalog.build([Beside(), Above(), Base()]).catalog)
        #expect(catalog.closure(of: ids).map(\.descriptor.id) == expected)
    }

    @Test func `who offers what a pack needs is found by interface and version`() throws {
        let catalog = try #require(Catalog.build([Beside(), Above(), Base()]).catalog)
        #expect(catalog.providers(of: [Interface("base", 1, 2), Interface("above", 1, 0)]) == ["base", "above"])
        #expect(catalog.providers(of: [Interface("base", 1, 3), Interface("nowhere", 1, 0)]) == [])
    }

    @Test func `every registration arrives`() throws {
        let catalog = try #require(Catalog.build([Base(), Above()]).catalog)
        let base = catalog.capabilities[0]
        #expect(base.entities.map(\.id) == ["base.thing"])
        #expect(base.roles.map(\.id) == ["staff"])
        #expect(base.permissions.map(\.id) == ["base.report"])
        #expect(base.settings.map(\.field.id) == ["limit"])
        #expect(base.events.map(\.id) == ["base.done"])
        #expect(base.actions.map(\.path) == ["base/do-it"])
        #expect(catalog.capabilities[1].grants["staff"]?.map(\.permission) == ["above.part.read", "base.thing.read"])
    }
}
