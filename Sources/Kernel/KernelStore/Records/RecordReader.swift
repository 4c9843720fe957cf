import Kernel

/// Reads whole records into memory: system columns, then every declared field.
struct RecordReader {
    private let row: TableRow

    init(_ row: TableRow) {
        self.row = row
    }

    /// What a statement selects.
    var columns: SQLFragment {
        let system = PhysicalTable.systemColumns.map { row.column($0) }
        let declared = row.table.fields.flatMap { field in
            field.link.map { [Projection.ids($0, of: row)] } ?? field.columns.map { row.column($0) }
        }
        return .joined(system + declared, ", ")
    }

    /// The record of a row of such a statement; `nil` for an id that is none, which nothing here writes.
    func record(_ values: any SQLRow) -> Record? {
        guard let id = RecordID(values.text(0)) else { return nil }
        var fields: [String: Value] = [:]
        fields.reserveCapacity(row.table.fields.count)
        var column = PhysicalTable.systemColumns.count
        for field in row.table.fields {
            fields[field.id] = field.decode(values, at: column)
            column += max(field.columns.count, 1)
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
