import Kernel

extension ConditionCompiler {
    /// What a statement reads for each part of a field's value: its columns, or what the expression of a computed field
    /// gives.
    ///
    /// A computed field sees every live record, as rules do: who declares it decides what it may tell.
    func columns(of field: PhysicalField, _ row: TableRow) throws -> [SQLFragment] {
        guard let node = field.computed else { return field.columns.map { row.column($0) } }
        if node == .literal(.null) { return field.kind.parts.map { _ in "NULL" } }
        let value = try operand(node, TableRow(table: row.table, alias: row.alias, sight: .live))
        return try value.columns(as: field.kind)
    }
}
