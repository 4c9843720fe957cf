import Testing

@testable import Kernel

/// Computed fields: what the model says of them, and what writes make of them.
struct ComputedFieldTests {
    private static func field(
        _ id: String,
        _ type: FieldType,
        _ compute: ExpressionSource,
        unique: Bool = false
    ) -> FieldDefinition {
        FieldDefinition(id, type, unique: unique, compute: compute)
    }

    private static let order = [
        field("priced", .bool, "amount != null"), field("client", .text(), "customer.name"),
        field("rate", .decimal(scale: 1), "hours * 2 / 3"), field("double", .decimal(scale: 2), "rate * 2"),
    ]

    private func desk(_ fields: [FieldDefinition] = Self.order, checks: [CheckDefinition] = []) throws -> Desk {
        try Desk(Desk.everything, extensions: [EntityExtension(Shop.order, fields: fields, checks: checks)])
    }

    private func codes(_ fields: [FieldDefinition], on entity: EntityID = Shop.order) -> [String] {
        let pack = Sample.pack("trade") { $0.extensions = [EntityExtension(entity, fields: fields)] }
        return ModelBuilder.build(capabilities: Shop.contributions, packs: [pack]).diagnostics.map(\.code)
    }

    @Test func `nobody writes one, not even the kernel`() throws {
        let desk = try desk()
        let told = try refusal { try desk.create(Shop.order, ["title": .text("Roof"), "priced": .bool(true)]) }
        #expect(told.problem == .readOnly)
        let own = try Desk(nil, extensions: [EntityExtension(Shop.order, fields: Self.order)])
        let all = RecordAccess(rows: .everything, fields: nil)
        let values: [String: Value] = ["title": .text("Roof"), "client": .text("Ann")]
        let error = try refusal {
            try own.writer.create(own.entity(Shop.order), id: nil, values: values, access: all)
        }
        #expect(error.told == ["client read_only"])
    }

    @Test func `it is never journaled nor kept`() throws {
        let desk = try desk()
        let record = try desk.create(Shop.order, ["title": .text("Roof"), "hours": .decimal(units: 100, scale: 2)])
        #expect(desk.backend.kept(Shop.order, record.id)?["double"] == .null)
        try desk.update(Shop.order, record.id, version: 1, ["hours": .decimal(units: 200, scale: 2)])
        #expect(desk.backend.updates == [["hours"]])
        #expect(desk.backend.lines.last == "shop.order updated 2 hours")
    }

    @Test func `checks and guards read the record as it becomes, one computed field through another, each rounded`()
        throws
    {
        let checks = [
            CheckDefinition("twice", "double = null or double != 1.4", else: "Not that."),
            CheckDefinition("named", "client = null or client != 'Eve'", else: "Not her."),
        ]
        let desk = try desk(checks: checks)
        let eve = desk.put(Shop.customer, 30, ["name": .text("Eve")])
        let values: [String: Value] = [
            "title": .text("Roof"), "hours": .decimal(units: 100, scale: 2), "customer": .reference(eve),
        ]
        // 1 * 2 / 3 is 0.7 with one place, twice that 1.4.
        #expect(
            try refusal { try desk.create(Shop.order, values) }.told == ["double check.twice", "client check.named"]
        )
    }

    @Test func `the model knows what changes while its record does not`() throws {
        let own = try desk([Self.field("priced", .bool, "amount != null")]).model.entities[Shop.order]
        #expect(own?.changesByItself == false)
        for source: ExpressionSource in ["customer.name = 'Ann'", "created_at > now()", "count(lines) > 1"] {
            let entity = try desk([Self.field("is_it", .bool, source)]).model.entities[Shop.order]
            #expect(entity?.changesByItself == true)
        }
        #expect(try desk([Self.field("late", .bool, "created_at < now()")]).model.computedDependOnTime)
        #expect(try !desk().model.computedDependOnTime)
    }

    @Test func `a circle is found through references and relations, and told once`() {
        let itself = Self.field("itself", .bool, "not itself")
        #expect(codes([itself]) == ["P252"])
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension(Shop.order, fields: [Self.field("a", .int(), "customer.b")]),
                EntityExtension(Shop.customer, fields: [Self.field("b", .int(), "sum(orders, a)")]),
            ]
        }
        let found = ModelBuilder.build(capabilities: Shop.contributions, packs: [pack]).diagnostics
        #expect(found.map(\.code) == ["P252"])
        #expect(
            found.first?.message.hasSuffix("`shop.customer.b` reads `shop.order.a` reads `shop.customer.b`") == true
        )
    }

    @Test func `what is kept of a value has no meaning for one that is worked out`() {
        #expect(codes([Self.field("x", .int(), "total", unique: true)]) == ["P253"])
        #expect(codes([Self.field("x", .int(max: 5), "total")]) == ["P253"])
        #expect(codes([Self.field("x", .geo, "null")]) == ["P253"])
        #expect(codes([Self.field("x", .bool, "owner = me")]) == ["P254"])
        #expect(codes([Self.field("x", .bool, "customer.margin > 5")]) == ["P255"])
    }

    @Test func `fields that double one another come to too much`() {
        let chain = (0..<12).map { Self.field("f\($0)", .int(), ExpressionSource("f\($0 + 1) + f\($0 + 1)")) }
        let last = FieldDefinition("f12", .int())
        #expect(codes(chain + [last]) == ["P263"])
        #expect(codes(Array(chain.suffix(5)) + [last]) == [])
    }
}
