import Kernel

extension SQLSnapshotBackend {
    package func record(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        rows: RowFilter,
        bin: Bool
    ) throws -> Record? {
        let plan = try recordPlan(
            RecordPlan.Request(
                schema: try schema(scope),
                entity: entity.id,
                rows: rows,
                bin: bin,
                principal: scope.access
            )
        )
        let values = try plan.statement.values(scope, record: id.raw)
        return try connection.first(plan.statement.text, values) { plan.reader.record($0) } ?? nil
    }

    package func records(_ scope: TenantScope, _ query: RecordQuery, rows: RowFilter) throws -> [Record] {
        let schema = try schema(scope)
        let compiler = ConditionCompiler(schema, access: scope.access, shape: .page)
        let reader = try RecordReader(try schema.table(query.entity), compiler, sight: .readable)
        let row = reader.row
        let order = try SortOrder(query.sort, row, compiler)
        let place: SQLFragment = query.bin ? "\(row.column("deleted_at")) IS NOT NULL" : row.isLive
        var conditions = [place]
        if rows != .everything { conditions.append(try compiler.filter(rows, row)) }
        if let filter = query.filter { conditions.append(try compiler.filter(filter, row)) }
        if let beyond = query.beyond { conditions.append("\(row.column("id")) > \(bind: .text(beyond.raw))") }
        if let after = query.after {
            conditions.append(order.after(try PageCursor(after, entity: query.entity, order: order).values))
        }
        let statement = reader.statement(
            where: ConditionCompiler.all(conditions),
            "ORDER BY \(order.terms) LIMIT \(bind: .int(Int64(query.limit)))"
        )
        return try connection.rows(statement.text, try statement.values(scope)) { reader.record($0) }.compactMap { $0 }
    }

    package func secret(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        field: String,
        rows: RowFilter
    ) throws -> String? {
        guard entity.field(field)?.definition.secret == true,
            let sealed = try record(scope, entity, id, rows: rows, bin: false)?[field].text
        else { return nil }
        return try sealer.open(sealed, of: field, id.raw, scope, entity.id)
    }

    package func history(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        limit: Int,
        after: String?
    ) throws -> RenderedPage {
        guard try isWithinReach(scope, entity, id, access.rows) else { throw KernelError.notFound }
        guard let before = after.map({ Int64($0) }) ?? Int64.max else { throw PageCursor.refused }
        let visible = JournalJSON.visibility(entity, access)
        var writer = JSONWriter(capacity: 4096)
        var (rows, last, hasMore) = (0, Int64(0), false)
        writer.raw("[")
        try connection.query(
            """
            SELECT \(JournalJSON.columns) FROM journal WHERE (entity = ? OR entity IN \
            (SELECT substr(key, \(StoreInventory.formerKey.count + 1)) FROM meta WHERE value = ? AND key LIKE \
            '\(StoreInventory.formerKey)%')) AND record = ? AND seq < ? ORDER BY seq DESC LIMIT ?
            """,
            [.text(entity.id.raw), .text(entity.id.raw), .text(id.raw), .int(before), .int(Int64(limit) + 1)]
        ) { row in
            rows += 1
            guard rows <= limit else {
                hasMore = true
                return
            }
            writer.comma()
            try JournalJSON.write(row, visible: visible, to: &writer)
            last = row.int(0)
        }
        writer.raw("]")
        return RenderedPage(items: writer.bytes, next: hasMore ? String(last) : nil)
    }

    /// Whether a record, live or binned, is among the rows of a filter.
    func isWithinReach(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ rows: RowFilter
    ) throws -> Bool {
        let schema = try schema(scope)
        let compiler = ConditionCompiler(schema, access: scope.access, shape: .single)
        let row = compiler.row(try schema.table(entity.id), .live)
        let statement: SQLFragment = """
            SELECT 1 FROM \(name: row.table.name) AS \(name: row.alias) \
            WHERE \(row.id) = \(bind: .text(id.raw)) AND \(try compiler.filter(rows, row))
            """
        return try exists(statement, scope)
    }
}
