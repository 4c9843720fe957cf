import Kernel

/// A link table, or the entity that is the link, as it stands in a statement.
struct LinkRow {
    let alias: String
    /// The id of the record that has the `references` field.
    let record: SQLFragment
    /// The id referred to.
    let target: SQLFragment
    /// What orders the links of one record.
    let order: SQLFragment
    /// The table under its alias, for `FROM`.
    let table: SQLFragment
    private let hasBin: Bool

    init(_ place: LinkPlace, alias: String) {
        self.alias = alias
        record = "\(name: alias).\(name: place.recordColumn)"
        target = "\(name: alias).\(name: place.targetColumn)"
        order = "\(name: alias).\(name: place.orderColumn)"
        table = "\(name: place.table) AS \(name: alias)"
        hasBin = place.through != nil
    }

    /// A condition on links that count: an entity that is the link has a bin.
    func holding(_ condition: SQLFragment) -> SQLFragment {
        hasBin ? "\(name: alias).\(name: "deleted_at") IS NULL AND \(condition)" : condition
    }
}
