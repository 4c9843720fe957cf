import Testing

@testable import Kernel

struct SecretValidatorTests {
    private func findings(_ fields: FieldDefinition..., pack: PackDefinition? = nil) -> [Diagnostic] {
        let entity = EntityDefinition("shop.order", collection: "orders", fields: fields)
        return SecretValidator().findings(in: Sample.draft(entity, packs: pack.map { [$0] } ?? []))
    }

    @Test(arguments: [FieldType.text(), .longText(), .email, .phone, .url])
    func `a text may be secret`(type: FieldType) {
        #expect(findings(FieldDefinition("pin", type, required: true, secret: true)) == [])
    }

    @Test(arguments: [FieldType.int(), .bool, .date, .choice(["a"]), .geo, .reference(to: "shop.order"), .money()])
    func `what is no text may not`(type: FieldType) {
        let told = findings(FieldDefinition("pin", type, secret: true)).told
        #expect(told == ["P237 `shop.order.pin`: a secret is a text, not \(type.word)"])
    }

    @Test func `a secret is not compared, ordered, found or guessed`() {
        let field = FieldDefinition(
            "pin",
            .text(),
            defaultValue: .text("0000"),
            unique: true,
            searchable: true,
            indexed: true,
            secret: true
        )
        #expect(
            findings(field).told == [
                "P237 `shop.order.pin`: a secret cannot be `unique`",
                "P237 `shop.order.pin`: a secret cannot be `indexed`",
                "P237 `shop.order.pin`: a secret cannot be `searchable`",
                "P237 `shop.order.pin`: a secret has no `default`",
            ]
        )
    }

    @Test func `neither a list nor a setting holds one`() {
        let list = FieldDefinition("doors", .list([FieldDefinition("code", .text(), secret: true)]))
        #expect(findings(list).told == ["P237 `shop.order.doors`: a field of a list cannot be secret, as `code` is"])
        let setting = SettingDefinition(FieldDefinition("token", .text(), secret: true))
        let draft = ModelDraft(capabilities: [Sample.capability("shop") { $0.settings = [setting] }], packs: [])
        #expect(SecretValidator().findings(in: draft).told == ["P237 the setting `token` cannot be secret"])
    }

    @Test func `a seed does not give one`() {
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension("shop.order", fields: [FieldDefinition("door", .text(), secret: true)])
            ]
            pack.demoSeeds = [
                SeedRow("shop.order", key: "o1", values: ["pin": .text("1", nil), "name": .text("n", nil)]),
                SeedRow("shop.order", key: "o2", values: ["door": .text("2", nil)]),
            ]
            pack.referenceSeeds = [SeedRow("shop.order", key: "o3", values: ["pin": .text("3", nil)])]
        }
        let told = findings(
            FieldDefinition("name", .text()),
            FieldDefinition("pin", .text(), secret: true),
            pack: pack
        ).told
        #expect(
            Set(told) == [
                "P329 the row `o1` gives `pin`, which is secret", "P329 the row `o2` gives `door`, which is secret",
                "P329 the row `o3` gives `pin`, which is secret",
            ]
        )
    }

    @Test func `no expression sees one`() throws {
        let model = try Shop.model()
        let order = try #require(model.entities[Shop.order])
        let context = CheckingContext(model: model, entity: order, readable: .everything)
        let (node, findings) = ExpressionCompiler.condition("pin = '1234'", in: context)
        #expect(node == nil)
        #expect(findings.told == ["P411 `pin` is secret: expressions do not see it"])
    }
}
