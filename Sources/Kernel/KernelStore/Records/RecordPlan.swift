import Kernel

/// A prepared way of reading one record into memory: by its id, within a filter.
///
/// Holds the objects whose identities key it, so that no other object can take their place.
final class RecordPlan: Sendable {
    /// What a plan is for.
    struct Key: Hashable {
        let entity: EntityID
        let rows: RowFilter
        let bin: Bool
        private let schema: ObjectIdentifier
        private let principal: ObjectIdentifier

        init(_ request: Request) {
            entity = request.entity
            rows = request.rows
            bin = request.bin
            schema = ObjectIdentifier(request.schema)
            principal = ObjectIdentifier(request.principal)
        }
    }

    /// What is asked for, whatever the record.
    struct Request {
        let schema: PhysicalSchema
        let entity: EntityID
        /// The rows within reach.
        let rows: RowFilter
        /// Whether binned records are meant instead of live ones.
        let bin: Bool
        /// What the principal may do elsewhere.
        let principal: PrincipalAccess
    }

    /// Reads a row of the statement.
    let reader: RecordReader
    /// The whole statement, by `SQLArgument.record`.
    let statement: SQLFragment
    private let held: (PhysicalSchema, PrincipalAccess)

    init(_ request: Request) throws {
        held = (request.schema, request.principal)
        let compiler = ConditionCompiler(request.schema, access: request.principal, shape: .single)
        reader = try RecordReader(try request.schema.table(request.entity), compiler)
        let row = reader.row
        let place: SQLFragment = request.bin ? "\(row.column("deleted_at")) IS NOT NULL" : row.isLive
        let filter = try compiler.filter(request.rows, row)
        let reach = request.rows == .everything ? place : "\(place) AND \(filter)"
        statement = reader.statement(where: "\(row.id) = \(bind: .record) AND \(reach)")
    }
}
