import Testing

@testable import Kernel

struct ScopePathValidatorTests {
    private func findings(_ scopes: [Scope: ScopePath], packs: [PackDefinition] = []) -> [Diagnostic] {
        let order = Sample.entity(
            FieldDefinition("customer", .reference(to: "shop.customer")),
            FieldDefinition("assignees", .references(to: "access.member", inverse: "orders")),
            FieldDefinition("team", .reference(to: "access.team")),
            scopes: scopes
        )
        let customer = Sample.entity(
            "shop.customer",
            collection: "customers",
            FieldDefinition("team", .reference(to: "access.team", inverse: "customers")),
            FieldDefinition("seller", .reference(to: "access.member", inverse: "customers"))
        )
        let shop = Sample.capability("shop") { $0.entities = [order, customer] }
        return ScopePathValidator().findings(in: ModelDraft(capabilities: [Shop.access, shop], packs: packs))
    }

    @Test(arguments: [
        (Scope.own, "owner" as ScopePath), (.own, "customer.seller"), (.own, "customer.owner"),
        (.assigned, "assignees"),
        (.team, "team"), (.team, "customer.team"),
    ])
    func `a path to a member or a team is accepted`(scope: Scope, path: ScopePath) {
        #expect(findings([scope: path]) == [])
    }

    @Test func `a path may lead over a far end`() {
        let draft = Sample.draft(
            Sample.entity(scopes: [.assigned: "lines.worker"]),
            Sample.entity(
                "shop.line",
                collection: "lines",
                FieldDefinition("order", .reference(to: "shop.order")),
                FieldDefinition("worker", .reference(to: "access.member"))
            )
        )
        #expect(ScopePathValidator().findings(in: draft) == [])
    }

    @Test func `members are their own by id`() {
        #expect(ScopePathValidator().findings(in: ModelDraft(capabilities: [Shop.access], packs: [])) == [])
    }

    @Test(
        arguments: [
            (Scope.own, "asignees", "asignees", "did you mean `assignees`?"),
            (.team, "customer.tem", "tem", "did you mean `team`?"),
            (.own, "name.owner", "owner", nil), (.own, "a.b.c", "a.b.c", nil),
        ] as [(Scope, ScopePath, String, String?)]
    )
    func `a path that leads nowhere is told with the name that is wrong`(
        scope: Scope,
        path: ScopePath,
        name: String,
        hint: String?
    ) {
        let found = findings([scope: path])
        #expect(
            found.told == [
                "P224 `\(name)` in the scope `\(scope.rawValue)` is not a field of `shop.order` or of what it leads to"
            ]
        )
        #expect(found.map(\.hint) == [hint])
    }

    @Test(arguments: [
        (Scope.own, "customer" as ScopePath, "access.member", "`shop.customer`"),
        (.own, "name", "access.member", "a value"),
        (.assigned, "team", "access.member", "`access.team`"), (.team, "assignees", "access.team", "`access.member`"),
        (.own, "id", "access.member", "`shop.order`"),
    ])
    func `a path to another kind of record is refused`(scope: Scope, path: ScopePath, wanted: String, found: String) {
        #expect(
            findings([scope: path]).told
                == ["P224 the scope `\(scope.rawValue)` of `shop.order` must end at `\(wanted)`, not at \(found)"]
        )
    }

    @Test func `the scope all has no path`() {
        #expect(findings([.all: "owner"]).told == ["P224 the scope `all` of `shop.order` needs no path"])
    }

    @Test func `a pack opens a scope that was open, and none that is declared`() {
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [
                EntityExtension("shop.order", scopes: [.own: ScopePath("owner", at: Sample.place), .team: "team"])
            ]
        }
        let found = findings([.own: "owner"], packs: [pack])
        #expect(found.told == ["P235 the scope `own` of `shop.order` is already declared by `shop`"])
        #expect(found.map(\.span) == [Sample.place])
    }

    @Test func `scopes are ordered from narrow to wide`() {
        #expect(Scope.allCases.sorted() == [.own, .assigned, .team, .all])
        #expect(ScopePath("a.b").steps == ["a", "b"])
        #expect(ScopePath("a.b").text == "a.b")
    }
}
