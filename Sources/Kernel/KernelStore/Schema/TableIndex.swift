import Kernel

/// One index of an entity's table.
///
/// All but the bin's hold live records only, as every list and rule asks for live records; they end in the id, the last
/// key of every order, so that a filter and an order are served together:
/// - `i__` `(column, id)` filters by bytes: equality, ranges, `starts_with`; and sorts what is not text for people
/// - `k__` `(column COLLATE KERNEL, id)` sorts text for people
/// - `u__` unique: one field, or the fields of a unique rule
/// - `b__` the bin
///
/// State, owner and references have one always. `created_at` has one since it only ever grows at its end and is the
/// commonest order; `updated_at` has none since every write would move an entry.
struct TableIndex {
    /// Its name.
    let name: String
    /// The field it serves, for findings.
    let field: String
    private let unique: Bool
    private let keys: String
    private let condition: String

    static let uniquePrefix = "u"

    /// Whether it refuses a value that is there already.
    var isUnique: Bool { unique }

    /// The statement that makes it.
    func definition(on table: String) -> String {
        let kind = unique ? "UNIQUE INDEX" : "INDEX"
        let (index, table) = (PhysicalName.quoted(name), PhysicalName.quoted(table))
        return "CREATE \(kind) IF NOT EXISTS \(index) ON \(table)(\(keys)) WHERE \(condition)"
    }

    /// Every index that a table should have.
    static func all(of table: PhysicalTable) -> [TableIndex] {
        var indexes = [plain(table, "owner"), plain(table, "created_at"), bin(table)]
        if table.hasStates { indexes.append(plain(table, "state")) }
        for field in table.fields { indexes += all(of: field, in: table) }
        indexes += table.entity.definition.uniques.map { unique(table, $0) }
        return indexes
    }

    private static func all(of field: PhysicalField, in table: PhysicalTable) -> [TableIndex] {
        guard let column = field.columns.first else { return [] }
        let definition = field.model.definition
        var indexes: [TableIndex] = []
        if definition.unique, !definition.secret { indexes.append(unique(table, field)) }
        switch field.kind {
        case .reference where !definition.unique:
            indexes.append(plain(table, column, field: field.id))
        case .text where definition.indexed:
            if !definition.unique { indexes.append(plain(table, column, field: field.id)) }
            // A choice sorts by its id, as the index above does.
            if field.model.type.isText { indexes.append(folded(table, column, field: field.id)) }
        case .int, .decimal, .money, .bool, .date, .time, .duration, .datetime:
            guard definition.indexed, !definition.unique else { break }
            indexes.append(plain(table, column, field: field.id))
        case .text, .reference, .choices, .list, .geo, .sealed, .link: break
        }
        return indexes
    }

    private static func plain(_ table: PhysicalTable, _ column: String, field: String? = nil) -> TableIndex {
        TableIndex(
            name: PhysicalName.index("i", table: table.name, column: column),
            field: field ?? column,
            unique: false,
            keys: "\(PhysicalName.quoted(column)), id",
            condition: "deleted_at IS NULL"
        )
    }

    private static func folded(_ table: PhysicalTable, _ column: String, field: String) -> TableIndex {
        TableIndex(
            name: PhysicalName.index("k", table: table.name, column: column),
            field: field,
            unique: false,
            keys: "\(PhysicalName.quoted(column)) COLLATE \(SQLDialect.textCollation), id",
            condition: "deleted_at IS NULL"
        )
    }

    private static func unique(_ table: PhysicalTable, _ field: PhysicalField) -> TableIndex {
        // The zone of an instant is no part of it: the same instant in two zones is one value.
        var columns = field.columns
        if case .datetime = field.kind { columns = Array(columns.prefix(1)) }
        return TableIndex(
            name: PhysicalName.index(uniquePrefix, table: table.name, column: columns[0]),
            field: field.id,
            unique: true,
            keys: columns.map(PhysicalName.quoted).joined(separator: ", "),
            condition: "deleted_at IS NULL"
        )
    }

    /// The name says the whole rule, so that a rule that changes gets an index of its own and the old one goes.
    private static func unique(_ table: PhysicalTable, _ rule: UniqueRule) -> TableIndex {
        let columns = rule.fields.compactMap { table.field($0)?.columns.first }
        let states = rule.states?.map { "'\($0)'" }.joined(separator: ", ")
        let suffix = rule.states.map { ["in"] + $0 } ?? []
        return TableIndex(
            name: PhysicalName.index(
                uniquePrefix,
                table: table.name,
                column: (columns + suffix).joined(separator: "__")
            ),
            field: rule.fields.joined(separator: ","),
            unique: true,
            keys: columns.map(PhysicalName.quoted).joined(separator: ", "),
            condition: "deleted_at IS NULL" + (states.map { " AND state IN (\($0))" } ?? "")
        )
    }

    private static func bin(_ table: PhysicalTable) -> TableIndex {
        TableIndex(
            name: PhysicalName.index("b", table: table.name, column: "bin"),
            field: "deleted_at",
            unique: false,
            keys: "id",
            condition: "deleted_at IS NOT NULL"
        )
    }
}
