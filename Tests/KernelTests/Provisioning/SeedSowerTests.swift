import Testing

@testable import Kernel

struct SeedSowerTests {
    private let desk: Desk

    init() throws {
        desk = try Desk(nil)
    }

    private func sow(_ rows: [SeedRow], pack: String = "trade") throws {
        try desk.backend.savepoint { try SeedSower(writer: desk.writer, pack: pack).sow(rows) }
    }

    private func row(
        _ entity: EntityID,
        _ key: String,
        _ values: [String: String] = [:],
        state: String? = nil
    ) -> SeedRow {
        SeedRow(entity, key: key, values: values.mapValues { .text($0, nil) }, state: state)
    }

    private func record(_ entity: EntityID, _ key: String, pack: String = "trade") throws -> Record {
        let key = MemoryBackend.SeedKey(pack: pack, entity: entity, key: key)
        let id = try #require(desk.backend.seeds[key]).record
        return try #require(desk.backend.kept(entity, id))
    }

    @Test func `rows are typed as their fields are`() throws {
        try sow([
            SeedRow(
                Shop.order,
                key: "roof",
                values: [
                    "title": .text("Roof", nil), "urgent": .text("true", nil), "hours": .text("1.5", nil),
                    "amount": .mapping(["amount": .text("500", nil), "currency": .text("EUR", nil)], nil),
                    "total": .text("7", nil),
                ],
                state: "open"
            )
        ])
        let order = try record(Shop.order, "roof")
        #expect(order.state == "open")
        #expect(order.owner == nil)
        #expect(
            order.values == [
                "title": .text("Roof"), "urgent": .bool(true), "hours": .decimal(units: 150, scale: 2),
                "amount": .money(minor: 500, currency: "EUR"), "total": .int(7),
            ]
        )
        #expect(desk.backend.lines == ["shop.order created 1 state,title,amount,hours,urgent,total"])
    }

    @Test func `rows are sown in an order in which every referred row comes first`() throws {
        let rows = [
            row(Shop.line, "l", ["text": "x", "order": "o"]), row(Shop.order, "o", ["title": "x", "customer": "b"]),
            row(Shop.customer, "b", ["name": "B", "head": "a"]), row(Shop.customer, "a", ["name": "A"]),
        ]
        try sow(rows)
        #expect(desk.backend.journalled.map(\.entity) == ["shop.customer", "shop.customer", "shop.order", "shop.line"])
        #expect(try record(Shop.order, "o")["customer"] == .reference(record(Shop.customer, "b").id))
        #expect(try record(Shop.customer, "b")["head"] == .reference(record(Shop.customer, "a").id))
    }

    @Test func `sowing twice is sowing once`() throws {
        let rows = [row(Shop.customer, "a", ["name": "A"]), row(Shop.order, "o", ["title": "x", "customer": "a"])]
        try sow(rows)
        let (tables, entries, seeds) = (desk.backend.tables, desk.backend.lines, desk.backend.seeds.count)
        try sow(rows)
        #expect(desk.backend.tables == tables)
        #expect(desk.backend.lines == entries)
        #expect(desk.backend.seeds.count == seeds)
    }

    @Test func `a row that the tenant changed or binned is left alone`() throws {
        let rows = [row(Shop.customer, "a", ["name": "A"]), row(Shop.customer, "b", ["name": "B"])]
        try sow(rows)
        let (a, b) = try (record(Shop.customer, "a").id, record(Shop.customer, "b").id)
        try desk.update(Shop.customer, a, ["name": .text("Mine")])
        try desk.delete(Shop.customer, b)
        try sow(rows)
        #expect(desk.backend.kept(Shop.customer, a)?["name"] == .text("Mine"))
        #expect(desk.backend.kept(Shop.customer, b)?.deletedAt != nil)
        #expect(desk.backend.tables[Shop.customer]?.count == 2)
    }

    @Test func `keys are the pack's own`() throws {
        try sow([row(Shop.customer, "a", ["name": "A"])])
        try sow([row(Shop.customer, "a", ["name": "Other"])], pack: "second")
        #expect(desk.backend.tables[Shop.customer]?.count == 2)
        #expect(try record(Shop.customer, "a", pack: "second")["name"] == .text("Other"))
        #expect(
            try refusal { try sow([row(Shop.order, "o", ["title": "x", "customer": "a"])], pack: "third") }.problem
                == .invalid
        )
    }

    @Test func `rows that refer to each other or to nothing are told, and nothing is sown`() throws {
        let error = try refusal {
            try sow([
                row(Shop.customer, "a", ["name": "A", "head": "b"]),
                row(Shop.customer, "b", ["name": "B", "head": "a"]),
                row(Shop.customer, "c", ["name": "C"]), row(Shop.order, "o", ["title": "x", "customer": "nobody"]),
            ])
        }
        #expect(error.problem == .invalid)
        #expect(
            error.findings == [
                Finding("shop.customer.a", "reference", "There is no row `b`."),
                Finding("shop.customer.b", "reference", "There is no row `a`."),
                Finding("shop.order.o", "reference", "There is no row `nobody`."),
            ]
        )
        #expect(desk.backend.tables.isEmpty && desk.backend.seeds.isEmpty)
    }

    @Test func `lists of references name rows, and people by their role`() throws {
        let ann = desk.put(Shop.member, 1, ["name": .text("Ann")])
        try desk.backend.remember(desk.scope, pack: "demo", entity: Shop.member, key: "boss", record: ann, hash: "")
        let several = SeedRow(
            Shop.order,
            key: "o",
            values: [
                "title": .text("x", nil), "assignees": .list([.text("demo.boss", nil)], nil),
                "approved_by": .text("demo.boss", nil),
            ]
        )
        try sow([several])
        #expect(try record(Shop.order, "o")["assignees"] == .references([ann]))
        #expect(try record(Shop.order, "o")["approved_by"] == .reference(ann))
    }

    @Test func `a row of a person changes the one who is there`() throws {
        let ann = desk.put(Shop.member, 1, ["name": .text("Ann")])
        try desk.backend.remember(desk.scope, pack: "demo", entity: Shop.member, key: "boss", record: ann, hash: "")
        try sow([row(Shop.member, "boss", ["grade": "4"])])
        #expect(desk.backend.kept(Shop.member, ann)?["grade"] == .int(4))
        #expect(desk.backend.lines == ["access.member updated 4 grade"])
        #expect(
            try refusal { try sow([row(Shop.member, "nobody", ["grade": "4"])]) }.told == [
                "access.member.nobody reference"
            ]
        )
    }

    @Test func `what does not fit is told with the row and the field`() throws {
        func told(_ entity: EntityID, _ values: [String: SeedValue]) throws -> [String] {
            try refusal { try sow([SeedRow(entity, key: "k", values: values)]) }.told
        }
        #expect(try told(Shop.order, ["titel": .text("x", nil)]) == ["shop.order.k.titel unknown"])
        #expect(try told(Shop.order, ["urgent": .text("yes", nil)]) == ["shop.order.k.urgent type"])
        #expect(try told(Shop.order, ["hours": .text("1.555", nil)]) == ["shop.order.k.hours range"])
        #expect(try told(Shop.customer, ["credit": .text("1001", nil)]) == ["shop.customer.k.credit too_large"])
        #expect(try told(Shop.order, [:]) == ["title required"])
        #expect(try told("shop.nowhere", [:]) == ["shop.nowhere unknown"])
        let nested: [String: SeedValue] = ["title": .text("x", nil), "assignees": .list([.list([], nil)], nil)]
        #expect(try told(Shop.order, nested) == ["shop.order.k.assignees type"])
        #expect(desk.backend.tables.isEmpty)
    }

    @Test func `the fingerprint tells values and state apart, not their order`() {
        let plain = row(Shop.order, "o", ["title": "x", "note": "y"])
        #expect(
            SeedReader.fingerprint(of: plain)
                == SeedReader.fingerprint(of: row(Shop.order, "k", ["note": "y", "title": "x"]))
        )
        let others = [
            row(Shop.order, "o", ["title": "x"]), row(Shop.order, "o", ["title": "x", "note": "z"]),
            row(Shop.order, "o", ["title": "x", "note": "y"], state: "open"),
            SeedRow(Shop.order, key: "o", values: ["title": .text("x", nil), "note": .list([.text("y", nil)], nil)]),
            SeedRow(
                Shop.order,
                key: "o",
                values: ["title": .text("x", nil), "note": .mapping(["y": .text("", nil)], nil)]
            ),
        ]
        let prints = Set((others + [plain]).map(SeedReader.fingerprint(of:)))
        #expect(prints.count == others.count + 1)
    }
}
