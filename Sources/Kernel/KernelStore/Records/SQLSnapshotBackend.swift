import Kernel

/// Reads records through one connection.
///
/// The connection's database is one tenant's: whoever lends it has compared the scope's tenant with it.
///
/// `plans` is shared by the whole process and `layout` by all backends of one open store; without them a backend works,
/// and prepares everything anew.
package class SQLSnapshotBackend: SnapshotBackend {
    let connection: any SQLConnection
    private let plans: QueryPlans
    private let layout: StoreLayout
    let sealer: FieldSealer

    package init(
        connection: any SQLConnection,
        plans: QueryPlans = QueryPlans(),
        layout: StoreLayout = StoreLayout(),
        sealer: FieldSealer = .none
    ) {
        self.connection = connection
        self.plans = plans
        self.layout = layout
        self.sealer = sealer
    }

    package func render(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        fields: Set<String>?,
        expand: [String],
        bin: Bool
    ) throws -> RenderedRecord? {
        let request = ReadPlan.Request(
            schema: try schema(scope),
            entity: entity.id,
            access: access,
            principal: scope.access,
            fields: fields,
            expand: expand,
            bin: bin
        )
        let plan = try plans.read(request, .single)
        return try connection.first(plan.single.text, try plan.single.values(scope, record: id.raw)) { row in
            var writer = JSONWriter(capacity: 1024)
            try plan.renderer.write(row, to: &writer, surroundings(scope))
            return RenderedRecord(version: row.int(plan.width), json: writer.bytes)
        }
    }

    package func list(_ scope: TenantScope, _ query: RecordQuery, _ access: RecordAccess) throws -> RenderedPage {
        let request = ReadPlan.Request(
            schema: try schema(scope),
            entity: query.entity,
            access: access,
            principal: scope.access,
            fields: query.fields,
            expand: query.expand,
            bin: query.bin
        )
        let list = try ListStatement(query, plan: try plans.read(request, .page), request: request)
        var page = PageWriter(list, query)
        try connection.query(list.page.text, try list.page.values(scope)) { row in
            try page.add(row, surroundings(scope))
        }
        var count: Int64?
        if query.count {
            count = try connection.first(list.count.text, try list.count.values(scope)) { $0.int(0) }
        }
        return page.finish(count: count)
    }

    func recordPlan(_ request: RecordPlan.Request) throws -> RecordPlan {
        try plans.record(request)
    }

    /// The tables of the scope's model in this store.
    func schema(_ scope: TenantScope) throws -> PhysicalSchema {
        try layout.schema(scope.model, plans: plans, on: connection)
    }

    private func surroundings(_ scope: TenantScope) -> RowRenderer.Surroundings {
        RowRenderer.Surroundings(
            follow: { try self.follow($0, $1, scope, to: &$2) },
            open: { try self.sealer.open($0, of: $2, $3, scope, $1) }
        )
    }

    /// Writes the records behind a `references` field: those that the caller may read as objects, the others as ids.
    private func follow(
        _ records: LinkedRecords,
        _ id: String,
        _ scope: TenantScope,
        to writer: inout JSONWriter
    ) throws {
        writer.raw("[")
        let values = try records.statement.values(scope, record: id)
        try connection.query(records.statement.text, values) { row in
            writer.comma()
            if records.renderer.isPresent(row) {
                try records.renderer.write(row, to: &writer, surroundings(scope))
            } else {
                writer.string(row.text(0))
            }
        }
        writer.raw("]")
    }
}
