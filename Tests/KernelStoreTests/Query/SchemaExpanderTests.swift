import Kernel
import Testing

@testable import KernelStore

struct SchemaExpanderTests {
    @Test func `expanding twice changes nothing`() throws {
        let lab = try Lab()
        let before = try schema(lab)
        let version = try pragma(lab, "schema_version")
        try expand(lab, lab.model)
        #expect(try schema(lab) == before)
        #expect(try pragma(lab, "schema_version") == version)
        #expect(before.contains { $0.contains("CREATE TABLE \"lab__sample\"") && $0.hasSuffix("STRICT") })
    }

    @Test func `a new field becomes a nullable column, and old records keep their values`() throws {
        let lab = try Lab([LabCatalog.contribution("things", [thing([FieldDefinition("name", .text())])])])
        let id = try lab.insert("things.thing", 1, ["name": .text("x")])
        let wider = try Lab.model([
            LabCatalog.contribution(
                "things",
                [
                    thing([
                        FieldDefinition("name", .text(), required: true),
                        FieldDefinition("size", .money(), required: true, indexed: true),
                        FieldDefinition("at", .datetime(zone: true)),
                    ])
                ]
            )
        ])
        try expand(lab, wider)
        let record = try #require(try read(lab, wider, id))
        #expect(record["name"] == .text("x"))
        #expect(record["size"] == .null)
        #expect(record["at"] == .null)
    }

    @Test func `a changed type gets a column of its own, and going back finds the old values`() throws {
        let texts = LabCatalog.contribution("things", [thing([FieldDefinition("size", .text())])])
        let numbers = LabCatalog.contribution("things", [thing([FieldDefinition("size", .decimal(scale: 2))])])
        let finer = LabCatalog.contribution("things", [thing([FieldDefinition("size", .decimal(scale: 3))])])
        let lab = try Lab([texts])
        let id = try lab.insert("things.thing", 1, ["size": .text("large")])

        let second = try Lab.model([numbers])
        try expand(lab, second)
        var record = try #require(try read(lab, second, id))
        #expect(record["size"] == .null)
        record.values["size"] = .decimal(units: 150, scale: 2)
        try write(lab, second, record)

        let third = try Lab.model([finer])
        try expand(lab, third)
        #expect(try read(lab, third, id)?["size"] == .null)
        #expect(try columns(lab, "things__thing").suffix(3) == ["things__size", "things__size__2", "things__size__3"])
        #expect(try read(lab, second, id)?["size"] == .decimal(units: 150, scale: 2))
        #expect(try read(lab, lab.model, id)?["size"] == .text("large"))

        try expand(lab, lab.model)
        #expect(try columns(lab, "things__thing").count == 13)
    }

    @Test func `the address map holds every name from its birth`() throws {
        let lab = try Lab()
        let rows = try lab.database.read { connection in
            try connection.rows("SELECT address, name, changed FROM address_map") { row in
                "\(row.text(0)) \(row.text(1)) \(row.int(2))"
            }
        }
        #expect(rows.contains("work-orders.work_order work_orders__work_order 0"))
        #expect(rows.contains("lab.sample.lab.ratio:decimal2 lab__ratio 0"))
        #expect(!rows.contains { $0.hasPrefix("lab.sample.lab.peers") })
    }

    @Test func `a unique rule that the model drops no longer refuses`() throws {
        let lab = try Lab([LabCatalog.contribution("things", [thing([FieldDefinition("name", .text(), unique: true)])])]
        )
        try lab.insert("things.thing", 1, ["name": .text("x")])
        #expect(throws: KernelError.self) { try lab.insert("things.thing", 2, ["name": .text("x")]) }
        try expand(
            lab,
            try Lab.model([LabCatalog.contribution("things", [thing([FieldDefinition("name", .text())])])])
        )
        try lab.insert("things.thing", 2, ["name": .text("x")])
        #expect(try lab.ids("things.thing").count == 2)
    }

    @Test func `a unique rule that live records break is refused with the field`() throws {
        let lab = try Lab([LabCatalog.contribution("things", [thing([FieldDefinition("name", .text())])])])
        try lab.insert("things.thing", 1, ["name": .text("x")])
        try lab.insert("things.thing", 2, ["name": .text("x")])
        let strict = try Lab.model([
            LabCatalog.contribution("things", [thing([FieldDefinition("name", .text(), unique: true)])])
        ])
        let error = #expect(throws: KernelError.self) { try expand(lab, strict) }
        #expect(error?.findings == [Finding("things.thing.name", "taken", error?.findings.first?.message ?? "")])
    }

    @Test func `a table has indexes for what is filtered and sorted, and no others`() throws {
        let lab = try Lab()
        let names = try lab.database.read { connection in
            try connection.rows(
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'customers__customer' AND sql NOT NULL"
            ) { $0.text(0) }
        }
        #expect(
            Set(names) == [
                "i__customers__customer__owner", "i__customers__customer__created_at", "b__customers__customer__bin",
                "i__customers__customer__customers__name", "k__customers__customer__customers__name",
                "i__customers__customer__customers__manager",
            ]
        )
    }

    private func thing(_ fields: [FieldDefinition]) -> EntityDefinition {
        EntityDefinition("things.thing", collection: "things", label: "thing", fields: fields)
    }

    private func expand(_ lab: Lab, _ model: TenantModel) throws {
        try lab.database.withWriter { connection in
            try connection.transaction { _ = try SchemaExpander.expand(connection, model: model) }
        }
    }

    private func scope(_ lab: Lab, _ model: TenantModel) -> TenantScope {
        let scope = lab.scope()
        return TenantScope(
            tenant: scope.tenant,
            principal: scope.principal,
            model: model,
            requestID: scope.requestID,
            teams: [],
            access: scope.access,
            now: scope.now
        )
    }

    private func read(_ lab: Lab, _ model: TenantModel, _ id: RecordID) throws -> Record? {
        guard let entity = model.entities["things.thing"] else { throw Lab.Missing(what: "things.thing") }
        return try lab.read { try $0.record(scope(lab, model), entity, id, rows: .everything, bin: false) }
    }

    private func write(_ lab: Lab, _ model: TenantModel, _ record: Record) throws {
        guard let entity = model.entities["things.thing"] else { throw Lab.Missing(what: "things.thing") }
        try lab.write { try $0.update(scope(lab, model), entity, record, changed: Set(record.values.keys)) }
    }

    private func schema(_ lab: Lab) throws -> [String] {
        try lab.database.read { try $0.rows("SELECT sql FROM sqlite_schema ORDER BY name") { $0.text(0) } }
    }

    private func columns(_ lab: Lab, _ table: String) throws -> [String] {
        try lab.database.read { connection in
            try connection.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]) { $0.text(0) }
        }
    }

    private func pragma(_ lab: Lab, _ name: String) throws -> Int64? {
        try lab.database.read { try $0.first("PRAGMA \(name)") { $0.int(0) } }
    }
}
