import Testing

@testable import Kernel

struct AccessResolverTests {
    private let read = "shop.order.read"
    private let update = "shop.order.update"

    /// What a grant without field names gives of an order: all but its secret.
    private static let open = Set(Shop.orderDefinition.fields.map(\.id)).subtracting(["pin"])

    @Test func `a secret is read by a grant that names it, by its own permission, or by holding everything`() throws {
        let model = try model([
            "a": [Grant(read, .all)], "b": [Grant(read, .own, fields: ["title", "pin"])],
            "c": [Grant("shop.order.update", .all), Grant(read, .all)],
        ])
        func pins(_ roles: String...) -> Bool {
            AccessResolver.resolve(roles, in: model).access(read)?.reachesSomewhere("pin") ?? false
        }
        #expect(!pins("a") && !pins("c") && !pins("a", "c"))
        #expect(pins("b") && pins("a", "b") && pins("owner"))
        let both = try #require(AccessResolver.resolve(["a", "b"], in: model).access(read))
        #expect(!both.reaches("pin"))
        #expect(AccessResolver.resolve(["c"], in: model).access("shop.order.update")?.fields == nil)
        #expect(AccessResolver.system(in: model).access(read)?.fields == nil)
    }

    private func model(
        _ grants: [String: [Grant]],
        roles: [RoleDefinition] = [],
        rows: [RowRule] = []
    ) throws -> TenantModel {
        let names = Set(grants.keys).subtracting(["staff", "manager", "owner", "accountant"])
        let giver = Sample.capability("giver") { giver in
            giver.roles = roles + names.subtracting(roles.map(\.id)).sorted().map { RoleDefinition($0) }
            giver.grants = grants
        }
        let packs = rows.isEmpty ? [] : [Sample.pack("trade") { $0.rows = rows }]
        return try Shop.model(Shop.contributions + [giver], packs: packs)
    }

    @Test func `without a role nothing is permitted`() throws {
        let access = AccessResolver.resolve([], in: try Shop.model())
        #expect(access.permissions == [])
        #expect(access.records.isEmpty)
        #expect(access.spaces == [])
        #expect(AccessResolver.resolve(["nobody"], in: try Shop.model()).permissions == [])
    }

    @Test func `a grant gives its permission in its scope, and no other`() throws {
        let access = AccessResolver.resolve(["a"], in: try model(["a": [Grant(read, .own)]]))
        #expect(access.permissions == [read])
        #expect(access.access(read)?.rows == .principal("owner"))
        #expect(access.access(read)?.fields == Self.open)
        #expect(access.access("shop.order.update") == nil)
        #expect(access.spaces == [.client])
    }

    @Test(arguments: [
        (Scope.own, RowFilter.principal("owner")), (.assigned, .principal("assignees")),
        (.team, .team("customer.team")),
        (.all, .everything),
    ])
    func `a scope means what the entity says`(scope: Scope, rows: RowFilter) throws {
        let access = AccessResolver.resolve(["a"], in: try model(["a": [Grant(read, scope)]]))
        #expect(access.access(read)?.rows == rows)
    }

    @Test func `grants of all roles unite`() throws {
        let model = try model([
            "a": [Grant(read, .own, fields: ["title", "note"])],
            "b": [
                Grant(read, .team, fields: ["title"]), Grant(update, .team, limit: ["amount": 5]),
                Grant("shop.report", .all),
            ],
        ])
        let access = AccessResolver.resolve(["a", "b"], in: model)
        let orders = try #require(access.access(read))
        #expect(Set(orders.parts.map(\.rows)) == [.principal("owner"), .team("customer.team")])
        #expect(orders.fields == ["title"])
        #expect(access.access(update)?.parts.map(\.limits) == [["amount": 5]])
        #expect(access.permissions == [read, update, "shop.report"])
        #expect(AccessResolver.resolve(["a"], in: model).access(read)?.fields == ["title", "note"])
    }

    @Test func `a wider grant takes the narrow one in`() throws {
        let model = try model(["a": [Grant(read, .own, fields: ["title"])], "b": [Grant(read, .all)]])
        let orders = try #require(AccessResolver.resolve(["a", "b"], in: model).access(read))
        #expect(orders.rows == .everything)
        #expect(orders.fields == Self.open)
        #expect(orders.parts.count == 1)
    }

    @Test func `included roles come with their grants, at any depth, each once`() throws {
        let model = try model(
            ["c": [Grant(read, .own)]],
            roles: [
                RoleDefinition("a", includes: ["b", "c"]), RoleDefinition("b", includes: ["c"]),
                RoleDefinition("c", space: .portal),
            ]
        )
        let access = AccessResolver.resolve(["a"], in: model)
        #expect(access.access(read)?.parts.count == 1)
        #expect(access.spaces == [.client])
        #expect(AccessResolver.resolve(["a", "c"], in: model).spaces == [.client, .portal])
    }

    @Test func `a permission brings those it implies, without the grant's fields and limits`() throws {
        let model = try model(["a": [Grant("shop.prices", .all)]])
        let access = AccessResolver.resolve(["a"], in: model)
        #expect(access.permissions == [read, "shop.prices"])
        #expect(access.access(read)?.rows == .everything)
    }

    @Test func `a permission without an entity keeps its scope bare`() throws {
        let access = AccessResolver.resolve(["a"], in: try model(["a": [Grant("shop.approve", .assigned)]]))
        #expect(access.access("shop.approve")?.rows == .scope(.assigned))
        let all = AccessResolver.resolve(["a"], in: try model(["a": [Grant("shop.approve", .all)]]))
        #expect(all.access("shop.approve")?.rows == .everything)
    }

    @Test func `a rule without a role narrows everybody, the owner too, in every verb`() throws {
        let model = try model(
            ["a": [Grant(read, .all), Grant("shop.order.submit", .own), Grant("shop.customer.read", .all)]],
            rows: [RowRule(Shop.order, where: "urgent = true")]
        )
        let urgent = try #require(model.rows.first).condition
        let access = AccessResolver.resolve(["a"], in: model)
        #expect(access.access(read)?.rows == .expression(urgent))
        #expect(access.access("shop.order.submit")?.rows == .all([.principal("owner"), .expression(urgent)]))
        #expect(access.access("shop.customer.read")?.rows == .everything)
        #expect(AccessResolver.resolve(["owner"], in: model).access(read)?.rows == .expression(urgent))
        #expect(AccessResolver.system(in: model).access(read)?.rows == .everything)
    }

    @Test func `a rule with a role narrows the grants of that role only`() throws {
        let model = try model(
            ["a": [Grant(read, .all)], "b": [Grant(read, .own)]],
            rows: [
                RowRule(Shop.order, role: "a", where: "urgent = true"),
                RowRule(Shop.order, role: "a", where: "title != null"),
            ]
        )
        let rules = model.rows.map { RowFilter.expression($0.condition) }
        #expect(AccessResolver.resolve(["a"], in: model).access(read)?.rows == .all(rules))
        #expect(AccessResolver.resolve(["b"], in: model).access(read)?.rows == .principal("owner"))
        let both = try #require(AccessResolver.resolve(["a", "b"], in: model).access(read))
        #expect(Set(both.parts.map(\.rows)) == [.all(rules), .principal("owner")])
    }

    @Test func `the owner holds everything, later permissions too`() throws {
        let model = try Shop.model(packs: [
            Sample.pack("trade") { $0.permissions = [Permission("trade.later", scopes: [.own])] }
        ])
        let access = AccessResolver.resolve(["owner", "staff"], in: model)
        #expect(access.permissions == model.permissions.keys.sorted())
        #expect(access.permissions.contains("trade.later"))
        #expect(access.access("trade.later")?.rows == .everything)
        #expect(access.access(read)?.fields == nil)
        #expect(access.spaces == [.client])
    }

    @Test func `a role that includes the owner holds everything`() throws {
        let model = try model([:], roles: [RoleDefinition("chief", includes: ["owner"])])
        #expect(AccessResolver.resolve(["chief"], in: model).permissions == model.permissions.keys.sorted())
    }

    @Test func `a field whose own permission is not held is taken from what is read`() throws {
        let customers = "shop.customer.read"
        let model = try model(["a": [Grant(customers, .all)], "b": [Grant("shop.prices", .all)]])
        let without = try #require(AccessResolver.resolve(["a"], in: model).access(customers))
        #expect(!without.reaches("margin"))
        #expect(without.reaches("name"))
        let with = try #require(AccessResolver.resolve(["a", "b"], in: model).access(customers))
        #expect(with.reaches("margin"))
    }

    @Test func `the kernel's own work holds every permission in no space`() throws {
        let model = try Shop.model()
        let access = AccessResolver.system(in: model)
        #expect(access.permissions == model.permissions.keys.sorted())
        #expect(access.spaces == [])
    }
}
