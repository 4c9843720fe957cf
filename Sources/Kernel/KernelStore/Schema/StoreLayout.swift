import Kernel
import Synchronization

/// What one open store remembers about its names, so that no read asks for them twice.
///
/// One per open tenant store, handed to every backend of it. Models are few per store: the current one and, for the
/// moment of a switch, the next. A transaction that expands the schema uses a layout of its own: should it roll back,
/// the names it wrote are gone.
package final class StoreLayout: Sendable {
    private let schemas = Mutex<[ObjectIdentifier: PhysicalSchema]>([:])
    /// More than this many models at once on one store means that nobody uses the first ones any more.
    private static let limit = 4

    package init() {}

    /// The schema of a model in this store, read on first use.
    func schema(_ model: TenantModel, plans: QueryPlans, on connection: any SQLConnection) throws -> PhysicalSchema {
        let key = ObjectIdentifier(model)
        if let known = schemas.withLock({ $0[key] }) { return known }
        let schema = try plans.schema(model, names: ColumnNames.read(connection))
        schemas.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[key] = schema
        }
        return schema
    }

    /// Forgets every name: tables or columns have gone, and what comes after them may be named otherwise.
    func forget() {
        schemas.withLock { $0.removeAll() }
    }
}
