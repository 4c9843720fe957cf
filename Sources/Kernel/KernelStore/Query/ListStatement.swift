import Kernel

/// The statements of one list request: the page and, where asked for, the number of all rows.
struct ListStatement {
    /// How the rows are read.
    let plan: ReadPlan
    /// The order, whose columns follow those of the plan.
    let order: SortOrder
    /// The page, and one row more to know whether another page follows.
    let page: SQLFragment
    /// The number of rows that the filter and the caller's reach leave.
    let count: SQLFragment

    init(_ query: RecordQuery, plan: ReadPlan, request: ReadPlan.Request) throws {
        self.plan = plan
        let row = plan.row
        let sorting = ConditionCompiler(request.schema, access: request.principal, shape: .page, prefix: "o")
        order = try SortOrder(query.sort, row, sorting)
        var reach = plan.reach
        if let filter = query.filter {
            let compiler = ConditionCompiler(request.schema, access: request.principal, shape: .page, prefix: "w")
            reach = "\(reach) AND \(try compiler.filter(filter, row))"
        }
        if let search = query.search {
            let compiler = ConditionCompiler(request.schema, access: request.principal, shape: .page, prefix: "s")
            let words = SearchCondition(search, row, access: request.access, compiler: compiler)
            reach = "\(reach) AND \(try words.condition(search.text))"
        }
        count = "SELECT count(*) FROM \(plan.table) WHERE \(reach)"
        if let after = query.after {
            let cursor = try PageCursor(after, entity: query.entity, order: order)
            reach = "\(reach) AND \(order.after(cursor.values))"
        }
        page = """
            SELECT \(plan.columns), \(.joined(order.columns, ", ")) FROM \(plan.from) \
            WHERE \(reach) ORDER BY \(order.terms) LIMIT \(bind: .int(Int64(query.limit) + 1))
            """
    }
}

/// Gathers the rows of a page as a JSON array.
struct PageWriter {
    private let list: ListStatement
    private let limit: Int
    private let frame: (before: [UInt8], after: [UInt8])
    private var writer: JSONWriter
    private var rows = 0
    private var last: [SQLValue] = []
    private var hasMore = false

    init(_ list: ListStatement, _ query: RecordQuery) {
        self.list = list
        limit = query.limit
        frame = query.frame
        writer = JSONWriter(capacity: 512 * limit)
        writer.raw("[")
    }

    mutating func add(_ row: any SQLRow, _ around: RowRenderer.Surroundings) throws {
        guard rows < limit else {
            hasMore = true
            return
        }
        if rows > 0 { writer.raw(",") }
        if !frame.before.isEmpty { writer.raw(frame.before) }
        try list.plan.renderer.write(row, to: &writer, around)
        if !frame.after.isEmpty { writer.raw(frame.after) }
        rows += 1
        if rows == limit { last = list.order.values(row, at: list.plan.width) }
    }

    consuming func finish(count: Int64?) -> RenderedPage {
        writer.raw("]")
        let next = hasMore ? PageCursor.write(last, entity: list.plan.row.table.entity.id, order: list.order) : nil
        return RenderedPage(items: writer.bytes, next: next, count: count)
    }
}
