import Kernel
import KernelPacks
import Testing

/// Requirements and contracts: what YAML says is what the model and its JSON tell.
@Suite struct ObligationsModelTests {
    private func duty() throws -> JSONValue {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/duty")).files()
        let report = PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "duty")
        return try JSONReader.read(try #require(report.model, "\(report.text)").json)
    }

    private func pack(_ name: String, _ sections: String) throws -> PackDefinition {
        let head = """
            pack: \(name)
            format: 1
            version: 1.0.0
            title: Sample
            requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }

            """
        let files = ["pack.yaml": Array((head + sections).utf8)]
        return try #require(PackDecoder.decode(files: files, folder: name).definition)
    }

    @Test func `requirements bring an entity of evidence with a reference to each whose proof it is`() throws {
        let entity = try #require(duty()["entities"]?["duty.evidence"])
        #expect(entity["collection"]?.text == "duty-evidence")
        let fields = entity["fields"]?.items?.compactMap { $0["id"]?.text }
        #expect(
            fields == [
                "requirement", "number", "expires", "link", "note", "member", "site", "work_order",
            ]
        )
        let permissions = try duty()["permissions"]?.items?.compactMap { $0["id"]?.text } ?? []
        #expect(Set(permissions).isSuperset(of: ["duty.evidence.read", "duty.evidence.create"]))
    }

    @Test func `a requirement tells whom it applies to, what counts and what it blocks`() throws {
        let all = try #require(duty()["compliance"]?.items)
        #expect(
            all.map { $0["id"]?.text } == ["liability", "training", "site_check", "order_check"],
            "billing is absent"
        )
        #expect(all[0]["applies_to"]?.text == "tenant")
        #expect(all[0]["needs"]?.items?.compactMap(\.text) == ["expires", "number"])
        #expect(all[0]["warn_days"] == .number("30"))
        #expect(all[0]["blocks"]?.items?.compactMap(\.text) == ["work-orders.work_order.start"])
        #expect(all[1]["applies_to"]?.text == "access.member")
        #expect(all[1]["if"] != nil)
    }

    @Test func `a contract tells its inputs, clauses and who signs`() throws {
        let all = try #require(duty()["contracts"]?.items)
        #expect(all.map { $0["id"]?.text } == ["standard", "site_rules"], "billing is absent")
        #expect(all[0]["inputs"]?.items?.compactMap { $0["id"]?.text } == ["frequency", "price", "payment_days"])
        #expect(all[0]["clauses"]?.items?.map { $0["optional"] } == [.bool(false), .bool(false), .bool(true)])
        #expect(all[0]["signed_by"]?.items?.compactMap(\.text) == ["customer", "owner"])
    }

    @Test func `two packs may not give one entity a contract of the same name`() throws {
        let contract = "contracts: { terms: { for: customers.site, clauses: [{ id: a, text: A }] } }\n"
        let catalog = try #require(Catalog.sample)
        let packs = try [pack("one", contract), pack("two", contract)]
        let both = ModelBuilder.build(capabilities: catalog.capabilities, packs: packs)
        #expect(both.model == nil)
        #expect(both.diagnostics.map(\.code) == ["P632"])
        #expect(both.diagnostics.first?.message.contains("`one` and by `two`") == true)
    }

    @Test func `two packs with requirements have evidence of their own`() throws {
        let lines = "compliance: { badge: { applies_to: access.member, blocks: [work-orders.work_order.start] } }\n"
        let catalog = try #require(Catalog.sample)
        let packs = try [pack("one", lines), pack("two", lines)]
        let model = try #require(ModelBuilder.build(capabilities: catalog.capabilities, packs: packs).model)
        #expect(model.entities["one.evidence"] != nil)
        #expect(model.entities["two.evidence"]?.definition.collection == "two-evidence")
    }

    @Test func `another requirement, another text of a clause is another model`() throws {
        let catalog = try #require(Catalog.sample)
        func hash(_ lines: String) throws -> String {
            var definition = try pack("one", lines)
            definition.hash = "same"
            return try #require(ModelBuilder.build(capabilities: catalog.capabilities, packs: [definition]).model?.hash)
        }
        let contract = "contracts: { terms: { for: customers.site, clauses: [{ id: a, text: A }] } }\n"
        #expect(try hash(contract) == hash(contract))
        #expect(try hash(contract) != hash(contract.replacing("text: A", with: "text: B")))
        let requirement = "compliance: { badge: { applies_to: tenant, evidence: { expires: true }, warn: 3d } }\n"
        #expect(try hash(requirement) != hash(requirement.replacing("3d", with: "4d")))
    }
}
