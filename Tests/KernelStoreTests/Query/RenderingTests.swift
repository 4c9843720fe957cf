import Kernel
import Testing

@testable import KernelStore

/// What a caller sees of records: masks, wanted fields, records in place of ids, the bin.
struct RenderingTests {
    private static let open = RecordAccess(rows: .everything, fields: nil)

    @Test func `a field out of reach is absent, system fields are always there`() throws {
        let lab = try Lab()
        let id = try lab.insert("customers.customer", 1, ["name": .text("a"), "credit": .decimal(units: 5, scale: 2)])
        let masked = RecordAccess(rows: .everything, fields: ["name"])
        let shown = try render(lab, "customers.customer", id, masked)
        #expect(
            shown
                == """
                {"id":"\(id)","version":1,"created_at":"2027-01-15T08:00:00.000Z",\
                "updated_at":"2027-01-15T08:00:00.000Z","created_by":null,"updated_by":null,"owner":null,"name":"a"}
                """
        )
        let nothing = try render(lab, "customers.customer", id, RecordAccess(rows: .everything, fields: []))
        #expect(nothing?.contains("name") == false)
        #expect(nothing?.hasSuffix("\"owner\":null}") == true)
    }

    @Test func `wanted fields narrow, and never widen`() throws {
        let lab = try Lab()
        let id = try lab.insert("customers.customer", 1, ["name": .text("a"), "vip": .bool(true)])
        let masked = RecordAccess(rows: .everything, fields: ["name", "credit"])
        let shown = try render(lab, "customers.customer", id, masked, fields: ["name", "vip"])
        #expect(shown?.contains("\"name\":\"a\"") == true)
        #expect(shown?.contains("vip") == false)
        #expect(shown?.contains("credit") == false)
    }

    @Test func `an expanded reference shows the record within the caller's reach and mask`() throws {
        let lab = try Lab()
        let customer = try lab.insert("customers.customer", 1, ["name": .text("a"), "vip": .bool(true)])
        let order = try lab.insert("work-orders.work_order", 2, ["customer": .reference(customer)])
        let entity: EntityID = "customers.customer"
        let masked = lab.scope(access: [entity: RecordAccess(rows: .everything, fields: ["name"])])
        let shown = try #require(try render(lab, "work-orders.work_order", order, scope: masked, expand: ["customer"]))
        #expect(shown.contains("\"customer\":{\"id\":\"\(customer)\",\"version\":1,"))
        #expect(shown.contains("\"owner\":null,\"name\":\"a\"},\"team\":null"))
        #expect(!shown.contains("vip"))
    }

    @Test func `an expanded reference out of reach stays an id`() throws {
        let lab = try Lab()
        let me = Lab.id(9)
        let mine = try lab.insert("customers.customer", 1, ["manager": .reference(me)])
        let other = try lab.insert("customers.customer", 2)
        let gone = try lab.insert("customers.customer", 3, ["manager": .reference(me)], deletedAt: 1)
        let orders = try [mine, other, gone, Lab.id(99)].enumerated().map { index, customer in
            try lab.insert("work-orders.work_order", 10 + index, ["customer": .reference(customer)])
        }
        let entity: EntityID = "customers.customer"
        let scope = lab.scope(me, access: [entity: RecordAccess(rows: .principal("manager"), fields: nil)])
        let unreadable = lab.scope(me, access: [:])
        for (index, order) in orders.enumerated() {
            let shown = try render(lab, "work-orders.work_order", order, scope: scope, expand: ["customer"])
            #expect(shown?.contains("\"customer\":{\"id\"") == (index == 0), "\(index)")
            let hidden = try render(lab, "work-orders.work_order", order, scope: unreadable, expand: ["customer"])
            #expect(hidden?.contains("\"customer\":\"") == true, "\(index)")
        }
    }

    @Test func `an expanded list shows records within reach as objects and the others as ids, in order`() throws {
        let lab = try Lab()
        let people = try (1...3).map { number in
            try lab.insert("access.member", number, ["name": .text("p\(number)")])
        }
        let order = try lab.insert(
            "work-orders.work_order",
            10,
            ["assignees": .references([people[2], people[0], people[1]])]
        )
        let member: EntityID = "access.member"
        let scope = lab.scope(people[2], access: [member: RecordAccess(rows: .principal("id"), fields: ["name"])])
        let shown = try #require(try render(lab, "work-orders.work_order", order, scope: scope, expand: ["assignees"]))
        #expect(shown.contains("\"assignees\":[{\"id\":\"\(people[2])\""))
        #expect(shown.hasSuffix(",\"name\":\"p3\"},\"\(people[0])\",\"\(people[1])\"]}"), "\(shown)")
        let none = try render(
            lab,
            "work-orders.work_order",
            order,
            scope: lab.scope(access: [:]),
            expand: ["assignees"]
        )
        #expect(none?.hasSuffix("[\"\(people[2])\",\"\(people[0])\",\"\(people[1])\"]}") == true)
    }

    @Test func `lists expand too, several at once, people of the system fields included`() throws {
        let lab = try Lab()
        let person = try lab.insert("access.member", 1, ["name": .text("p"), "skills": .choices(["red"])])
        let customer = try lab.insert("customers.customer", 2, ["name": .text("c")])
        for number in 3...5 {
            try lab.insert(
                "work-orders.work_order",
                number,
                ["customer": .reference(customer), "assignees": .references([person])],
                owner: person
            )
        }
        var query = RecordQuery(entity: "work-orders.work_order")
        query.expand = ["customer", "assignees", "owner"]
        query.sort = [RecordQuery.SortKey(field: "title", descending: true)]
        query.filter = try lab.expression("work-orders.work_order", "customer.name = 'c'")
        query.limit = 2
        let page = try lab.read { try $0.list(lab.scope(person), query, Self.open) }
        guard case .array(let items) = try JSONReader.read(page.items) else { throw Lab.Missing(what: page.text) }
        #expect(items.count == 2)
        for item in items {
            #expect(item["owner"]?["name"] == .string("p"))
            #expect(item["owner"]?["skills"] == .array([.string("red")]))
            #expect(item["customer"]?["name"] == .string("c"))
            #expect(item["created_by"] == .null)
            guard case .array(let people)? = item["assignees"] else { throw Lab.Missing(what: page.text) }
            #expect(people.map { $0["name"]?.text } == ["p"])
        }
        query.after = page.next
        #expect(try lab.read { try $0.list(lab.scope(person), query, Self.open).ids() } == [Lab.id(5)])
    }

    @Test func `a masked reference is absent even when its record is wanted`() throws {
        let lab = try Lab()
        let customer = try lab.insert("customers.customer", 1)
        let order = try lab.insert("work-orders.work_order", 2, ["customer": .reference(customer)])
        let shown = try lab.read {
            try $0.render(
                lab.scope(),
                try lab.entity("work-orders.work_order"),
                order,
                RecordAccess(rows: .everything, fields: ["title"]),
                fields: nil,
                expand: ["customer", "assignees"],
                bin: false
            )
        }
        #expect(shown?.text.contains("customer") == false)
        #expect(shown?.text.contains("assignees") == false)
    }

    @Test(arguments: ["title", "nothing", "id", "state"])
    func `what is no reference cannot be expanded`(name: String) throws {
        let lab = try Lab()
        let error = #expect(throws: KernelError.self) {
            try render(lab, "work-orders.work_order", Lab.id(1), scope: lab.scope(), expand: [name])
        }
        #expect(error?.findings.map(\.path) == ["expand"])
    }

    @Test func `live records and the bin are apart`() throws {
        let lab = try Lab()
        let live = try lab.insert("customers.customer", 1)
        let binned = try lab.insert("customers.customer", 2, deletedAt: 5)
        let entity = try lab.entity("customers.customer")
        var query = RecordQuery(entity: entity.id)
        try lab.read { backend in
            #expect(try backend.list(lab.scope(), query, Self.open).ids() == [live])
            query.bin = true
            #expect(try backend.list(lab.scope(), query, Self.open).ids() == [binned])
            #expect(try backend.records(lab.scope(), query, rows: .everything).map(\.deletedAt) == [5])
            for (id, bin, isShown) in [
                (live, false, true), (live, true, false), (binned, true, true), (binned, false, false),
            ] {
                let shown = try backend.render(lab.scope(), entity, id, Self.open, fields: nil, expand: [], bin: bin)
                #expect((shown != nil) == isShown, "\(id) \(bin)")
                let record = try backend.record(lab.scope(), entity, id, rows: .everything, bin: bin)
                #expect((record != nil) == isShown, "\(id) \(bin)")
            }
        }
    }

    @Test func `a hop in a filter sees only what the caller may read`() throws {
        let lab = try Lab()
        let me = Lab.id(9)
        for (number, manager) in [(1, me), (2, Lab.id(8))] {
            try lab.insert("customers.customer", number, ["name": .text("c"), "manager": .reference(manager)])
            try lab.insert("work-orders.work_order", number + 10, ["customer": .reference(Lab.id(number))])
        }
        let node = try lab.expression("work-orders.work_order", "customer.name = 'c'")
        let narrow = lab.scope(
            me,
            access: ["customers.customer": RecordAccess(rows: .principal("manager"), fields: nil)]
        )
        #expect(try lab.ids("work-orders.work_order", where: node, lab.scope(me)) == [Lab.id(11), Lab.id(12)])
        #expect(try lab.ids("work-orders.work_order", where: node, narrow) == [Lab.id(11)])
        #expect(try lab.ids("work-orders.work_order", where: node, lab.scope(me, access: [:])).isEmpty)
        // A rule of the tenant decides by what is there, whoever asks.
        #expect(try lab.ids("work-orders.work_order", rows: .expression(node), narrow).count == 2)
    }

    private func render(
        _ lab: Lab,
        _ entity: EntityID,
        _ id: RecordID,
        _ access: RecordAccess = RenderingTests.open,
        scope: TenantScope? = nil,
        fields: Set<String>? = nil,
        expand: [String] = []
    ) throws -> String? {
        try lab.read {
            try $0.render(
                scope ?? lab.scope(),
                try lab.entity(entity),
                id,
                access,
                fields: fields,
                expand: expand,
                bin: false
            )?.text
        }
    }
}
