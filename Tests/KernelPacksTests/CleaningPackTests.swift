import Kernel
import KernelPacks
import Testing

/// The pack that ships: everything in it is read.
@Suite struct CleaningPackTests {
    @Test func `the pack has no finding and nothing is lost`() throws {
        let files = try PackFolder(path: Fixtures.path("Packs/cleaning")).files()
        let (definition, diagnostics) = PackDecoder.decode(files: files, folder: "Packs/cleaning")
        #expect(diagnostics == [])
        let pack = try #require(definition)
        #expect(
            pack.requires.map(\.id).sorted() == [
                "access", "automations", "customers", "leads", "time-tracking", "work-orders",
            ]
        )
        #expect(
            pack.settings.map(\.field.id) == [
                "pass_rating", "remark_below", "travel_minutes", "m2_per_minute", "minimum_basic", "minimum_deep",
            ]
        )
        #expect(pack.roles.map(\.id) == ["cleaning_technician", "site_supervisor", "operations_manager"])
        #expect(pack.roles.allSatisfy { !$0.grants.isEmpty })
        #expect(pack.entities.map(\.id) == ["cleaning.complaint"])
        #expect(
            pack.extensions.map(\.entity) == [
                "leads.lead", "customers.customer", "customers.site", "work-orders.work_order",
            ]
        )
        #expect(pack.extensions.flatMap(\.moves).map(\.needs) == ["cleaning.inspect"])
        #expect(pack.rows.count == 5)
        #expect(pack.terminology.count == 12)
        let seeded = Set(pack.referenceSeeds.map(\.entity.raw))
        #expect(
            seeded.isSuperset(of: ["work-orders.job_template", "work-orders.work_step", "work-orders.catalog_item"])
        )
        #expect(pack.referenceSeeds.count == 40)
        #expect(pack.demoSeeds.count { $0.entity == "work-orders.work_order" } == 30)
        #expect(Set(pack.demoSeeds.map { "\($0.entity)/\($0.key)" }).count == pack.demoSeeds.count)
    }
}
