import Kernel

/// Reads whole records into memory: system columns, then every declared field.
struct RecordReader {
    /// The table, under the alias that `selection` uses.
    let row: TableRow
    private let selection: SQLFragment

    /// The alias of a record's table in such a statement, apart from those that conditions use.
    static let alias = "record"

    init(_ table: PhysicalTable, _ compiler: ConditionCompiler, sight: TableRow.Sight = .live) throws {
        let row = TableRow(table: table, alias: Self.alias, sight: sight)
        self.row = row
        selection =
            try table.selection.map { SQLFragment(prepared: $0) }
            ?? Self.columns(of: table.fields, system: row.column) { try compiler.columns(of: $0, row) }
    }

    /// The statement that reads the records of a condition; `rest` is what follows it.
    func statement(where condition: SQLFragment, _ rest: SQLFragment = "") -> SQLFragment {
        "SELECT \(selection) FROM \(name: row.table.name) AS \(name: row.alias) WHERE \(condition) \(rest)"
    }

    /// What a statement selects; prepared once per table, since it is most of its text.
    static func columns(of fields: [PhysicalField]) -> String {
        func column(_ name: String) -> SQLFragment { "\(name: alias).\(name: name)" }
        return columns(of: fields, system: column) { $0.columns.map(column) }.text
    }

    private static func columns(
        of fields: [PhysicalField],
        system column: (String) -> SQLFragment,
        declared: (PhysicalField) throws -> [SQLFragment]
    ) rethrows -> SQLFragment {
        let declared = try fields.flatMap { field in
            try field.link.map { [Projection.ids($0, of: column("id"))] } ?? declared(field)
        }
        return SQLFragment.joined(PhysicalTable.systemColumns.map(column) + declared, ", ")
    }

    /// The record of a row of such a statement; `nil` for an id that is none, which nothing here writes.
    func record(_ values: any SQLRow) -> Record? {
        guard let id = RecordID(values.text(0)) else { return nil }
        var fields: [String: Value] = [:]
        fields.reserveCapacity(row.table.fields.count)
        var column = PhysicalTable.systemColumns.count
        for field in row.table.fields {
            let value = field.decode(values, at: column)
            if !value.isNull { fields[field.id] = value }
            column += field.width
        }
        return Record(
            id: id,
            version: values.int(1),
            createdAt: values.int(2),
            updatedAt: values.int(3),
            createdBy: values.optionalText(4).flatMap { RecordID($0) },
            updatedBy: values.optionalText(5).flatMap { RecordID($0) },
            owner: values.optionalText(6).flatMap { RecordID($0) },
            state: values.optionalText(7),
            deletedAt: values.optionalInt(8),
            values: fields
        )
    }
}
