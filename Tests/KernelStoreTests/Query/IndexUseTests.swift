import Kernel
import Testing

@testable import KernelStore

/// What SQLite says it does: filters and orders on indexed fields never read the whole table.
struct IndexUseTests {
    @Test(arguments: [
        ("name = 'x'", "i__lab__sample__lab__name"), ("name in ['x', 'y']", "i__lab__sample__lab__name"),
        ("starts_with(name, 'x')", "i__lab__sample__lab__name"), ("ratio = 1.5", "i__lab__sample__lab__ratio"),
        ("amount >= 5 and amount < 9", "i__lab__sample__lab__amount"),
        ("day = today()", "i__lab__sample__lab__day"), ("color = red", "i__lab__sample__lab__color"),
        ("code = 'x'", "u__lab__sample__lab__code"), ("owner = me", "i__lab__sample__owner"),
        ("state = old and note = 'x'", "i__lab__sample__state"), ("friend = me", "i__lab__sample__lab__friend"),
        ("me in peers", "i__lab__sample__peers__target_id"), ("friend.name = 'x'", "i__lab__sample__lab__name"),
    ])
    func `a filter is served by an index`(filter: String, index: String) throws {
        let lab = try Lab()
        let node: ExpressionNode =
            switch filter {
            case "friend = me": .compare(.equal, Self.path("friend"), .me(field: nil))
            case "me in peers": .member(.me(field: nil), of: Self.path("peers"))
            default: try lab.expression("lab.sample", filter)
            }
        let plan = try self.plan(lab, filter: node)
        #expect(plan.contains { $0.contains("SEARCH") && $0.contains(index) }, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") && $0.contains("r1") && !$0.contains("INDEX") }, "\(plan)")
    }

    @Test(arguments: [
        ("", "sqlite_autoindex_lab__sample_1"), ("name", "k__lab__sample__lab__name"),
        ("-name", "k__lab__sample__lab__name"), ("created_at", "i__lab__sample__created_at"),
        ("-created_at", "i__lab__sample__created_at"), ("-amount", "i__lab__sample__lab__amount"),
        ("state", "i__lab__sample__state"), ("color", "i__lab__sample__lab__color"),
    ])
    func `an order is served by an index`(sort: String, index: String) throws {
        let lab = try Lab()
        let plan = try self.plan(lab, sort: sort)
        #expect(plan.contains { $0.contains(index) }, "\(plan)")
        #expect(!plan.contains("USE TEMP B-TREE FOR ORDER BY"), "\(plan)")
    }

    @Test func `a filter and an order on one field are served by its index together`() throws {
        let lab = try Lab()
        let plan = try self.plan(lab, filter: lab.expression("lab.sample", "amount > 5"), sort: "amount")
        #expect(plan == ["SEARCH r1 USING INDEX i__lab__sample__lab__amount (lab__amount>?)"])
        let state = try self.plan(lab, filter: lab.expression("lab.sample", "state = old"))
        #expect(state == ["SEARCH r1 USING INDEX i__lab__sample__state (state=?)"])
    }

    @Test(arguments: ["name", "created_at", "-created_at", "amount"])
    func `a later page begins in the middle of the index`(sort: String) throws {
        let lab = try Lab()
        for number in 1...3 {
            try lab.insert("lab.sample", number, ["name": .text("n\(number)"), "amount": .int(Int64(number))])
        }
        let plan = try self.plan(lab, sort: sort, later: true)
        #expect(plan.contains { $0.hasPrefix("SEARCH r1 USING INDEX") }, "\(plan)")
    }

    @Test func `the rows of a scope are found from the principal`() throws {
        let lab = try Lab()
        for (rows, index) in [
            (RowFilter.principal("owner"), "i__work_orders__work_order__owner"),
            (.principal("assignees"), "i__work_orders__assignment__work_orders__member"),
            (.team("team"), "i__work_orders__work_order__work_orders__team"),
        ] {
            let plan = try self.plan(lab, "work-orders.work_order", rows: rows)
            #expect(plan.contains { $0.contains("SEARCH") && $0.contains(index) }, "\(plan)")
        }
    }

    @Test func `one record is found by its id, whatever the scope`() throws {
        let lab = try Lab()
        for rows in [RowFilter.everything, .principal("owner"), .principal("assignees"), .team("assignees.teams")] {
            let plan = try self.plan(lab, "work-orders.work_order", rows: rows, shape: .single)
            #expect(plan.first?.contains("SEARCH r1 USING INDEX sqlite_autoindex_work_orders__work_order_1") == true)
            #expect(
                !plan.contains { $0.contains("SCAN") && !$0.contains("json_each") && !$0.contains("CONSTANT") },
                "\(plan)"
            )
        }
    }

    @Test(arguments: [RowFilter.principal("assignees"), .team("assignees.teams")])
    func `whether one record is in a scope is asked of the record's own links, not of all that the principal has`(
        rows: RowFilter
    ) throws {
        let plan = try self.plan(Lab(), "work-orders.work_order", rows: rows, shape: .single)
        #expect(plan.contains { $0.contains("i__work_orders__assignment__work_orders__work_order") }, "\(plan)")
        #expect(!plan.contains { $0.contains("i__work_orders__assignment__work_orders__member") }, "\(plan)")
    }

    private static func path(_ field: String) -> ExpressionNode {
        .path(ExpressionPath(entity: "lab.sample", hops: [], field: field, type: .null))
    }

    private func plan(
        _ lab: Lab,
        _ entity: EntityID = "lab.sample",
        filter: ExpressionNode? = nil,
        sort: String = "",
        rows: RowFilter = .everything,
        later: Bool = false,
        shape: ConditionCompiler.Shape = .page
    ) throws -> [String] {
        let scope = lab.scope(Lab.id(1))
        let access = RecordAccess(rows: rows, fields: ["name", "title"])
        var query = RecordQuery(entity: entity)
        query.filter = filter
        query.limit = later ? 1 : 50
        query.sort = sort.split(separator: ",").map {
            RecordQuery.SortKey(field: String($0.drop { $0 == "-" }), descending: $0.hasPrefix("-"))
        }
        if later { query.after = try lab.read { try $0.list(scope, query, access).next } }
        return try lab.read { backend in
            let request = ReadPlan.Request(
                schema: try backend.schema(scope),
                entity: entity,
                access: access,
                principal: scope.access
            )
            let plan = try lab.plans.read(request, shape)
            let statement = try shape == .single ? plan.single : ListStatement(query, plan: plan, request: request).page
            let values = try statement.values(scope, record: Lab.id(1).raw)
            return try backend.connection.rows("EXPLAIN QUERY PLAN \(statement.text)", values) { $0.text(3) }
        }
    }
}
