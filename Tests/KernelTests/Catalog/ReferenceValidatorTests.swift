import Testing

@testable import Kernel

struct ReferenceValidatorTests {
    private func findings(_ entities: EntityDefinition...) -> [Diagnostic] {
        ReferenceValidator().findings(
            in: ModelDraft(capabilities: [Sample.capability("shop") { $0.entities = entities }], packs: [])
        )
    }

    @Test func `references to what exists are accepted`() {
        let link = Sample.entity(
            "shop.line",
            collection: "lines",
            FieldDefinition("order", .reference(to: "shop.order")),
            FieldDefinition("item", .reference(to: "shop.item"))
        )
        let order = Sample.entity(
            FieldDefinition("parent", .reference(to: "shop.order")),
            FieldDefinition("items", .references(to: "shop.item", through: "shop.line"))
        )
        #expect(findings(order, link, Sample.entity("shop.item", collection: "items")) == [])
    }

    @Test func `a reference to what does not exist is told with the nearest address`() {
        let found = findings(
            Sample.entity(
                FieldDefinition("a", .reference(to: "shop.ordr")),
                FieldDefinition("b", .references(to: "x.y"))
            )
        )
        #expect(
            found.told == [
                "P213 `shop.order.a` refers to `shop.ordr`, which does not exist",
                "P213 `shop.order.b` refers to `x.y`, which does not exist",
            ]
        )
        #expect(found.map(\.hint) == ["did you mean `shop.order`?", nil])
    }

    @Test func `a reference that a pack adds is told at its place`() {
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension(
                    "shop.order",
                    fields: [FieldDefinition("a", .reference(to: "shop.x"))],
                    at: Sample.place
                )
            ]
        }
        let findings = ReferenceValidator().findings(in: Sample.draft(Sample.entity(), packs: [pack]))
        #expect(findings.map(\.code) == ["P213"])
        #expect(findings.map(\.span) == [Sample.place])
    }

    @Test(arguments: ["shop.line", "shop.nowhere"] as [EntityID])
    func `a link that does not refer to both sides is refused`(through: EntityID) {
        let half = Sample.entity(
            "shop.line",
            collection: "lines",
            FieldDefinition("order", .reference(to: "shop.order"))
        )
        let order = Sample.entity(FieldDefinition("items", .references(to: "shop.item", through: through)))
        let found = findings(order, half, Sample.entity("shop.item", collection: "items"))
        #expect(found.told == ["P234 `shop.order.items` goes through `\(through)`, which does not refer to both sides"])
    }
}

struct FarEndValidatorTests {
    @Test func `far ends with names of their own are accepted`() {
        #expect(FarEndValidator().findings(in: ModelDraft(capabilities: Shop.contributions, packs: [])) == [])
    }

    @Test func `two references from one entity must name their far ends`() {
        let line = Sample.entity(
            "shop.big_line",
            collection: "big-lines",
            FieldDefinition("order", .reference(to: "shop.order")),
            FieldDefinition("old_order", .reference(to: "shop.order"))
        )
        let findings = FarEndValidator().findings(in: Sample.draft(Sample.entity(), line))
        #expect(
            findings.told == [
                "P225 `big_lines` of `shop.order` is the far end of `shop.big_line.order` and of `shop.big_line.old_order`"
            ]
        )
        #expect(findings.first?.hint == "name one of them with `inverse`")
    }

    @Test func `a far end that is called like a field is refused`() {
        let line = Sample.entity(
            "shop.line",
            collection: "lines",
            FieldDefinition("order", .references(to: "shop.order", inverse: "name"))
        )
        let findings = FarEndValidator().findings(in: Sample.draft(Sample.entity(), line))
        #expect(findings.told == ["P225 `name` of `shop.order` is a field and the far end of `shop.line.order`"])
        #expect(findings.first?.hint == "name the far end with `inverse`")
    }

    @Test func `a list through a link has no far end of its own`() {
        let order = Sample.entity(FieldDefinition("items", .references(to: "shop.item", through: "shop.line")))
        let draft = Sample.draft(order, Sample.entity("shop.item", collection: "items"))
        #expect(draft.index.farEnds.isEmpty)
    }
}

struct LabelValidatorTests {
    private func findings(_ label: String) -> [Diagnostic] {
        LabelValidator().findings(
            in: Sample.draft(
                Sample.entity(
                    label: label,
                    FieldDefinition("pin", .text(), secret: true),
                    FieldDefinition("customer", .reference(to: "shop.order"))
                )
            )
        )
    }

    @Test(arguments: ["", "Order", "{name}", "{name} ({customer.name})", "{name}, {name}"])
    func `a label of readable fields is accepted`(label: String) {
        #expect(findings(label) == [])
    }

    @Test func `a name that is no field is told with the nearest one`() {
        #expect(
            findings("{nam} {customr.name}").told == [
                "P233 the label of `shop.order` names `nam`, which is not a field",
                "P233 the label of `shop.order` names `customr.name`, which is not a field",
            ]
        )
        #expect(findings("{nam} {customr.name}").map(\.hint) == ["did you mean `name`?", "did you mean `customer`?"])
    }

    @Test func `a secret does not stand in a label`() {
        #expect(findings("{name} {pin}").told == ["P236 the label of `shop.order` shows the secret `pin`"])
    }
}
