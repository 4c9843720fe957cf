import KernelCrypto
import Testing

@testable import Kernel

/// What `GET /api/model` answers, and what its hash is taken over.
struct ModelDocumentTests {
    @Test func `it is JSON, and its hash is the SHA-256 of its bytes`() throws {
        let model = try Shop.model()
        let json = try JSONReader.read(model.json)
        #expect(model.hash == SHA256.hex(model.json))
        #expect(json["format"] == .number("1"))
        #expect(json["capabilities"] == .array([.string("access 1.0.0"), .string("shop 2.3.1")]))
        #expect(
            json.members?.map(\.name) == [
                "format", "capabilities", "packs", "entities", "permissions", "roles", "rows", "settings", "actions",
                "automations", "units", "rate_cards", "formulas", "terminology", "screens", "menu", "onboarding",
                "branding", "compliance", "contracts",
            ]
        )
        #expect(json["entities"]?.members?.map(\.name) == model.entities.keys.sorted().map(\.raw))
    }

    @Test func `an entity tells its fields, far ends, scopes, states and moves`() throws {
        let order = try #require(try JSONReader.read(Shop.model().json)["entities"]?["shop.order"])
        #expect(order["collection"] == .string("orders"))
        #expect(order["label"] == .string("{title}"))
        #expect(order["verbs"] == .array(["read", "create", "update", "delete"].map { .string($0) }))
        #expect(order["far_ends"]?["lines"] == .string("shop.line.order"))
        #expect(order["scopes"]?["team"] == .string("customer.team"))
        guard case .array(let fields)? = order["fields"], case .array(let moves)? = order["moves"] else {
            Issue.record("no fields or no moves")
            return
        }
        #expect(fields.count == 11)
        #expect(fields[0]["required"] == .bool(true))
        #expect(fields[0]["max"] == .number("20"))
        #expect(fields[1]["to"] == .string("shop.customer"))
        #expect(fields[1]["on_delete"] == .string("restrict"))
        #expect(fields[2]["currency"] == .string("EUR"))
        #expect(fields[3]["scale"] == .number("2"))
        #expect(fields[4]["default"] == .bool(false))
        #expect(fields[5]["write"] == .string("on_create"))
        #expect(fields[6]["write"] == .string("never"))
        #expect(fields[8]["secret"] == .bool(true))
        #expect(moves.map { $0["id"]?.text } == ["submit", "finish_work", "reopen"])
        #expect(moves[0]["else"]?["de"] == .string("Erst einen Preis nennen."))
        #expect(moves[0]["if"] != nil)
        #expect(moves[0]["set"]?.members?.map(\.name) == ["note", "total"])
        #expect(moves[1]["permission"] == .string("shop.approve"))
    }

    @Test func `the same declarations give the same bytes, whatever the order of dictionaries`() throws {
        let first = try Shop.model()
        for _ in 0..<5 { #expect(try Shop.model().json == first.json) }
    }

    @Test func `packs are told with version and hash`() throws {
        let model = try Shop.model(packs: [Sample.pack("trade")])
        guard case .array(let packs)? = try JSONReader.read(model.json)["packs"] else {
            Issue.record("no packs")
            return
        }
        #expect(packs.map { $0["id"]?.text } == ["trade"])
        #expect(packs.map { $0["version"]?.text } == ["1.0.0"])
        #expect(packs.map { $0["hash"]?.text } == ["hash of trade"])
        #expect(try model.hash != Shop.model().hash)
    }
}

/// Every property that changes behaviour changes the hash.
struct ModelHashTests {
    private static func field(_ change: (inout FieldDefinition) -> Void) -> FieldDefinition {
        var field = FieldDefinition("size", .text())
        change(&field)
        return field
    }

    private static let plain = field { _ in }

    private static func hash(_ field: FieldDefinition) throws -> String {
        let shop = Sample.capability("shop") { shop in
            shop.entities = [
                Sample.entity(field), Sample.entity("shop.other", collection: "others"),
                Sample.entity(
                    "shop.link",
                    collection: "links",
                    FieldDefinition("a", .reference(to: "shop.order")),
                    FieldDefinition("b", .reference(to: "shop.other"))
                ),
            ]
            shop.permissions = [Permission("shop.secret")]
        }
        return try Shop.model([shop]).hash
    }

    @Test(arguments: [
        field { $0.title = "Other" }, field { $0.title = LocalizedText(["en": "Size", "de": "Größe"]) },
        field { $0.required = true }, field { $0.unique = true }, field { $0.searchable = true },
        field { $0.indexed = true }, field { $0.secret = true }, field { $0.writing = .onCreate },
        field { $0.writing = .never }, field { $0.readNeeds = "shop.secret" }, field { $0.writeNeeds = "shop.secret" },
        field { $0.defaultValue = .text("x") }, FieldDefinition("sizes", .text(), title: "Size"),
    ])
    func `a property of a field`(changed: FieldDefinition) throws {
        #expect(try Self.hash(changed) != Self.hash(Self.plain))
    }

    @Test func `a property of a type`() throws {
        let types: [FieldType] = [
            .text(), .text(min: 1), .text(max: 1), .text(pattern: "a"), .longText(), .longText(max: 1), .int(),
            .int(min: 1), .int(max: 1), .decimal(scale: 1), .decimal(scale: 2), .decimal(scale: 1, min: 1),
            .decimal(scale: 1, max: 1), .money(), .money(currency: "EUR"), .money(min: 1), .money(max: 1), .bool, .date,
            .time, .duration, .datetime(), .datetime(zone: true), .choice(["a"]), .choice(["a", "b"]),
            .choice(["b", "a"]),
            .choice([Choice("a", title: "Other")]), .choices(["a"]), .reference(to: "shop.other"),
            .reference(to: "shop.order"), .reference(to: "shop.other", onDelete: .clear),
            .reference(to: "shop.other", onDelete: .cascade), .reference(to: "shop.other", inverse: "x"),
            .references(to: "shop.other"), .references(to: "shop.other", through: "shop.link"),
            .references(to: "shop.other", inverse: "x"), .list([]), .list([FieldDefinition("x", .int())]),
            .list([FieldDefinition("x", .int(min: 1))]), .geo, .email, .phone, .url,
        ]
        let hashes = try types.map { try Self.hash(FieldDefinition("size", $0)) }
        #expect(Set(hashes).count == types.count)
    }

    private static func hash(_ change: (inout EntityDefinition) -> Void) throws -> String {
        var entity = Sample.entity(
            states: [StateDefinition("open", start: true), StateDefinition("done", final: true)],
            moves: [MoveDefinition("finish", from: ["open"], to: "done", refusal: "No.")]
        )
        change(&entity)
        return try Shop.model([Sample.capability("shop") { $0.entities = [entity] }]).hash
    }

    @Test func `a property of an entity, a state or a move`() throws {
        let changes: [(inout EntityDefinition) -> Void] = [
            { _ in }, { $0.title = "Other" }, { $0.collection = "others" }, { $0.label = "x" }, { $0.verbs = [.read] },
            { $0.scopes = [.own: "owner"] }, { $0.scopes = [.assigned: "owner"] }, { $0.states[0].title = "Other" },
            { $0.states[1].final = false }, { $0.states.append(StateDefinition("lost")) },
            { $0.moves[0].title = "Other" }, { $0.moves[0].from = ["open", "done"] }, { $0.moves[0].to = "open" },
            { $0.moves[0].needs = "shop.order.update" }, { $0.moves[0].input = [FieldDefinition("x", .int())] },
            { $0.moves[0].input = [FieldDefinition("x", .int(), required: true)] },
            { $0.moves[0].set = [FieldAssignment("name", "\"a\"")] },
            { $0.moves[0].set = [FieldAssignment("name", "\"b\"")] }, { $0.moves[0].guardExpression = "name = \"a\"" },
            { $0.moves[0].guardExpression = "name = \"b\"" }, { $0.moves[0].refusal = "Other." },
            { $0.fields.append(FieldDefinition("more", .int())) },
        ]
        let hashes = try changes.map { try Self.hash($0) }
        #expect(Set(hashes).count == changes.count)
    }

    @Test func `roles, grants, permissions, settings, rows, actions, words and versions`() throws {
        func action(_ change: String) -> ActionDefinition {
            ActionDefinition(
                owner: "shop",
                id: change == "id" ? "other" : "go",
                collection: change == "collection" ? "orders" : nil,
                title: change == "title" ? "Other" : "Go",
                permission: Permission(change == "permission" ? "shop.order.update" : "shop.order.read"),
                input: change == "input" ? [FieldDefinition("x", .int())] : [],
                body: change == "body" ? .write { _, _ in .nothing } : .read { _, _ in .nothing }
            )
        }
        let (read, update) = ("shop.order.read", "shop.order.update")
        let capabilities: [(inout CapabilityContribution) -> Void] = [
            { _ in }, { $0.roles = [RoleDefinition("a")] }, { $0.roles = [RoleDefinition("a", title: "Other")] },
            { $0.roles = [RoleDefinition("a", space: .portal)] },
            { $0.roles = [RoleDefinition("a", holdsEverything: true)] },
            { $0.roles = [RoleDefinition("a"), RoleDefinition("b", includes: ["a"])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(read, .all)])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(read, .own)])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(read, .all, fields: [])])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(read, .all, fields: ["name"])])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(update, .all, limit: ["size": 1])])] },
            { $0.roles = [RoleDefinition("a", grants: [Grant(update, .all, limit: ["size": 2])])] },
            { $0.permissions = [Permission("shop.x")] }, { $0.permissions = [Permission("shop.x", title: "X")] },
            { $0.permissions = [Permission("shop.x", scopes: [.own])] },
            { $0.permissions = [Permission("shop.x", implies: [read])] },
            { $0.settings = [SettingDefinition(FieldDefinition("x", .int()))] },
            { $0.settings = [SettingDefinition(FieldDefinition("x", .int()), owner: .pack)] },
            { $0.settings = [SettingDefinition(FieldDefinition("x", .int(), defaultValue: .int(1)))] },
            { $0.actions = [action("")] }, { $0.actions = [action("id")] }, { $0.actions = [action("collection")] },
            { $0.actions = [action("title")] }, { $0.actions = [action("permission")] },
            { $0.actions = [action("input")] },
            { $0.actions = [action("body")] },
        ]
        let packs: [(inout PackDefinition) -> Void] = [
            { _ in }, { $0.hash = "other" }, { $0.title = "Other" },
            { $0.rows = [RowRule("shop.order", where: "name = \"a\"")] },
            { $0.rows = [RowRule("shop.order", where: "name = \"b\"")] },
            { $0.terminology = ["shop.order": Terms(one: "Job", many: "Jobs")] },
            { $0.terminology = ["shop.order": Terms(one: "Job", many: "Work")] },
        ]
        let order = Sample.entity(FieldDefinition("size", .int()), scopes: [.own: "owner"])
        let base = Sample.capability("shop") { $0.entities = [order] }
        var hashes = try capabilities.map { change in
            var shop = base
            change(&shop)
            return try Shop.model([shop]).hash
        }
        hashes += try packs.map { try Shop.model([base], packs: [Sample.pack("trade", $0)]).hash }
        #expect(Set(hashes).count == capabilities.count + packs.count)
    }
}
