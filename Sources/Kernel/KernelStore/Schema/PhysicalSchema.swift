import Kernel

/// Every table of a model, named as one store names them.
///
/// Stores with plain names share one per model.
final class PhysicalSchema: Sendable {
    /// The model; held, so that its identity stays good for the caches.
    let model: TenantModel
    /// Tables by entity.
    let tables: [EntityID: PhysicalTable]

    init(_ model: TenantModel, names: ColumnNames) throws {
        self.model = model
        tables = try model.entities.mapValues { try PhysicalTable($0, model: model, names: names) }
    }

    /// The table of an entity.
    /// - Throws: 404 where the model has no such entity, as for everything that is not there.
    func table(_ entity: EntityID) throws -> PhysicalTable {
        guard let table = tables[entity] else { throw KernelError.notFound }
        return table
    }
}
