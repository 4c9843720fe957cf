import Kernel

/// A prepared way of reading one entity's records for one access: the beginning of the statement, the row filter, and
/// the writer of the JSON.
///
/// Holds the objects whose identities key it, so that no other object can take their place.
final class ReadPlan: Sendable {
    /// What a plan is for.
    struct Key: Hashable {
        let entity: EntityID
        let fields: Set<String>?
        let expand: [String]
        let bin: Bool
        let shape: ConditionCompiler.Shape
        private let schema: ObjectIdentifier
        private let access: ObjectIdentifier
        private let principal: ObjectIdentifier

        init(_ request: Request, _ shape: ConditionCompiler.Shape) {
            entity = request.entity
            fields = request.fields
            expand = request.expand
            bin = request.bin
            self.shape = shape
            schema = ObjectIdentifier(request.schema)
            access = ObjectIdentifier(request.access)
            principal = ObjectIdentifier(request.principal)
        }
    }

    /// What is asked for, whatever the rows.
    struct Request {
        let schema: PhysicalSchema
        let entity: EntityID
        /// The rows and fields reached.
        let access: RecordAccess
        /// What the principal may do elsewhere: for referred records.
        let principal: PrincipalAccess
        var fields: Set<String>?
        var expand: [String] = []
        var bin = false
    }

    /// The table, under the alias that all pieces use.
    let row: TableRow
    /// How many columns the renderer reads; a list's sort keys follow.
    let width: Int
    /// What is read, comma-separated.
    let columns: SQLFragment
    /// The table and the joined ones.
    let from: SQLFragment
    /// The table alone, for counting.
    let table: SQLFragment
    /// Which rows are within reach: the bin or not, and the row filter.
    let reach: SQLFragment
    /// Writes a row.
    let renderer: RowRenderer
    /// The whole statement for one record, by `SQLArgument.record`; its version follows the renderer's columns.
    let single: SQLFragment
    private let held: (PhysicalSchema, RecordAccess, PrincipalAccess)

    init(_ request: Request, _ shape: ConditionCompiler.Shape) throws {
        held = (request.schema, request.access, request.principal)
        let compiler = ConditionCompiler(request.schema, access: request.principal, shape: shape)
        row = compiler.row(try request.schema.table(request.entity), .readable)
        var projection = Projection(compiler)
        let (access, fields) = (request.access, request.fields)
        renderer = try projection.add(
            row,
            access,
            wanted: fields,
            expand: request.expand
        )
        width = projection.columns.count
        columns = .joined(projection.columns, ", ")
        table = "\(name: row.table.name) AS \(name: row.alias)"
        from = .joined([table] + projection.joins, " ")
        let place: SQLFragment = request.bin ? "\(row.column("deleted_at")) IS NOT NULL" : row.isLive
        let filter = try compiler.filter(request.access.rows, row)
        reach = request.access.rows == .everything ? place : "\(place) AND \(filter)"
        single = """
            SELECT \(columns), \(row.column("version")) FROM \(from) \
            WHERE \(row.id) = \(bind: .record) AND \(reach)
            """
    }
}
