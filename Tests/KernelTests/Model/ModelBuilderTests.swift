import Testing

@testable import Kernel

struct ModelBuilderTests {
    @Test func `a model resolves capabilities and packs`() throws {
        let pack = Sample.pack("trade") { pack in
            pack.permissions = [Permission("trade.check")]
            pack.extensions = [
                EntityExtension(
                    Shop.order,
                    fields: [FieldDefinition("soil", .choice(["light", "heavy"]))],
                    states: [StateDefinition("checked", final: true)],
                    moves: [MoveDefinition("check", from: ["open"], to: "checked", needs: "trade.check")]
                ),
                EntityExtension(Shop.memo, scopes: [.assigned: "order.owner"]),
            ]
            pack.entities = [
                Sample.entity("trade.visit", collection: "visits", FieldDefinition("order", .reference(to: Shop.order)))
            ]
            pack.roles = [RoleDefinition("worker", grants: [Grant("trade.visit.read", .all)])]
            pack.rows = [RowRule(Shop.order, where: "urgent = true")]
            pack.settings = [
                SettingDefinition(FieldDefinition("travel", .int(), defaultValue: .int(1)), owner: .tenant)
            ]
            pack.terminology = [Shop.order: Terms(one: "Job", many: "Jobs")]
        }
        let model = try Shop.model(packs: [pack])
        let order = try #require(model.entities[Shop.order])
        #expect(model.capabilities == ["access", "shop"])
        #expect(model.packs.map(\.id) == ["trade"])
        #expect(order.field("soil")?.owner == "trade")
        #expect(order.field("title")?.owner == "shop")
        #expect(order.field("nothing") == nil)
        #expect(order.fields.last?.id == "soil")
        #expect(order.definition.states.map(\.id) == ["draft", "open", "done", "checked"])
        #expect(order.moves["check"]?.permission == "trade.check")
        #expect(order.moves["submit"]?.permission == "shop.order.submit")
        #expect(order.farEnds["visits"] == FarEnd(entity: "trade.visit", field: "order"))
        #expect(order.startState == "draft")
        #expect(model.entities[Shop.customer]?.startState == nil)
        #expect(model.entity(collection: "visits")?.id == "trade.visit")
        #expect(model.entity(collection: "nowhere") == nil)
        #expect(model.roles["worker"]?.grants.count == 1)
        #expect(model.rows.map(\.entity) == [Shop.order])
        #expect(model.settings["travel"]?.owner == .tenant)
        #expect(model.terminology[Shop.order]?.one.text() == "Job")
        #expect(model.actions.keys.sorted() == ["orders/close-all", "shop/month-report"])
        #expect(model.permissions["shop.memo.read"]?.scopes == [.own, .assigned, .all])
    }

    @Test func `entities bring a permission for each verb and each move that names none`() throws {
        let permissions = try Shop.model().permissions
        let own = permissions.keys.filter { $0.hasPrefix("shop.order.") }.sorted()
        #expect(
            own == ["create", "delete", "read", "reopen", "submit", "update"].map { "shop.order.\($0)" }
        )
        #expect(
            permissions.keys.filter { $0.hasPrefix("shop.memo.") }.sorted() == ["shop.memo.create", "shop.memo.read"]
        )
        #expect(permissions["shop.order.read"]?.scopes == Set(Scope.allCases))
        #expect(permissions["shop.order.submit"]?.title.text() == "Submit: Order")
    }

    @Test func `grants of other owners join the role`() throws {
        let giver = Sample.capability("giver") { $0.grants = ["staff": [Grant("shop.order.read", .own)]] }
        let staff = try #require(try Shop.model(Shop.contributions + [giver]).roles["staff"])
        #expect(staff.grants.map(\.permission) == ["access.member.read", "access.team.read", "shop.order.read"])
    }

    @Test func `choices of roles are filled in from all roles`() throws {
        let people = Sample.capability("people") { people in
            people.entities = [
                Sample.entity(
                    "people.person",
                    collection: "people",
                    FieldDefinition("roles", .choices([]), optionsAreRoles: true)
                )
            ]
        }
        let pack = Sample.pack("trade") { $0.roles = [RoleDefinition("worker", title: "Worker")] }
        let model = try Shop.model(Shop.contributions + [people], packs: [pack])
        guard case .choices(let options) = model.entities["people.person"]?.field("roles")?.type else {
            Issue.record("not a choice")
            return
        }
        #expect(options.map(\.id) == ["owner", "manager", "staff", "accountant", "worker"])
    }

    @Test func `findings of several checks come at once, and no model`() {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [
                Sample.entity(collection: "sync", label: "{nope}", FieldDefinition("owner", .choice([])))
            ]
            shop.roles = [RoleDefinition("a", includes: ["b"])]
        }
        let built = ModelBuilder.build(capabilities: [shop], packs: [])
        #expect(built.model == nil)
        #expect(Set(built.diagnostics.map(\.code)) == ["P205", "P217", "P223", "P227", "P233"])
    }

    @Test func `a warning does not refuse`() {
        let entity = Sample.entity(states: [StateDefinition("open", start: true)])
        let built = ModelBuilder.build(capabilities: [Sample.capability("shop") { $0.entities = [entity] }], packs: [])
        #expect(built.model != nil)
        #expect(built.diagnostics.map(\.code) == ["P310"])
    }

    @Test(arguments: [
        ("guard", "titel = \"x\""), ("guard", "title"), ("set", "amount"), ("set", "input.nothing"),
        ("row", "nope = 1"),
        ("row", "input.reason = \"x\""),
    ])
    func `an expression that is wrong refuses the model at its place`(place: String, text: String) {
        let source = ExpressionSource(text, at: Sample.place)
        let pack = Sample.pack("trade") { pack in
            pack.permissions = [Permission("trade.go")]
            var move = MoveDefinition("go", from: ["open"], to: "done", needs: "trade.go")
            if place == "guard" { (move.guardExpression, move.refusal) = (source, "No.") }
            if place == "set" { move.set = [FieldAssignment("urgent", source)] }
            pack.extensions = [EntityExtension(Shop.order, moves: [move])]
            if place == "row" { pack.rows = [RowRule(Shop.order, where: source)] }
        }
        let built = ModelBuilder.build(capabilities: Shop.contributions, packs: [pack])
        #expect(built.model == nil)
        #expect(!built.diagnostics.isEmpty)
        #expect(
            built.diagnostics.allSatisfy { $0.severity == .error && $0.span?.file == "pack.yaml" && $0.span?.line == 3 }
        )
    }
}
