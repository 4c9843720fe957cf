import Testing

@testable import Kernel

struct OwnerValidatorTests {
    @Test func `ids of their own are accepted`() {
        let draft = ModelDraft(
            capabilities: [Sample.capability("a"), Sample.capability("b")],
            packs: [Sample.pack("c"), Sample.pack("d")]
        )
        #expect(OwnerValidator().findings(in: draft) == [])
    }

    @Test func `an id used twice is told with both kinds and the place`() {
        let pack = Sample.pack("a") { $0.spans["pack"] = Sample.place }
        let draft = ModelDraft(capabilities: [Sample.capability("a"), Sample.capability("a")], packs: [pack, pack])
        let findings = OwnerValidator().findings(in: draft)
        #expect(
            findings.told == [
                "P200 the id `a` is used twice: by a capability and by a capability",
                "P200 the id `a` is used twice: by a capability and by a pack",
                "P200 the id `a` is used twice: by a pack and by a pack",
            ]
        )
        #expect(findings.map(\.span) == [nil, Sample.place, Sample.place])
    }
}

struct EntityOwnershipValidatorTests {
    @Test func `an entity under its owner's name is accepted`() {
        #expect(EntityOwnershipValidator().findings(in: Sample.draft(Sample.entity())) == [])
    }

    @Test func `an entity under another's name is told with both owners and the way out`() {
        let pack = Sample.pack("trade") { pack in
            pack.entities = [Sample.entity("shop.order")]
            pack.spans["entity/order"] = Sample.place
        }
        let findings = EntityOwnershipValidator().findings(in: ModelDraft(capabilities: [], packs: [pack]))
        #expect(findings.told == ["P202 `trade` declares `shop.order`, which belongs to `shop`"])
        #expect(findings.first?.hint == "use `extend` to add to another's entity")
        #expect(findings.first?.span == Sample.place)
    }
}

struct PermissionOwnershipValidatorTests {
    @Test func `own permissions and those of own entities are accepted`() {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [Sample.entity()]
            shop.permissions = [Permission("shop.report")]
        }
        let draft = ModelDraft(capabilities: [shop], packs: [])
        #expect(PermissionOwnershipValidator().findings(in: draft) == [])
    }

    @Test(arguments: ["report", "shopping.report", "access.member.read", "shop"])
    func `a permission outside its owner's name is refused`(id: String) {
        let shop = Sample.capability("shop") { $0.permissions = [Permission(id)] }
        let findings = PermissionOwnershipValidator().findings(in: ModelDraft(capabilities: [shop], packs: []))
        #expect(findings.told == ["P208 permission `\(id)` must begin with `shop.`"])
    }
}

struct SpellingValidatorTests {
    @Test func `ids in their case are accepted`() throws {
        let draft = ModelDraft(capabilities: Shop.contributions, packs: [Sample.pack("deep-cleaning")])
        #expect(SpellingValidator().findings(in: draft) == [])
    }

    @Test func `every id that is not in its case is told`() {
        let shop = Sample.capability("Shop") { shop in
            shop.entities = [
                Sample.entity(
                    EntityID(owner: "Shop", name: "big-order"),
                    collection: "big_orders",
                    FieldDefinition("Name", .text()),
                    states: [StateDefinition("in-work")],
                    moves: [MoveDefinition("hand-over", from: [], to: "x")]
                )
            ]
            shop.roles = [RoleDefinition("field-worker")]
            shop.settings = [SettingDefinition(FieldDefinition("maxSize", .int()))]
            shop.actions = [
                ActionDefinition(
                    owner: "Shop",
                    id: "clock-in",
                    permission: Permission("Shop.x"),
                    body: .read { _, _ in .nothing }
                )
            ]
        }
        let pack = Sample.pack("deep_cleaning") { pack in
            pack.extensions = [
                EntityExtension(
                    "Shop.big-order",
                    fields: [FieldDefinition("x-y", .int())],
                    states: [StateDefinition("a__b")],
                    moves: [MoveDefinition("1st", from: [], to: "x")],
                    at: Sample.place
                )
            ]
        }
        let findings = SpellingValidator().findings(in: ModelDraft(capabilities: [shop], packs: [pack]))
        let wrong = [
            ("capability", "Shop", "kebab-case"), ("pack", "deep_cleaning", "kebab-case"),
            ("entity", "big-order", "snake_case"), ("collection", "big_orders", "kebab-case"),
            ("field", "Name", "snake_case"), ("state", "in-work", "snake_case"), ("move", "hand-over", "snake_case"),
            ("field", "x-y", "snake_case"), ("state", "a__b", "snake_case"), ("move", "1st", "snake_case"),
            ("role", "field-worker", "snake_case"), ("action", "clock-in", "snake_case"),
            ("setting", "maxSize", "snake_case"),
        ]
        #expect(
            findings.told == wrong.map { "P203 the \($0.0) id `\($0.1)` is not \($0.2) of at most 63 characters" }
        )
        #expect(findings.filter { $0.span == Sample.place }.count == 3)
    }
}
