import Kernel

/// Where a store keeps fields and entities, whether a model has them or not.
struct StoredPlaces {
    /// Where the values of a field lie.
    enum Place {
        /// Columns of the entity's table.
        case columns([String])
        /// A table of links.
        case links(String)
    }

    let names: ColumnNames
    let inventory: StoreInventory

    init(_ connection: any SQLConnection) throws {
        names = try ColumnNames.read(connection)
        inventory = try StoreInventory(connection)
    }

    func address(of field: FieldDefinition, owner: String, in entity: EntityID) -> String {
        "\(ColumnNames.address(entity)).\(owner).\(field.id):\(PhysicalKind.tag(field))"
    }

    /// The place of a field; `nil` where the store has none, or where another entity is the link.
    func place(of field: FieldDefinition, owner: String, in entity: EntityID) -> Place? {
        let address = address(of: field, owner: owner, in: entity)
        if PhysicalKind.hasLinks(field) {
            let links = inventory.name(at: address) ?? PhysicalName.extended(names.table(entity), field.id)
            return inventory.columns[links] == nil ? nil : .links(links)
        }
        guard let base = inventory.name(at: address), let kind = PhysicalKind.ofColumns(field) else { return nil }
        let all = kind.parts.map { part in part.suffix.map { PhysicalName.extended(base, $0) } ?? base }
        let present = all.filter { inventory.columns[names.table(entity)]?.contains($0) == true }
        return present.isEmpty ? nil : .columns(present)
    }
}
