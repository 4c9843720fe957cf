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
    /// A scope whose meaning is the entity's own; the kernel replaces it before a store sees it (`bound(to:)`).
    case scope(Scope)
    /// Rows for which the expression is true.
    case expression(ExpressionNode)
    /// Rows that all filters let through.
    case all([RowFilter])
    /// Rows that one filter lets through.
    case any([RowFilter])

    /// The filter with every bare scope replaced by what it means for an entity.
    package func bound(to entity: EntityID, in model: TenantModel) -> RowFilter {
        switch self {
        case .scope(let scope): AccessResolver.filter(scope, on: entity, in: model)
        case .all(let filters): .intersection(filters.map { $0.bound(to: entity, in: model) })
        case .any(let filters): .union(filters.map { $0.bound(to: entity, in: model) })
        default: self
        }
    }

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
