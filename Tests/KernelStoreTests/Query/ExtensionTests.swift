import Kernel
import Testing

@testable import KernelStore

/// Fields that a pack adds to another's entity, and names that would meet.
struct ExtensionTests {
    @Test func `a field added by a pack has a column of the pack's, and is a field like any other`() throws {
        let lab = try Lab()
        let model = try extended(["square_feet": .int(), "soil": .choice(["light", "heavy"])], lab)
        let entity = try #require(model.entities["customers.customer"])
        let scope = scope(lab, model)
        let record = Record(
            id: Lab.id(1),
            createdAt: 1,
            updatedAt: 1,
            values: ["name": .text("n"), "square_feet": .int(90), "soil": .text("heavy")]
        )
        try lab.write { try $0.insert(scope, entity, record) }
        let columns = try lab.database.read { connection in
            try connection.rows("SELECT name FROM pragma_table_info('customers__customer')") { $0.text(0) }
        }
        #expect(columns.contains("cleaning_pro__square_feet"))
        let context = CheckingContext(model: model, entity: entity, readable: .everything)
        var query = RecordQuery(entity: entity.id)
        query.filter = try ExpressionCompiler.filter("soil = heavy and square_feet > 50", in: context)
        let access = RecordAccess(rows: .everything, fields: nil)
        let page = try lab.read { try $0.list(scope, query, access) }
        #expect(page.text.contains("\"square_feet\":90,\"soil\":\"heavy\""))
        // A tenant model without the pack reads the same rows without its fields.
        let plain = try lab.read { try $0.list(lab.scope(), RecordQuery(entity: entity.id), access) }
        #expect(try plain.ids() == [Lab.id(1)])
        #expect(!plain.text.contains("soil"))
    }

    @Test func `without the pack its columns keep their values`() throws {
        let lab = try Lab()
        let model = try extended(["square_feet": .int()], lab)
        let entity = try #require(model.entities["customers.customer"])
        let record = Record(id: Lab.id(1), createdAt: 1, updatedAt: 1, values: ["square_feet": .int(90)])
        try lab.write { try $0.insert(scope(lab, model), entity, record) }
        var plain = try lab.record("customers.customer", record.id)
        plain.values["name"] = .text("renamed")
        let changed = plain
        try lab.write { try $0.update(lab.scope(), try lab.entity("customers.customer"), changed, changed: ["name"]) }
        let found = try lab.read { try $0.record(scope(lab, model), entity, record.id, rows: .everything, bin: false) }
        #expect(found?["square_feet"] == .int(90))
        #expect(found?["name"] == .text("renamed"))
    }

    @Test func `long names of two fields never share a column`() throws {
        let stem = String(repeating: "very_long_field_name_", count: 2)
        let lab = try Lab()
        let model = try extended(["\(stem)one": .int(), "\(stem)two": .money(), "\(stem)three": .geo], lab)
        let entity = try #require(model.entities["customers.customer"])
        let values: [String: Value] = [
            "\(stem)one": .int(1), "\(stem)two": .money(minor: 2, currency: "EUR"),
            "\(stem)three": .geo(latitude: 3, longitude: 4),
        ]
        let record = Record(id: Lab.id(1), createdAt: 1, updatedAt: 1, values: values)
        try lab.write { try $0.insert(scope(lab, model), entity, record) }
        let found = try lab.read { try $0.record(scope(lab, model), entity, record.id, rows: .everything, bin: false) }
        for (field, value) in values { #expect(found?[field] == value, "\(field)") }
        let names = try lab.database.read { connection in
            try connection.rows("SELECT name FROM pragma_table_info('customers__customer')") { $0.text(0) }
        }
        #expect(names.filter { $0.utf8.count > 60 }.isEmpty)
        #expect(Set(names).count == names.count)
    }

    @Test func `an entity that the model does not have is not found`() throws {
        let lab = try Lab()
        let model = try Lab.model([LabCatalog.contribution("things", [])])
        let entity = try lab.entity("customers.customer")
        let error = #expect(throws: KernelError.self) {
            try lab.read { try $0.idExists(scope(lab, model), entity, Lab.id(1)) }
        }
        #expect(error?.problem == .notFound)
    }

    private func extended(_ fields: KeyValuePairs<String, FieldType>, _ lab: Lab) throws -> TenantModel {
        var parts = ModelParts()
        parts.entities = lab.model.entities
        let customer = try lab.entity("customers.customer")
        let added = fields.map { FieldModel(definition: FieldDefinition($0.key, $0.value), owner: "cleaning-pro") }
        parts.entities[customer.id] = EntityModel(
            definition: customer.definition,
            fields: customer.fields + added,
            farEnds: customer.farEnds,
            moves: [:]
        )
        let model = TenantModel(parts, hash: "extended", json: [])
        try lab.database.withWriter { connection in
            try connection.transaction { _ = try SchemaExpander.expand(connection, model: model) }
        }
        return model
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
}
