import Kernel

extension ConditionCompiler {
    /// A condition on a node's value.
    ///
    /// Where the node is a path over references, the condition is put on the record that the path leads to, and the row
    /// must refer to such a record: an index on the far field serves it.
    func lifting(
        _ node: ExpressionNode,
        _ row: TableRow,
        _ condition: (ExpressionNode, TableRow) throws -> SQLFragment
    ) throws -> SQLFragment {
        guard case .path(let path) = node, let hop = path.hops.first else { return try condition(node, row) }
        let row = outer(path.outer, from: row)
        guard let left = row.reference(hop.field) else { throw Operand.unsupported }
        let inner = self.row(try schema.table(hop.target), row.sight)
        let rest = try lifting(.path(path.afterHop), inner, condition)
        return within(left.column, inner, select: inner.id, "\(try isVisible(inner)) AND \(rest)")
    }

    /// Whether a record at the far end of a reference counts: live, and readable where the row's sight asks for it.
    func isVisible(_ row: TableRow) throws -> SQLFragment {
        guard row.sight == .readable else { return row.isLive }
        let read = access.access(Permission.record(row.table.entity.id, .read))?.rows ?? .nothing
        return read == .everything ? row.isLive : "\(row.isLive) AND \(try filter(read, row))"
    }

    /// Whether a value is among those of a column of the rows that satisfy a condition.
    func within(_ value: SQLFragment, _ row: TableRow, select: SQLFragment, _ condition: SQLFragment) -> SQLFragment {
        within(value, row.table.name, row.alias, select: select, condition)
    }

    /// Whether a row satisfies a condition.
    func exists(in row: TableRow, _ condition: SQLFragment) -> SQLFragment {
        let from: SQLFragment = "\(name: row.table.name) AS \(name: row.alias)"
        return "EXISTS (SELECT 1 FROM \(from) WHERE \(row.isLive) AND \(condition))"
    }

    /// Whether a record has a live link whose target satisfies a condition.
    func linked(
        _ row: TableRow,
        _ place: LinkPlace,
        _ condition: (_ target: SQLFragment) throws -> SQLFragment
    ) rethrows -> SQLFragment {
        let link = LinkRow(place, alias: "l\(row.alias)")
        return within(row.id, place.table, link.alias, select: link.record, link.holding(try condition(link.target)))
    }

    /// Whether a record is the target of a live link of a record that satisfies a condition.
    private func linkedFrom(
        _ row: TableRow,
        _ place: LinkPlace,
        _ condition: (_ record: SQLFragment) throws -> SQLFragment
    ) rethrows -> SQLFragment {
        let link = LinkRow(place, alias: "l\(row.alias)")
        return within(row.id, place.table, link.alias, select: link.target, link.holding(try condition(link.record)))
    }

    private func within(
        _ value: SQLFragment,
        _ table: String,
        _ alias: String,
        select: SQLFragment,
        _ condition: SQLFragment
    ) -> SQLFragment {
        let from: SQLFragment = "\(name: table) AS \(name: alias)"
        return switch shape {
        case .page: "\(value) IN (SELECT \(select) FROM \(from) WHERE \(condition))"
        case .single: "EXISTS (SELECT 1 FROM \(from) WHERE \(select) = \(value) AND \(condition))"
        }
    }
}

// Row filters.
extension ConditionCompiler {
    /// Whom a scope asks for.
    private enum Subject {
        case me
        case teams

        /// One record is found by its id, and what leads to it from there by the ids on the way.
        ///
        /// Without statistics the database would rather go through all that belongs to the subject: thousands of rows.
        func matches(_ column: SQLFragment, _ shape: Shape) -> SQLFragment {
            let column: SQLFragment =
                shape == .single ? "\(SQLFragment(prepared: SQLDialect.unindexed))\(column)" : column
            return switch self {
            case .me: "\(column) = \(bind: .me)"
            case .teams: "\(column) IN (SELECT value FROM json_each(\(bind: .teams)))"
            }
        }
    }

    /// The condition of a row filter.
    ///
    /// A path that the model does not know lets nothing through.
    func filter(_ rows: RowFilter, _ row: TableRow) throws -> SQLFragment {
        switch rows {
        case .everything: return .always
        // A bare scope has no meaning before the kernel has bound it to the entity.
        case .nothing, .scope: return .never
        case .principal(let path): return try holds(.me, path.steps[...], row)
        case .team(let path): return try holds(.teams, path.steps[...], row)
        case .expression(let node):
            return try condition(node, TableRow(table: row.table, alias: row.alias, sight: .live))
        case .all(let filters): return Self.all(try filters.map { try filter($0, row) })
        case .any(let filters): return Self.any(try filters.map { try filter($0, row) })
        }
    }

    private func holds(_ subject: Subject, _ steps: ArraySlice<String>, _ row: TableRow) throws -> SQLFragment {
        guard let step = steps.first else { return .never }
        let rest = steps.dropFirst()
        if step == SystemField.id.rawValue { return rest.isEmpty ? subject.matches(row.id, shape) : .never }
        if let reference = row.reference(step) {
            if rest.isEmpty { return subject.matches(reference.column, shape) }
            return try leads(reference.column, to: reference.target, subject, rest)
        }
        if let place = row.table.field(step)?.link {
            return try linked(row, place) { target in
                rest.isEmpty ? subject.matches(target, shape) : try leads(target, to: place.target, subject, rest)
            }
        }
        guard let far = row.table.entity.farEnds[step], !rest.isEmpty else { return .never }
        return try holdsFar(far, subject, rest, row)
    }

    /// Whether an id is that of a live record that holds the subject.
    private func leads(
        _ id: SQLFragment,
        to entity: EntityID,
        _ subject: Subject,
        _ steps: ArraySlice<String>
    ) throws -> SQLFragment {
        guard let table = schema.tables[entity] else { return .never }
        let inner = row(table, .live)
        return within(id, inner, select: inner.id, "\(inner.isLive) AND \(try holds(subject, steps, inner))")
    }

    /// Whether a live record that refers to the row holds the subject.
    private func holdsFar(
        _ far: FarEnd,
        _ subject: Subject,
        _ steps: ArraySlice<String>,
        _ row: TableRow
    ) throws -> SQLFragment {
        guard let table = schema.tables[far.entity] else { return .never }
        if let place = table.field(far.field)?.link {
            return try linkedFrom(row, place) { try leads($0, to: far.entity, subject, steps) }
        }
        let inner = self.row(table, .live)
        guard let reference = inner.reference(far.field) else { return .never }
        let condition: SQLFragment = "\(inner.isLive) AND \(try holds(subject, steps, inner))"
        return within(row.id, inner, select: reference.column, condition)
    }
}

extension ExpressionPath {
    /// The rest of the path, from the record that its first reference leads to.
    var afterHop: ExpressionPath {
        guard let hop = hops.first else { return self }
        return ExpressionPath(entity: hop.target, hops: Array(hops.dropFirst()), field: field, type: type)
    }
}
