import Kernel

/// Gathers what a statement reads of records, and prepares how its rows become JSON.
///
/// Fields that the caller does not reach or does not want are not even read.
struct Projection {
    /// What is read, in order.
    private(set) var columns: [SQLFragment]
    /// The tables of referred records.
    private(set) var joins: [SQLFragment] = []
    private let compiler: ConditionCompiler

    init(_ compiler: ConditionCompiler, leading columns: [SQLFragment] = []) {
        self.compiler = compiler
        self.columns = columns
    }

    /// Adds a record.
    /// - Parameters:
    ///   - row: its table.
    ///   - access: which declared fields are shown; where it differs from row to row, each row says which grants reach it.
    ///   - wanted: the fields that the request names; `nil` for all but secrets, which are shown only where they are named.
    ///   - expand: references whose records are shown in place of their ids, where the caller may read them.
    /// - Returns: what writes the record from the statement's rows.
    /// - Throws: 422 at `expand` for what is no reference.
    mutating func add(
        _ row: TableRow,
        _ access: RecordAccess,
        wanted: Set<String>? = nil,
        expand: [String] = []
    ) throws -> RowRenderer {
        for name in expand where row.reference(name) == nil && row.table.field(name)?.link == nil {
            throw KernelError.invalid([Finding("expand", "unsupported", "`\(name)` is no reference.")])
        }
        var members: [RowRenderer.Member] = []
        for field in SystemField.allCases where field != .state || row.table.hasStates {
            let column = columns.count
            columns.append(row.column(field.rawValue))
            let form = try expand.contains(field.rawValue) ? referred(field.rawValue, row) : nil
            members.append(
                .init(field.rawValue, isFirst: field == .id, column: column, form: form ?? Self.form(field))
            )
        }
        let flags = try flags(of: access, row)
        for field in row.table.fields where access.reachesSomewhere(field.id) {
            guard wanted?.contains(field.id) ?? !field.model.definition.secret else { continue }
            let first = members.count
            try add(field, row, isExpanded: expand.contains(field.id), to: &members)
            guard !access.reaches(field.id) else { continue }
            let gate = zip(access.parts, flags).filter { $0.0.fields?.contains(field.id) ?? true }.map(\.1)
            for index in first..<members.count { members[index].gate = gate }
        }
        return RowRenderer(members, of: row.table.entity.id)
    }

    /// Columns that say which grants reach a row; none where all grants show the same fields.
    private mutating func flags(of access: RecordAccess, _ row: TableRow) throws -> [Int] {
        guard !access.isUniform else { return [] }
        return try access.parts.map { part in
            let column = columns.count
            let filter = try compiler.filter(part.rows, row)
            columns.append("(\(filter)) IS TRUE")
            return column
        }
    }

    private mutating func add(
        _ field: PhysicalField,
        _ row: TableRow,
        isExpanded: Bool,
        to members: inout [RowRenderer.Member]
    ) throws {
        let column = columns.count
        if let place = field.link {
            if isExpanded, let records = try linked(place, row) {
                columns.append(row.id)
                members.append(.init(field.id, column: column, form: .records(records)))
            } else {
                columns.append(Self.ids(place, of: row.id))
                members.append(.init(field.id, column: column, form: .json))
            }
            return
        }
        columns += try compiler.columns(of: field, row)
        let expanded = try isExpanded ? referred(field.id, row) : nil
        members.append(.init(field.id, column: column, form: expanded ?? Self.form(field)))
        if case .datetime(zoned: true) = field.kind {
            members.append(.init("\(field.id)_zone", column: column + 1, form: .text))
        }
    }

    /// Joins the record that a reference leads to; `nil` where the caller may read none of its kind.
    private mutating func referred(_ field: String, _ row: TableRow) throws -> RowRenderer.Form? {
        guard let reference = row.reference(field), let target = compiler.schema.tables[reference.target],
            let access = compiler.access.access(Permission.record(reference.target, .read))
        else { return nil }
        let inner = compiler.row(target, .readable)
        let visible = try compiler.isVisible(inner)
        joins.append(Self.join(inner, on: reference.column, visible))
        return .record(try add(inner, access))
    }

    /// Prepares the statement that finds the records behind a `references` field.
    private func linked(_ place: LinkPlace, _ row: TableRow) throws -> LinkedRecords? {
        guard let target = compiler.schema.tables[place.target],
            let access = compiler.access.access(Permission.record(place.target, .read))
        else { return nil }
        let compiler = ConditionCompiler(compiler.schema, access: compiler.access, shape: .single)
        let (link, inner) = (LinkRow(place, alias: "link"), compiler.row(target, .readable))
        var projection = Projection(compiler, leading: [link.target])
        let renderer = try projection.add(inner, access)
        let join = Self.join(inner, on: link.target, try compiler.isVisible(inner))
        return LinkedRecords(
            statement: """
                SELECT \(.joined(projection.columns, ", ")) FROM \(link.table) \(join) \
                WHERE \(link.holding("\(link.record) = \(bind: .record)")) ORDER BY \(link.order)
                """,
            renderer: renderer
        )
    }

    private static func join(_ row: TableRow, on id: SQLFragment, _ visible: SQLFragment) -> SQLFragment {
        "LEFT JOIN \(name: row.table.name) AS \(name: row.alias) ON \(row.id) = \(id) AND \(visible)"
    }

    /// The ids that a record links to, as a JSON array in their order.
    static func ids(_ place: LinkPlace, of record: SQLFragment) -> SQLFragment {
        let link = LinkRow(place, alias: "ids")
        let ids: SQLFragment = """
            SELECT \(link.target) AS id FROM \(link.table) \
            WHERE \(link.holding("\(link.record) = \(record) AND \(link.target) IS NOT NULL")) ORDER BY \(link.order)
            """
        return "(SELECT json_group_array(id) FROM (\(ids)))"
    }

    private static func form(_ field: SystemField) -> RowRenderer.Form {
        switch field {
        case .id, .createdBy, .updatedBy, .owner, .state: .plain
        case .version: .int
        case .createdAt, .updatedAt: .instant
        }
    }

    private static func form(_ field: PhysicalField) -> RowRenderer.Form {
        switch field.kind {
        case .text: .text
        case .int, .duration: .int
        case .decimal(let scale): .decimal(scale: scale)
        case .money: .money
        case .bool: .bool
        case .date: .date
        case .time: .time
        case .datetime: .instant
        case .choices, .list, .link: .json
        case .reference: .plain
        case .geo: .geo
        case .sealed: .sealed(field: field.id)
        }
    }
}
