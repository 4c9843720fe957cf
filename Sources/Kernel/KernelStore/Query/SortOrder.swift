import Kernel

/// The order of a list as columns of its table, ending in the id, so that no two rows are equal in it.
///
/// Text sorts without regard to case and accents, ties by bytes; null is less than everything, as SQLite has it: first in
/// an ascending order, last in a descending one.
struct SortOrder: Sendable {
    /// One column of the order.
    struct Key: Sendable {
        /// The column.
        let column: String
        /// Whether it sorts as text for people.
        let folds: Bool
        /// Whether it descends.
        let descending: Bool
        /// Whether it may be null.
        let nullable: Bool
        /// Whether it is TEXT rather than INTEGER.
        let isText: Bool
    }

    /// The columns, at least the id.
    let keys: [Key]

    /// - Throws: 422 at `sort` for fields that have no order.
    init(_ sort: [RecordQuery.SortKey], _ table: PhysicalTable) throws {
        var keys: [Key] = []
        for key in sort {
            keys += try Self.keys(key, table)
            // Nothing after the id can make a difference.
            if key.field == SystemField.id.rawValue { break }
        }
        if keys.last?.column != "id" {
            keys.append(Key(column: "id", folds: false, descending: false, nullable: false, isText: true))
        }
        self.keys = keys
    }

    private static func keys(_ key: RecordQuery.SortKey, _ table: PhysicalTable) throws -> [Key] {
        if let field = table.field(key.field), let parts = sortable(field.kind) {
            let folds = field.model.type.isText
            return zip(field.columns, parts).map { column, isText in
                Key(column: column, folds: folds, descending: key.descending, nullable: true, isText: isText)
            }
        }
        guard let system = SystemField(rawValue: key.field), system != .state || table.hasStates else {
            throw KernelError.invalid([Finding("sort", "unsupported", "Lists cannot be sorted by `\(key.field)`.")])
        }
        let nullable = [.createdBy, .updatedBy, .owner, .state].contains(system)
        let isText = Operand.form(system) == .text
        return [
            Key(column: key.field, folds: false, descending: key.descending, nullable: nullable, isText: isText)
        ]
    }

    /// Which columns make the order of a kind, true for TEXT; `nil` for kinds without an order.
    private static func sortable(_ kind: PhysicalKind) -> [Bool]? {
        switch kind {
        case .text, .reference: [true]
        case .int, .decimal, .bool, .date, .time, .duration, .datetime: [false]
        case .money: [false, true]
        case .choices, .list, .geo, .sealed, .link: nil
        }
    }

    /// The values of a row whose order's columns begin at `column`.
    func values(_ row: any SQLRow, at column: Int) -> [SQLValue] {
        keys.enumerated().map { index, key in
            if row.isNull(column + index) { return .null }
            return key.isText ? .text(row.text(column + index)) : .int(row.int(column + index))
        }
    }

    /// The columns to read, so that a cursor can be made of a row.
    func columns(_ row: TableRow) -> [SQLFragment] {
        keys.map { row.column($0.column) }
    }

    /// The terms of `ORDER BY`.
    func terms(_ row: TableRow) -> SQLFragment {
        .joined(
            keys.map { key in key.descending ? "\(term(key, row)) DESC" : term(key, row) },
            ", "
        )
    }

    /// What is true of the rows after one with these values.
    func after(_ values: [SQLValue], _ row: TableRow) -> SQLFragment {
        let pairs = Array(zip(keys, values))
        var condition: SQLFragment?
        for (key, value) in pairs.reversed() {
            let beyond = self.beyond(key, value, row)
            if let rest = condition {
                condition = "(\(beyond) OR (\(equal(key, value, row)) AND \(rest)))"
            } else {
                condition = beyond
            }
        }
        // An OR gives the planner no range to start at: a bound on the first key does.
        let range = pairs.count > 1 ? pairs.first.flatMap { self.bound($0.0, $0.1, row) } : nil
        let exact = condition ?? .always
        return range.map { "\($0) AND \(exact)" } ?? exact
    }

    private func term(_ key: Key, _ row: TableRow) -> SQLFragment {
        let column = row.column(key.column)
        return key.folds ? "\(column) COLLATE \(name: SQLDialect.textCollation)" : column
    }

    private func beyond(_ key: Key, _ value: SQLValue, _ row: TableRow) -> SQLFragment {
        switch (key.descending, value) {
        case (false, .null): "\(row.column(key.column)) IS NOT NULL"
        case (true, .null): .never
        case (false, _): "\(term(key, row)) > \(bind: value)"
        case (true, _) where key.nullable:
            "(\(term(key, row)) < \(bind: value) OR \(row.column(key.column)) IS NULL)"
        case (true, _): "\(term(key, row)) < \(bind: value)"
        }
    }

    private func equal(_ key: Key, _ value: SQLValue, _ row: TableRow) -> SQLFragment {
        let column = row.column(key.column)
        return value == .null ? "\(column) IS NULL" : "\(column) = \(bind: value)"
    }

    private func bound(_ key: Key, _ value: SQLValue, _ row: TableRow) -> SQLFragment? {
        if value == .null { return key.descending ? "\(row.column(key.column)) IS NULL" : nil }
        if !key.descending { return "\(term(key, row)) >= \(bind: value)" }
        return key.nullable ? nil : "\(term(key, row)) <= \(bind: value)"
    }
}
