import Kernel

/// The names of one store's tables and columns: the plain ones, except where the store's `address_map` says otherwise.
///
/// An address is `<entity>` for a table and `<entity>.<owner>.<field>:<tag>` for a column, where the tag is the physical
/// type: a field whose type changed has a new address, hence a new column, and its old values stay where they were.
/// An address never changes its name once written.
struct ColumnNames: Hashable, Sendable {
    /// Names by address, only those that are not plain.
    let changed: [String: String]

    /// Every name is plain.
    static let plain = ColumnNames(changed: [:])

    /// Reads the store's map.
    ///
    /// A partial index holds the changed names only, so that this is one step on most stores.
    static func read(_ connection: any SQLConnection) throws -> ColumnNames {
        var changed: [String: String] = [:]
        try connection.query("SELECT address, name FROM address_map WHERE changed = 1", []) { row in
            changed[row.text(0)] = row.text(1)
        }
        return ColumnNames(changed: changed)
    }

    static func address(_ entity: EntityID) -> String {
        entity.raw
    }

    static func address(_ entity: EntityID, _ field: FieldModel) -> String {
        "\(entity.raw).\(field.owner).\(field.id):\(PhysicalKind.tag(field.definition))"
    }

    func table(_ entity: EntityID) -> String {
        changed[Self.address(entity)] ?? PhysicalName.table(entity)
    }

    /// The table of the links of a `references` field that no entity goes through.
    func links(_ entity: EntityID, _ field: FieldModel) -> String {
        if !changed.isEmpty, let name = changed[Self.address(entity, field)] { return name }
        return PhysicalName.extended(table(entity), field.id)
    }

    /// The names as they were before some were renamed.
    func before(_ steps: [SchemaStep]) -> ColumnNames {
        var names = changed
        for step in steps where step.kind == .renamed {
            names[step.address] = nil
            if let was = step.was { names[was] = step.name }
        }
        return ColumnNames(changed: names)
    }

    func column(_ entity: EntityID, _ field: FieldModel) -> String {
        // Most stores have no changed name at all: no address is built for them.
        if !changed.isEmpty, let name = changed[Self.address(entity, field)] { return name }
        return PhysicalName.column(owner: field.owner, field: field.id)
    }
}
