import Kernel

/// A table as it stands in a statement, under an alias.
struct TableRow {
    /// Which records of other tables an expression about this row may look at.
    enum Sight {
        /// Live records that the principal may read: for what a caller asks (`where=`).
        case readable
        /// Every live record: for the rules of the tenant itself, which decide and show nothing. They may refer to one
        /// another in a circle, which a rule that looks through rules would follow for ever.
        case live
    }

    let table: PhysicalTable
    let alias: String
    let sight: Sight
    /// The fields of a part of a list, where the row is one: an element of `json_each`, which has no columns.
    var parts: [FieldDefinition]?

    /// A column of it.
    func column(_ name: String) -> SQLFragment {
        "\(name: alias).\(name: name)"
    }

    /// The record's id.
    var id: SQLFragment { column("id") }

    /// Whether it is out of the bin.
    var isLive: SQLFragment { "\(column("deleted_at")) IS NULL" }

    /// The column of a reference to one record, declared or of the system, and the entity it leads to.
    func reference(_ field: String) -> (column: SQLFragment, target: EntityID)? {
        if parts != nil { return nil }
        if PhysicalTable.refersToMember(field) { return (column(field), memberEntity) }
        guard let place = table.field(field), case .reference(let target) = place.kind else { return nil }
        return (column(place.columns[0]), target)
    }
}
