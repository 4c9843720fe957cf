import Testing

@testable import Kernel

struct InventoryTests {
    private func inventory() throws -> JSONValue {
        let rule = RowRule(Shop.order, role: "worker", where: "version > 0")
        return try JSONReader.read(Inventory(Desk([Grant("shop.order.read", .all)], rows: [rule]).model).json())
    }

    private func items(_ json: JSONValue, _ name: String) -> [JSONValue] {
        if case .array(let items)? = json[name] { items } else { [] }
    }

    @Test func `it lists every route but those of the operator`() throws {
        let found = items(try inventory(), "routes").compactMap { $0["path"]?.text }
        #expect(found == RouteTable.routes.filter { $0.access != .operatorConsole }.map(\.pattern))
    }

    @Test func `a permission is told with who holds it and what needs it`() throws {
        let permissions = items(try inventory(), "permissions")
        let read = permissions.first { $0["id"]?.text == "shop.order.read" }
        #expect(items(read ?? .null, "roles").compactMap(\.text) == ["worker"])
        let needs = items(read ?? .null, "needed_by").compactMap(\.text)
        #expect(needs.contains("GET /api/orders") && needs.contains("GET /api/orders.csv"))
    }

    @Test func `what nothing needs and what no role holds is told`() throws {
        let inventory = try inventory()
        let unused = items(inventory, "unused_permissions").compactMap(\.text)
        #expect(!unused.contains("shop.order.read") && !unused.contains("shop.report"))
        let ungranted = items(inventory, "ungranted_permissions").compactMap(\.text)
        #expect(ungranted.contains("shop.order.create") && !ungranted.contains("shop.order.read"))
    }

    @Test func `guards are scopes, row rules and conditions of moves`() throws {
        let guards = items(try inventory(), "guards").map { found in
            ["kind", "entity", "name"].map { found[$0]?.text ?? "" }.joined(separator: " ")
        }
        #expect(guards.contains("rows shop.order worker"))
        #expect(guards.contains("scope access.member own"))
        #expect(guards.contains { $0.hasPrefix("move shop.order") })
    }

    @Test func `a path is told by its pattern`() {
        #expect(RouteTable.pattern(method: "GET", path: "/api/orders") == "GET /api/{collection}")
        #expect(RouteTable.pattern(method: "GET", path: "/api/orders.csv") == "GET /api/{collection}.csv")
        #expect(RouteTable.pattern(method: "POST", path: "/api/orders/bulk") == "POST /api/{collection}/bulk")
        #expect(RouteTable.pattern(method: "GET", path: "/nothing/here") == nil)
    }
}
