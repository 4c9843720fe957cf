import Testing

@testable import Kernel

struct FieldTypeValidatorTests {
    private func told(_ type: FieldType, defaultValue: Value = .null) -> [String] {
        let field = FieldDefinition("size", type, defaultValue: defaultValue)
        return FieldTypeValidator().findings(in: Sample.draft(Sample.entity(field))).told
    }

    @Test(arguments: [
        (FieldType.text(min: 1, max: 1, pattern: "[a-z]"), Value.text("a")), (.longText(max: 5), .text("a\nb")),
        (.int(min: 0, max: 0), .int(0)), (.decimal(scale: 0), .null),
        (.decimal(scale: 9, min: -1, max: 1), .decimal(units: 0, scale: 9)),
        (.money(currency: "EUR", min: 1, max: 2), .money(minor: 1, currency: "EUR")), (.bool, .bool(false)),
        (.choice(["a", "b"]), .text("b")), (.choices(["a"]), .choices(["a"])), (.date, .date(0)), (.time, .time(0)),
        (.duration, .duration(60)), (.datetime(zone: true), .datetime(0, zone: nil)),
        (.geo, .geo(latitude: 1, longitude: 1)),
        (.list([FieldDefinition("x", .int(min: 1, max: 2))]), .null), (.email, .text("a@b")),
    ])
    func `a type that can hold something is accepted with its default`(type: FieldType, value: Value) {
        #expect(told(type, defaultValue: value) == [])
    }

    @Test(arguments: [
        (FieldType.choice([]), "P227 `shop.order.size`: a choice needs options (`of`)"),
        (.choices([]), "P227 `shop.order.size`: a choice needs options (`of`)"),
        (.choice(["a", "b", "a"]), "P227 `shop.order.size`: an option stands twice"),
        (.choices(["a", "a"]), "P227 `shop.order.size`: an option stands twice"),
        (.text(min: 2, max: 1), "P228 `shop.order.size`: `min` is above `max`"),
        (.int(min: 2, max: 1), "P228 `shop.order.size`: `min` is above `max`"),
        (.decimal(scale: 1, min: 2, max: 1), "P228 `shop.order.size`: `min` is above `max`"),
        (.money(min: 2, max: 1), "P228 `shop.order.size`: `min` is above `max`"),
        (
            .text(pattern: "("),
            "P229 `shop.order.size`: `pattern` is not a pattern: a group has no end"
        ),
        (.decimal(scale: 10), "P230 `shop.order.size`: `scale` must be 0 to 9"),
        (.decimal(scale: -1), "P230 `shop.order.size`: `scale` must be 0 to 9"),
        (.list([FieldDefinition("x", .choice([]))]), "P227 `shop.order.size.x`: a choice needs options (`of`)"),
    ])
    func `a type that can hold nothing sensible is refused`(type: FieldType, message: String) {
        #expect(told(type) == [message])
    }

    @Test(arguments: [
        (FieldType.int(max: 5), Value.int(6), "At most 5."), (.int(), .text("x"), "Must be of type int."),
        (.choice(["low", "high"]), .text("mid"), "Must be one of low, high."),
        (.text(max: 1), .text("ab"), "At most 1 characters."),
        (.decimal(scale: 2), .decimal(units: 1, scale: 1), "Must be a decimal of 2 places."),
        (.money(currency: "EUR"), .money(minor: 1, currency: "USD"), "The currency must be EUR."),
    ])
    func `a default that does not fit is refused`(type: FieldType, value: Value, why: String) {
        #expect(told(type, defaultValue: value) == ["P231 `shop.order.size`: the default does not fit: \(why)"])
    }

    @Test func `fields of moves, extensions, settings and actions are checked alike`() {
        let bad = FieldDefinition("size", .choice([]))
        let shop = Sample.capability("shop") { shop in
            shop.entities = [Sample.entity(moves: [MoveDefinition("go", from: [], to: "a", input: [bad])])]
            shop.settings = [SettingDefinition(bad)]
            shop.actions = [
                ActionDefinition(
                    owner: "shop",
                    id: "close",
                    permission: Permission("shop.close"),
                    input: [bad],
                    body: .read { _, _ in .nothing }
                )
            ]
        }
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension(
                    "shop.order",
                    fields: [bad],
                    moves: [MoveDefinition("stop", from: [], to: "a", needs: "x", input: [bad])],
                    at: Sample.place
                )
            ]
        }
        let findings = FieldTypeValidator().findings(in: ModelDraft(capabilities: [shop], packs: [pack]))
        let places = ["shop.order", "shop.order", "shop.order", "settings", "shop/close"]
        #expect(findings.told == places.map { "P227 `\($0).size`: a choice needs options (`of`)" })
        #expect(findings.filter { $0.span == Sample.place }.count == 2)
    }
}
