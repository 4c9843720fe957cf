import Testing

@testable import Kernel

/// What handlers of capabilities see: the caller's own rows and grants, and nothing beyond.
struct TransactionTests {
    private func transaction(_ desk: Desk) -> Transaction {
        Transaction(scope: desk.scope, backend: desk.backend, ids: desk.backend.ids)
    }

    @Test func `a handler reads what the caller may read`() throws {
        let desk = try Desk([Grant("shop.order.read", .own)])
        let own = desk.put(Shop.order, 9, ["title": .text("a")])
        let other = desk.put(Shop.order, 10, ["title": .text("b")], owner: Shop.bob)
        let snapshot = Snapshot(scope: desk.scope, backend: desk.backend)
        #expect(try snapshot.record(Shop.order, own)?.id == own)
        #expect(try snapshot.record(Shop.order, other) == nil)
        #expect(try snapshot.record(Shop.customer, own) == nil)
        #expect(try transaction(desk).record(Shop.order, own)?.id == own)
        #expect(try transaction(desk).record(Shop.order, other) == nil)
    }

    @Test func `a list has the rows for which the condition is true, at most so many`() throws {
        let desk = try Desk([Grant("shop.order.read", .own)])
        for number in UInt8(10)...14 {
            let urgent: Value = .bool(number % 2 == 0)
            desk.put(
                Shop.order,
                number,
                ["title": .text("a"), "urgent": urgent],
                owner: number == 14 ? Shop.bob : Shop.ann
            )
        }
        let snapshot = Snapshot(scope: desk.scope, backend: desk.backend)
        let urgent = try snapshot.records(Shop.order, where: "urgent = true", sort: "id")
        #expect(urgent.map(\.id) == [Shop.person(10), Shop.person(12)])
        #expect(try snapshot.records(Shop.order, where: "urgent = true", sort: "id", limit: 1).count == 1)
        #expect(try snapshot.records(Shop.customer, where: "name = \"a\"", sort: "id") == [])
        #expect(try refusal { try snapshot.records(Shop.order, where: "nope = 1", sort: "id") }.problem == .invalid)
    }

    @Test func `a handler writes within the caller's grants, validated and journaled`() throws {
        let desk = try Desk([
            Grant("shop.order.create", .all), Grant("shop.order.read", .all), Grant("shop.order.update", .own),
        ])
        var transaction = transaction(desk)
        let record = try transaction.create(Shop.order, ["title": .text("a")])
        #expect(try transaction.update(Shop.order, record.id, version: 1, ["title": .text("b")]).version == 2)
        #expect(desk.backend.journalled.map(\.action) == ["created", "updated"])
        #expect(
            try refusal { try transaction.create(Shop.customer, ["name": .text("a")]) }.permission
                == "shop.customer.create"
        )
        #expect(try refusal { try transaction.create("no.where", [:]) }.problem == .notFound)
        #expect(try refusal { try transaction.update("no.where", record.id, [:]) }.problem == .notFound)
        #expect(try refusal { try transaction.create(Shop.order, [:]) }.told == ["title required"])
        let other = desk.put(Shop.order, 10, ["title": .text("b")], owner: Shop.bob)
        #expect(try refusal { try transaction.update(Shop.order, other, ["title": .text("c")]) }.problem == .forbidden)
    }
}

/// What a tenant has set, and members as decisions need them.
struct TenantValuesTests {
    @Test(arguments: [
        ([:], Value.int(500)), (["shop_limit": "7"], .int(7)), (["shop_limit": "\"x\""], .int(500)),
        (["shop_limit": "{"], .int(500)), (["shop_limit": "1.5"], .int(500)), (["gone": "1"], .int(500)),
        (["shop_limit": "null"], .null),
    ])
    func `a setting has the tenant's value where it fits, else its default`(
        texts: [String: String],
        value: Value
    ) throws {
        let settings = SettingValues.read(texts, in: try Shop.model())
        #expect(settings == ["shop_limit": value])
    }

    @Test func `a member record gives name, teams, roles and whether it is active`() {
        let record = Record(
            id: Shop.ann,
            createdAt: 0,
            updatedAt: 0,
            values: [
                "name": .text("Ann"), "email": .text("a@b"), "teams": .references([Shop.north]),
                "roles": .choices(["staff"]),
                "active": .bool(true),
            ]
        )
        let member = Membership(record: record)
        #expect(
            member
                == Membership(
                    id: Shop.ann,
                    name: "Ann",
                    email: "a@b",
                    teams: [Shop.north],
                    roles: ["staff"],
                    active: true
                )
        )
        let bare = Membership(record: Record(id: Shop.bob, createdAt: 0, updatedAt: 0, values: [:]))
        #expect(bare == Membership(id: Shop.bob, name: "", email: "", teams: [], roles: [], active: false))
    }
}
