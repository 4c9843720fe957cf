import Testing

@testable import Kernel

/// Two declarations of one name, told with both owners.
struct CollisionValidatorTests {
    private func told(_ a: CapabilityContribution, _ b: CapabilityContribution) -> [String] {
        CollisionValidator().findings(in: ModelDraft(capabilities: [a, b], packs: [])).told
    }

    @Test func `names of their own are accepted`() {
        let draft = ModelDraft(capabilities: Shop.contributions, packs: [])
        #expect(CollisionValidator().findings(in: draft) == [])
    }

    @Test func `an entity declared twice is one finding, and its permissions are told too`() {
        let a = Sample.capability("a") { $0.entities = [Sample.entity("a.thing")] }
        let b = Sample.capability("b") { $0.entities = [Sample.entity("a.thing")] }
        let found = told(a, b)
        #expect(found.filter { $0.hasPrefix("P201") } == ["P201 the entity `a.thing` is declared by `a` and by `b`"])
        #expect(found.filter { $0.hasPrefix("P206") } == [])
        #expect(found.filter { $0.hasPrefix("P207") }.count == RecordVerb.allCases.count)
    }

    @Test func `an entity declared twice by one owner is not told about its table as well`() {
        let a = Sample.capability("a") { $0.entities = [Sample.entity("a.thing"), Sample.entity("a.thing")] }
        let found = told(a, Sample.capability("b"))
        #expect(found.filter { $0.hasPrefix("P201") } == ["P201 the entity `a.thing` is declared twice by `a`"])
        #expect(found.filter { $0.hasPrefix("P206") } == [])
    }

    @Test func `two addresses with one table are told`() {
        let a = Sample.capability("a-b") { $0.entities = [Sample.entity("a-b.thing")] }
        let b = Sample.capability("a_b") { $0.entities = [Sample.entity("a_b.thing")] }
        #expect(told(a, b) == ["P206 the table `a_b__thing` is declared by `a-b` and by `a_b`"])
    }

    @Test func `permissions, events, roles and settings are told`() {
        func one(_ id: String) -> CapabilityContribution {
            Sample.capability(id) { one in
                one.permissions = [Permission("x.report")]
                one.events = [EventDefinition("x.done", title: "Done")]
                one.roles = [RoleDefinition("staff")]
                one.settings = [SettingDefinition(FieldDefinition("limit", .int()))]
            }
        }
        #expect(
            told(one("a"), one("b")) == [
                "P207 the permission `x.report` is declared by `a` and by `b`",
                "P209 the event `x.done` is declared by `a` and by `b`",
                "P211 the role `staff` is declared by `a` and by `b`",
                "P226 the setting `limit` is declared by `a` and by `b`",
            ]
        )
    }

    @Test func `a move that is called like a record verb collides with it`() {
        let entity = Sample.entity(moves: [MoveDefinition("delete", from: [], to: "a")])
        let findings = CollisionValidator().findings(in: Sample.draft(entity))
        #expect(findings.told == ["P207 the permission `shop.order.delete` is declared twice by `shop`"])
    }

    @Test func `actions collide by their path, not by their id`() {
        func action(_ owner: String, collection: String?) -> ActionDefinition {
            ActionDefinition(
                owner: owner,
                id: "close_all",
                collection: collection,
                permission: Permission("a.x"),
                body: .read { _, _ in .nothing }
            )
        }
        let a = Sample.capability("a") {
            $0.actions = [action("a", collection: "orders"), action("a", collection: nil)]
        }
        let b = Sample.capability("b") {
            $0.actions = [action("b", collection: "orders"), action("b", collection: nil)]
        }
        #expect(told(a, b) == ["P210 the action path `orders/close-all` is declared by `a` and by `b`"])
    }

    @Test func `a role of a pack collides with one of a capability, at the pack's place`() {
        let a = Sample.capability("a") { $0.roles = [RoleDefinition("staff")] }
        let pack = Sample.pack("p") { pack in
            pack.roles = [RoleDefinition("staff")]
            pack.spans["role/staff"] = Sample.place
        }
        let findings = CollisionValidator().findings(in: ModelDraft(capabilities: [a], packs: [pack]))
        #expect(findings.told == ["P211 the role `staff` is declared by `a` and by `p`"])
        #expect(findings.first?.span == Sample.place)
    }
}

struct FieldCollisionValidatorTests {
    @Test func `fields with names of their own are accepted`() {
        let draft = Sample.draft(Sample.entity(FieldDefinition("size", .int())))
        #expect(FieldCollisionValidator().findings(in: draft) == [])
    }

    @Test func `a field declared twice is told with both owners`() {
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension("shop.order", fields: [FieldDefinition("size", .text())], at: Sample.place)
            ]
        }
        let draft = Sample.draft(
            Sample.entity(FieldDefinition("size", .int()), FieldDefinition("size", .int())),
            packs: [pack]
        )
        let findings = FieldCollisionValidator().findings(in: draft)
        #expect(
            findings.told == [
                "P204 the field `size` of `shop.order` is declared twice by `shop`",
                "P204 the field `size` of `shop.order` is declared by `shop` and by `trade`",
            ]
        )
        #expect(findings.last?.span == Sample.place)
    }

    @Test(arguments: [
        "id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner", "state", "deleted_at", "me",
        "now", "today", "settings", "rates", "input", "parent", "tenant", "where", "sort", "limit", "after", "fields",
        "expand", "q", "count", "deleted",
    ])
    func `a name of the kernel's own is refused`(name: String) {
        let findings = FieldCollisionValidator().findings(
            in: Sample.draft(Sample.entity(FieldDefinition(name, .int())))
        )
        #expect(findings.told == ["P205 `\(name)` on `shop.order` is a name of the kernel's own"])
    }
}

struct CollectionValidatorTests {
    @Test func `collections of their own are accepted`() {
        let draft = Sample.draft(Sample.entity(), Sample.entity("shop.line", collection: "lines"))
        #expect(CollectionValidator().findings(in: draft) == [])
    }

    @Test func `a collection used twice is told with both entities`() {
        let draft = Sample.draft(Sample.entity(), Sample.entity("shop.line"))
        #expect(
            CollectionValidator().findings(in: draft).told
                == ["P222 the collection `orders` is used by `shop.order` and by `shop.line`"]
        )
    }

    @Test(arguments: [
        "auth", "me", "events", "search", "audit", "model", "org", "onboarding", "billing", "tenant", "provider",
        "webhooks", "admin", "sync", "overlay", "inspect",
    ])
    func `a word of the API's own is refused`(name: String) {
        let findings = CollectionValidator().findings(in: Sample.draft(Sample.entity(collection: name)))
        #expect(findings.told == ["P223 the collection `\(name)` of `shop.order` is a word of the API's own"])
    }
}
