import Kernel

/// The order of a list as columns of its table, ending in the id, so that no two rows are equal in it.
///
/// Text sorts without regard to case and accents, ties by bytes; null is less than everything, as SQLite has it: first in
/// an ascending order, last in a descending one.
struct SortOrder: Sendable {
    /// One column of the order.
    struct Key: Sendable {
        /// The column, or the field where it is computed.
        let column: String
        /// Its value in a statement.
        let value: SQLFragment
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
    init(_ sort: [RecordQuery.SortKey], _ row: TableRow, _ compiler: ConditionCompiler) throws {
        var keys: [Key] = []
        for key in sort {
            keys += try Self.keys(key, row, compiler)
            // Nothing after the id can make a difference.
            if key.field == SystemField.id.rawValue { break }
        }
        if keys.last?.column != "id" {
            let value = row.id
            keys.append(Key(column: "id", value: value, folds: false, descending: false, nullable: false, isText: true))
        }
        self.keys = keys
    }

    private static func keys(
        _ key: RecordQuery.SortKey,
        _ row: TableRow,
        _ compiler: ConditionCompiler
    ) throws -> [Key] {
        if let field = row.table.field(key.field), let parts = sortable(field.kind) {
            let folds = field.model.type.isText
            let names = field.computed == nil ? field.columns : parts.map { _ in field.id }
            return try zip(zip(names, compiler.columns(of: field, row)), parts).map { column, isText in
                Key(
                    column: column.0,
                    value: column.1,
                    folds: folds,
                    descending: key.descending,
                    nullable: true,
                    isText: isText
                )
            }
        }
        guard let system = SystemField(rawValue: key.field), system != .state || row.table.hasStates else {
            throw KernelError.invalid([Finding("sort", "unsupported", "Lists cannot be sorted by `\(key.field)`.")])
        }
        let nullable = [.createdBy, .updatedBy, .owner, .state].contains(system)
        let isText = Operand.form(system) == .text
        return [
            Key(
                column: key.field,
                value: row.column(key.field),
                folds: false,
                descending: key.descending,
                nullable: nullable,
                isText: isText
            )
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
    var columns: [SQLFragment] { keys.map(\.value) }

    /// The terms of `ORDER BY`.
    var terms: SQLFragment {
        .joined(keys.map { key in key.descending ? "\(term(key)) DESC" : term(key) }, ", ")
    }

    /// What is true of the rows after one with these values.
    func after(_ values: [SQLValue]) -> SQLFragment {
        let pairs = Array(zip(keys, values))
        var condition: SQLFragment?
        for (key, value) in pairs.reversed() {
            let beyond = self.beyond(key, value)
            if let rest = condition {
                condition = "(\(beyond) OR (\(equal(key, value)) AND \(rest)))"
            } else {
                condition = beyond
            }
        }
        // An OR gives the planner no range to start at: a bound on the first key does.
        let range = pairs.count > 1 ? pairs.first.flatMap { self.bound($0.0, $0.1) } : nil
        let exact = condition ?? .always
        return range.map { "\($0) AND \(exact)" } ?? exact
    }

    private func term(_ key: Key) -> SQLFragment {
        key.folds ? "\(key.value) COLLATE \(name: SQLDialect.textCollation)" : key.value
    }

    private func beyond(_ key: Key, _ value: SQLValue) -> SQLFragment {
        switch (key.descending, value) {
        case (false, .null): "\(key.value) IS NOT NULL"
        case (true, .null): .never
        case (false, _): "\(term(key)) > \(bind: value)"
        case (true, _) where key.nullable:
            "(\(term(key)) < \(bind: value) OR \(key.value) IS NULL)"
        case (true, _): "\(term(key)) < \(bind: value)"
        }
    }

    private func equal(_ key: Key, _ value: SQLValue) -> SQLFragment {
        value == .null ? "\(key.value) IS NULL" : "\(key.value) = \(bind: value)"
    }

    private func bound(_ key: Key, _ value: SQLValue) -> SQLFragment? {
        if value == .null { return key.descending ? "\(key.value) IS NULL" : nil }
        if !key.descending { return "\(term(key)) >= \(bind: value)" }
        return key.nullable ? nil : "\(term(key)) <= \(bind: value)"
    }
}
