import Kernel
import Testing

@testable import KernelStore

/// Many readers of one store at once, with the plans and the layout that they share.
struct QueryConcurrencyTests {
    @Test func `readers that begin together all get the whole answer`() async throws {
        let lab = try Lab()
        try lab.write { transaction in
            for number in 1...50 {
                try lab.insert(
                    "work-orders.work_order",
                    number,
                    ["title": .text("t\(number)"), "assignees": .references([Lab.id(900 + number % 3)])],
                    owner: Lab.id(900 + number % 2),
                    in: transaction
                )
            }
        }
        let reader = Reader(database: lab.database, plans: lab.plans, layout: lab.layout)
        let scopes = (0..<3).map { lab.scope(Lab.id(900 + $0)) }
        let accesses = [RowFilter.everything, .principal("owner"), .principal("assignees")].map {
            RecordAccess(rows: $0, fields: nil)
        }
        let counts = try await withThrowingTaskGroup(of: (Int, Int, Int).self) { group in
            for round in 0..<60 {
                let (who, how) = (round % 3, round / 3 % 3)
                let (scope, access) = (scopes[who], accesses[how])
                group.addTask { (who, how, try reader.count(scope, access)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.count == 60)
        for (who, how, count) in counts {
            let assigned = [16, 17, 17][who]
            let owned = [25, 25, 0][who]
            #expect(count == [50, owned, assigned][how], "\(who) \(how)")
        }
    }

    /// What a reader takes with it to another thread.
    private struct Reader: Sendable {
        let database: any SQLDatabase
        let plans: QueryPlans
        let layout: StoreLayout

        func count(_ scope: TenantScope, _ access: RecordAccess) throws -> Int {
            var query = RecordQuery(entity: "work-orders.work_order")
            query.limit = 500
            query.count = true
            query.sort = [RecordQuery.SortKey(field: "title", descending: false)]
            let page = try database.read { connection in
                try SQLSnapshotBackend(connection: connection, plans: plans, layout: layout).list(scope, query, access)
            }
            let ids = try page.ids()
            guard page.count == Int64(ids.count) else { throw Lab.Missing(what: "a page that agrees with its count") }
            return ids.count
        }
    }
}
