/// Which rows of an entity a principal reaches; the query compiler turns it into SQL.
package indirect enum RowFilter: Hashable, Sendable {
    /// Every row of the tenant.
    case everything
    /// No row.
    case nothing
    /// Rows whose path is the principal (`own`), or holds the principal (`assigned`).
    case principal(ScopePath)
    /// Rows whose path is one of the principal's teams, or holds one.
    case team(ScopePath)
    /// Rows for which the expression is true.
    case expression(ExpressionNode)
    /// Rows that all filters let through.
    case all([RowFilter])
    /// Rows that one filter lets through.
    case any([RowFilter])

    /// The union, simplified.
    package static func union(_ filters: [RowFilter]) -> RowFilter {
        let open = filters.filter { $0 != .nothing }
        if open.contains(.everything) { return .everything }
        if open.isEmpty { return .nothing }
        return open.count == 1 ? open[0] : .any(open)
    }

    /// The intersection, simplified.
    package static func intersection(_ filters: [RowFilter]) -> RowFilter {
        let narrow = filters.filter { $0 != .everything }
        if narrow.contains(.nothing) { return .nothing }
        if narrow.isEmpty { return .everything }
        return narrow.count == 1 ? narrow[0] : .all(narrow)
    }
}

/// What a principal may do with the records of one entity by one permission. One object per role set and model,
/// so that a query compiler can cache by identity.
package final class RecordAccess: Sendable {
    /// The rows reached.
    package let rows: RowFilter
    /// The fields reached; `nil` means all. System fields are always readable and never writable.
    package let fields: Set<String>?
    /// The most that numbers may be, by field.
    package let limits: [String: Int64]

    package init(rows: RowFilter, fields: Set<String>?, limits: [String: Int64] = [:]) {
        self.rows = rows
        self.fields = fields
        self.limits = limits
    }

    /// Whether a declared field is within reach.
    package func reaches(_ field: String) -> Bool {
        fields?.contains(field) ?? true
    }
}
