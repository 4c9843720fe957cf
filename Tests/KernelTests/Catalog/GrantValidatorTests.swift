import Testing

@testable import Kernel

struct GrantValidatorTests {
    /// An order with a move `finish`, and the role `staff` with one grant.
    private func findings(_ grant: Grant, role: String = "staff") -> [Diagnostic] {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [
                Sample.entity(
                    FieldDefinition("price", .int()),
                    states: [StateDefinition("open", start: true)],
                    moves: [
                        MoveDefinition("finish", from: ["open"], to: "open", input: [FieldDefinition("hours", .int())])
                    ],
                    scopes: [.own: "owner"]
                )
            ]
            shop.permissions = [Permission("shop.report")]
            shop.roles = [RoleDefinition("staff", grants: role == "staff" ? [grant] : [])]
            if role != "staff" { shop.grants = [role: [grant]] }
        }
        return GrantValidator().findings(in: ModelDraft(capabilities: [shop], packs: []))
    }

    @Test(arguments: [
        Grant("shop.report", .all), Grant("shop.order.read", .own), Grant("shop.order.finish", .all),
        Grant("shop.order.update", .own, fields: ["name", "price"], limit: ["price": 5]),
        Grant("shop.order.finish", .own, limit: ["hours": 8, "price": 1]),
    ])
    func `a declared permission in one of its scopes is accepted`(grant: Grant) {
        #expect(findings(grant) == [])
    }

    @Test func `a permission that nobody declares is told with the nearest`() {
        let found = findings(Grant("shop.order.raed", .all, at: Sample.place))
        #expect(found.told == ["P214 the role `staff` is granted `shop.order.raed`, which nobody declares"])
        #expect(found.first?.hint == "did you mean `shop.order.read`?")
        #expect(found.first?.span == Sample.place)
    }

    @Test func `a scope that a permission cannot have is told with those it can`() {
        #expect(
            findings(Grant("shop.order.read", .team)).told
                == ["P215 `shop.order.read` cannot be granted with the scope `team`; it can with `own`, `all`"]
        )
        #expect(findings(Grant("shop.report", .own)).map(\.code) == ["P215"])
    }

    @Test func `fields and limits are fields of the entity or inputs of the move`() {
        let found = findings(Grant("shop.order.update", .all, fields: ["pric"], limit: ["hours": 1]))
        #expect(
            found.told == [
                "P216 the grant of `shop.order.update` to `staff` names `pric`, which is not a field of `shop.order`",
                "P216 the grant of `shop.order.update` to `staff` names `hours`, which is not a field of `shop.order`",
            ]
        )
        #expect(found.map(\.hint) == ["did you mean `price`?", nil])
    }

    @Test func `a grant to a role that does not exist is told with both names`() {
        let found = findings(Grant("shop.report", .all), role: "stuff")
        #expect(found.told == ["P217 `shop` grants to the role `stuff`, which does not exist"])
        #expect(found.first?.hint == "did you mean `staff`?")
    }

    @Test func `permissions that moves, fields, permissions and actions need must be declared`() {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [
                Sample.entity(
                    FieldDefinition("price", .int(), readNeeds: "shop.pricse", writeNeeds: "shop.none"),
                    states: [StateDefinition("open", start: true)],
                    moves: [MoveDefinition("finish", from: ["open"], to: "open", needs: "shop.finish")]
                )
            ]
            shop.permissions = [Permission("shop.prices", implies: ["shop.all"])]
            shop.actions = [
                ActionDefinition(
                    owner: "shop",
                    id: "close",
                    permission: Permission("shop.close"),
                    body: .read { _, _ in .nothing }
                )
            ]
        }
        let found = GrantValidator().findings(in: ModelDraft(capabilities: [shop], packs: []))
        let expected = [
            ("the move `finish` of `shop.order`", "shop.finish"), ("the field `price` of `shop.order`", "shop.pricse"),
            ("the field `price` of `shop.order`", "shop.none"), ("the permission `shop.prices`", "shop.all"),
            ("the action `shop/close`", "shop.close"),
        ]
        #expect(found.told == expected.map { "P214 \($0.0) names the permission `\($0.1)`, which nobody declares" })
        #expect(found[1].hint == "did you mean `shop.prices`?")
    }
}

struct RoleValidatorTests {
    private func findings(_ includes: [(String, [String])]) -> [Diagnostic] {
        let shop = Sample.capability("shop") { shop in
            shop.roles = includes.map { RoleDefinition($0.0, includes: $0.1) }
        }
        return RoleValidator().findings(in: ModelDraft(capabilities: [shop], packs: []))
    }

    @Test func `roles that stand on each other are accepted`() {
        #expect(findings([("a", ["b", "c"]), ("b", ["c"]), ("c", [])]) == [])
    }

    @Test func `an included role that does not exist is told with the nearest`() {
        let found = findings([("manager", ["stuff"]), ("staff", [])])
        #expect(found.told == ["P217 the role `manager` includes `stuff`, which does not exist"])
        #expect(found.first?.hint == "did you mean `staff`?")
    }

    @Test func `a circle is told once, with its path`() {
        #expect(
            findings([("c", ["a"]), ("b", ["c"]), ("a", ["b"])]).told
                == ["P218 roles include each other in a circle: a -> b -> c -> a"]
        )
        #expect(findings([("a", ["a"])]).told == ["P218 roles include each other in a circle: a -> a"])
    }

    @Test func `two circles through one role are both told, in whatever order they stand`() {
        for includes in [["a", "c"], ["c", "a"]] {
            let found = findings([("a", ["b"]), ("b", includes), ("c", ["b"])])
            #expect(
                found.told == [
                    "P218 roles include each other in a circle: a -> b -> a",
                    "P218 roles include each other in a circle: b -> c -> b",
                ]
            )
        }
    }
}

struct RowRuleValidatorTests {
    private func findings(_ rule: RowRule) -> [Diagnostic] {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [Sample.entity()]
            shop.roles = [RoleDefinition("staff")]
        }
        let pack = Sample.pack("trade") { $0.rows = [rule] }
        return RowRuleValidator().findings(in: ModelDraft(capabilities: [shop], packs: [pack]))
    }

    @Test func `a rule about what exists is accepted`() {
        #expect(findings(RowRule("shop.order", where: "name != null")) == [])
        #expect(findings(RowRule("shop.order", role: "staff", where: "name != null")) == [])
    }

    @Test func `a rule about what does not exist is told with the nearest, at its condition`() {
        let found = findings(RowRule("shop.oder", role: "stuff", where: ExpressionSource("true", at: Sample.place)))
        #expect(
            found.told == [
                "P212 a row rule names `shop.oder`, which does not exist",
                "P217 a row rule names the role `stuff`, which does not exist",
            ]
        )
        #expect(found.map(\.hint) == ["did you mean `shop.order`?", "did you mean `staff`?"])
        #expect(found.map(\.span) == [Sample.place, Sample.place])
    }
}
