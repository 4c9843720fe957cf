import Testing

@testable import Kernel

@Suite struct CheckingContextTests {
    private let definition = EntityDefinition(
        "customers.site",
        collection: "sites",
        fields: [
            FieldDefinition("name", .text()),
            FieldDefinition("customer", .reference(to: "customers.customer")),
        ],
        states: [StateDefinition("open", start: true), StateDefinition("closed")]
    )

    @Test func `an entity is seen the same from its definition and from its model`() {
        let model = EntityModel(
            definition: definition,
            fields: definition.fields.map { FieldModel(definition: $0, owner: "customers") },
            farEnds: [:],
            moves: [:]
        )
        for entity in [ExpressionEntity(definition), ExpressionEntity(model)] {
            #expect(entity.id == "customers.site")
            #expect(entity.fields.keys.sorted() == ["customer", "name"])
            #expect(entity.states == ["open", "closed"])
        }
    }

    @Test func `a model's fields include what packs added`() {
        let added = FieldModel(definition: FieldDefinition("soil", .choice(["light", "heavy"])), owner: "cleaning")
        let fields = definition.fields.map { FieldModel(definition: $0, owner: "customers") } + [added]
        let model = EntityModel(definition: definition, fields: fields, farEnds: [:], moves: [:])
        let context = CheckingContext(entity: ExpressionEntity(model)) { _ in nil }
        #expect(ExpressionFixture.checked("soil = heavy", in: context) == "soil = \"heavy\"")
    }

    @Test func `a context of a finished model knows its entities and settings`() throws {
        let customer = EntityDefinition(
            "customers.customer",
            collection: "customers",
            fields: [FieldDefinition("name", .text())]
        )
        var parts = ModelParts()
        for entity in [definition, customer] {
            let fields = entity.fields.map { FieldModel(definition: $0, owner: "customers") }
            parts.entities[entity.id] = EntityModel(definition: entity, fields: fields, farEnds: [:], moves: [:])
        }
        parts.settings["strict"] = SettingDefinition(FieldDefinition("strict", .bool))
        let model = TenantModel(parts, hash: "0", json: [])
        let site = try #require(model.entities["customers.site"])
        let context = CheckingContext(model: model, entity: site, readable: .everything)
        let text = "customer.name = \"Acme\" and settings.strict and state = \"open\""
        #expect(ExpressionFixture.checked(text, in: context) == text)
        #expect(ExpressionFixture.checked("input.x = 1", in: context).hasPrefix("P411"))
    }

    @Test func `every type of field has a type here`() {
        let types: [(FieldType, ExpressionType, String)] = [
            (.text(), .text, "text"), (.longText(), .text, "text"), (.email, .text, "text"), (.phone, .text, "text"),
            (.url, .text, "text"), (.int(), .int, "int"), (.decimal(scale: 3), .decimal(scale: 3), "decimal"),
            (.money(), .money, "money"), (.bool, .bool, "bool"), (.date, .date, "date"), (.time, .time, "time"),
            (.duration, .duration, "duration"), (.datetime(zone: true), .datetime, "datetime"),
            (.choice(["a"]), .choice(["a"]), "choice"), (.choices(["a"]), .choices(["a"]), "choices"),
            (.reference(to: "a.b"), .reference("a.b"), "reference to a.b"),
            (.references(to: "a.b"), .references("a.b"), "references to a.b"),
            (.list([]), .list, "list"), (.geo, .geo, "geo"),
        ]
        for (field, type, words) in types {
            #expect(ExpressionType(field) == type)
            #expect(ExpressionType(field).words == words)
        }
        #expect(ExpressionType.null.words == "null")
    }

    @Test func `system fields have their types`() throws {
        let entity = ExpressionEntity(definition)
        let expected: [SystemField: ExpressionType] = [
            .id: .reference("customers.site"), .version: .int, .createdAt: .datetime, .updatedAt: .datetime,
            .createdBy: .reference("access.member"), .updatedBy: .reference("access.member"),
            .owner: .reference("access.member"), .state: .choice(["open", "closed"]),
        ]
        for field in SystemField.allCases {
            #expect(entity.type(of: field, member: "access.member") == expected[field])
        }
        let stateless = ExpressionEntity(id: "a.b", fields: [], states: [])
        #expect(stateless.type(of: .state, member: "access.member") == nil)
    }

    @Test func `a declared field never hides a system field`() {
        let entity = ExpressionEntity(id: "a.b", fields: [FieldDefinition("version", .text())], states: [])
        let context = CheckingContext(entity: entity) { _ in nil }
        #expect(ExpressionFixture.checked("version > 1", in: context) == "version > 1")
    }

    @Test func `the member entity can be another one`() {
        var context = CheckingContext(entity: ExpressionFixture.workOrder, entities: ExpressionFixture.entity)
        context.member = "customers.customer"
        #expect(
            ExpressionFixture.checked("customer = me and me.name = title", in: context)
                == "customer = me and me.name = title"
        )
        #expect(ExpressionFixture.checked("me in assignees", in: context).hasPrefix("P420"))
    }
}
