import Kernel
import Testing

@testable import KernelStore

/// Whose rows a principal reaches: by a field, over a reference, over a far end.
struct RowFilterTests {
    private static let anna = Lab.id(101)
    private static let ben = Lab.id(102)
    private static let red = Lab.id(201)
    private static let blue = Lab.id(202)

    /// Anna is assigned to order 1, Ben to 2, both to 3, nobody to 4.
    ///
    /// Orders 1 and 3 are the red team's. Customers 11 to 13 have orders 1, 2 and none; item n belongs to order n.
    private func world() throws -> Lab {
        let lab = try Lab()
        try lab.insert("access.team", 201)
        try lab.insert("access.team", 202)
        try lab.insert("access.member", 101, ["teams": .references([Self.red])])
        try lab.insert("access.member", 102, ["teams": .references([Self.blue, Self.red])])
        for number in 11...13 {
            let manager = number == 11 ? Self.ben : Self.anna
            try lab.insert("customers.customer", number, ["manager": .reference(manager)])
        }
        let assignees: [[RecordID]] = [[Self.anna], [Self.ben], [Self.anna, Self.ben], []]
        for number in 1...4 {
            try lab.insert(
                "work-orders.work_order",
                number,
                [
                    "customer": number == 4 ? .null : .reference(Lab.id(10 + min(number, 2))),
                    "team": number % 2 == 1 ? .reference(Self.red) : .null,
                    "assignees": .references(assignees[number - 1]),
                ],
                owner: number < 3 ? Self.anna : nil
            )
            try lab.insert("work-orders.checklist_item", 20 + number, ["work_order": .reference(Lab.id(number))])
        }
        return lab
    }

    @Test func `own is the field's principal`() throws {
        let lab = try world()
        try check(lab, "work-orders.work_order", .principal("owner"), Self.anna, [1, 2])
        try check(lab, "work-orders.work_order", .principal("owner"), Self.ben, [])
        try check(lab, "customers.customer", .principal("manager"), Self.anna, [12, 13])
        try check(lab, "access.member", .principal("id"), Self.ben, [102])
    }

    @Test func `assigned is a list that holds the principal`() throws {
        let lab = try world()
        try check(lab, "work-orders.work_order", .principal("assignees"), Self.anna, [1, 3])
        try check(lab, "work-orders.work_order", .principal("assignees"), Self.ben, [2, 3])
    }

    @Test func `assigned over a reference`() throws {
        let lab = try world()
        try check(lab, "work-orders.checklist_item", .principal("work_order.assignees"), Self.anna, [21, 23])
        try check(lab, "work-orders.checklist_item", .principal("work_order.owner"), Self.anna, [21, 22])
    }

    @Test func `assigned over a far end`() throws {
        let lab = try world()
        try check(lab, "customers.customer", .principal("work_orders.assignees"), Self.anna, [11, 12])
        try check(lab, "customers.customer", .principal("work_orders.assignees"), Self.ben, [12])
        try check(lab, "customers.customer", .principal("work_orders.owner"), Self.anna, [11, 12])
        try check(lab, "access.team", .principal("member.nothing"), Self.anna, [])
    }

    @Test func `team is one of the principal's teams, by a field, over a reference, over a list`() throws {
        let lab = try world()
        try check(lab, "work-orders.work_order", .team("team"), Self.anna, [1, 3], teams: [Self.red, Self.blue])
        try check(lab, "work-orders.work_order", .team("team"), Self.anna, [], teams: [Self.blue])
        try check(lab, "work-orders.checklist_item", .team("work_order.team"), Self.anna, [21, 23], teams: [Self.red])
        try check(lab, "customers.customer", .team("manager.teams"), Self.anna, [11], teams: [Self.blue])
        try check(lab, "customers.customer", .team("manager.teams"), Self.anna, [11, 12, 13], teams: [Self.red])
        try check(lab, "work-orders.work_order", .team("assignees.teams"), Self.anna, [2, 3], teams: [Self.blue])
        try check(lab, "work-orders.work_order", .team("team"), Self.anna, [], teams: [])
    }

    @Test func `links and records in the bin give nothing`() throws {
        let lab = try world()
        let order = try lab.record("work-orders.work_order", Lab.id(1))
        var binned = order
        binned.deletedAt = 1
        let record = binned
        try lab.write { try $0.update(lab.scope(), try lab.entity("work-orders.work_order"), record, changed: []) }
        try check(lab, "customers.customer", .principal("work_orders.assignees"), Self.anna, [12])
        try check(lab, "work-orders.checklist_item", .principal("work_order.assignees"), Self.anna, [23])
        var second = try lab.record("work-orders.work_order", Lab.id(3))
        second.values["assignees"] = .references([Self.ben])
        let changed = second
        try lab.write {
            try $0.update(lab.scope(), try lab.entity("work-orders.work_order"), changed, changed: ["assignees"])
        }
        try check(lab, "work-orders.work_order", .principal("assignees"), Self.anna, [])
    }

    @Test func `filters unite and intersect`() throws {
        let lab = try world()
        let owned = RowFilter.principal("owner")
        let assigned = RowFilter.principal("assignees")
        try check(lab, "work-orders.work_order", .any([owned, assigned]), Self.anna, [1, 2, 3])
        try check(lab, "work-orders.work_order", .all([owned, assigned]), Self.anna, [1])
        try check(lab, "work-orders.work_order", .all([owned, .any([assigned, .nothing])]), Self.anna, [1])
        try check(lab, "work-orders.work_order", .everything, Self.anna, [1, 2, 3, 4])
        try check(lab, "work-orders.work_order", .nothing, Self.anna, [])
        let rule = RowFilter.expression(try lab.expression("work-orders.work_order", "customer = null or team != null"))
        try check(lab, "work-orders.work_order", .all([rule, assigned]), Self.ben, [3])
    }

    @Test(arguments: [
        "", "nothing", "title", "customer.nothing", "work_orders.assignees", "owner.owner.owner.x", "id.id", "cap",
    ])
    func `a path that leads to nobody lets nothing through`(path: String) throws {
        let lab = try world()
        try check(lab, "work-orders.work_order", .principal(ScopePath(path)), Self.anna, [])
        try check(lab, "work-orders.work_order", .team(ScopePath(path)), Self.anna, [], teams: [Self.red])
    }

    @Test func `a bare scope lets nothing through`() throws {
        try check(try world(), "work-orders.work_order", .scope(.own), Self.anna, [])
    }

    @Test func `the system is nobody's principal`() throws {
        let lab = try world()
        #expect(try lab.ids("work-orders.work_order", rows: .principal("owner")).isEmpty)
        #expect(try lab.ids("work-orders.work_order", rows: .principal("assignees")).isEmpty)
    }

    @Test func `what is out of reach is neither listed, counted, shown nor told in its history`() throws {
        let lab = try world()
        let scope = lab.scope(Self.anna)
        let entity = try lab.entity("work-orders.work_order")
        let access = RecordAccess(rows: .principal("assignees"), fields: nil)
        var query = RecordQuery(entity: entity.id)
        query.count = true
        let page = try lab.read { try $0.list(scope, query, access) }
        #expect(try page.ids() == [Lab.id(1), Lab.id(3)])
        #expect(page.count == 2)
        try lab.read { backend in
            let hidden = try backend.render(scope, entity, Lab.id(2), access, fields: nil, expand: [], bin: false)
            #expect(hidden == nil)
            let shown = try backend.render(scope, entity, Lab.id(1), access, fields: nil, expand: [], bin: false)
            #expect(shown != nil)
            let error = #expect(throws: KernelError.self) {
                try backend.history(scope, entity, Lab.id(2), access, limit: 5, after: nil)
            }
            #expect(error?.problem == .notFound)
        }
    }

    /// In a list, and record by record.
    private func check(
        _ lab: Lab,
        _ entity: EntityID,
        _ rows: RowFilter,
        _ user: RecordID,
        _ expected: [Int],
        teams: [RecordID] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let scope = lab.scope(user, teams: teams)
        let wanted = expected.map(Lab.id)
        #expect(try lab.ids(entity, rows: rows, scope) == wanted, sourceLocation: sourceLocation)
        let model = try lab.entity(entity)
        for id in try lab.ids(entity) {
            let found = try lab.read { try $0.record(scope, model, id, rows: rows, bin: false) }
            #expect((found != nil) == wanted.contains(id), "\(id)", sourceLocation: sourceLocation)
        }
    }
}
