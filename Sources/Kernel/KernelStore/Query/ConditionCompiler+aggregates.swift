import Kernel

// Functions over several records: subqueries over live records, in sight as the row is.
extension ConditionCompiler {
    /// `exists` and `all`, as a condition.
    ///
    /// In a list the records that satisfy it are a set made once (`IN`), from which the planner may start.
    func holds(_ aggregate: ExpressionAggregate, _ row: TableRow) throws -> SQLFragment {
        let source = try source(aggregate.relation, row)
        let isAll = aggregate.function == .all
        var condition = source.condition
        if let node = aggregate.condition {
            let asked = try within(row) { try self.condition(node, source.row) }
            condition = isAll ? "\(condition) AND \(enclosed: asked) IS NOT TRUE" : "\(condition) AND \(asked)"
        }
        let found: SQLFragment
        if let link = source.link, shape == .page {
            found = "\(link.id) IN (SELECT \(link.column) FROM \(source.from) WHERE \(condition))"
        } else {
            let joined: SQLFragment = source.link.map { "\($0.column) = \($0.id) AND \(condition)" } ?? condition
            found = "EXISTS (SELECT 1 FROM \(source.from) WHERE \(joined))"
        }
        // What `all` looks for is the record that does not satisfy it.
        return isAll ? "(\(found)) IS NOT TRUE" : found
    }

    /// The other functions, as a value.
    func value(_ aggregate: ExpressionAggregate, _ row: TableRow) throws -> Operand {
        let source = try source(aggregate.relation, row)
        var condition = source.condition
        if let link = source.link { condition = "\(link.column) = \(link.id) AND \(condition)" }
        if let node = aggregate.condition {
            let asked = try within(row) { try self.condition(node, source.row) }
            condition = "\(condition) AND \(asked)"
        }
        guard let node = aggregate.value else {
            return Operand(.number(scale: 0), ["(SELECT count(*) FROM \(source.from) WHERE \(condition))"])
        }
        let value = try within(row) { try operand(node, source.row) }
        if aggregate.function == .first {
            // SQLite does not find outer columns in the order of a subquery: the key has a column of its own.
            let keyed: SQLFragment = """
                SELECT \(source.row.id) AS v, \(try value.sortable) AS k FROM \(source.from) WHERE \(condition)
                """
            return Operand(.text, ["(SELECT v FROM (\(keyed)) ORDER BY k IS NULL, k, v LIMIT 1)"])
        }
        // The values come from a table of their own: an aggregate function over nothing but outer columns would be one of
        // the outer statement.
        return try total(aggregate, value) { value, result in
            "(SELECT \(result) FROM (SELECT \(value) AS v FROM \(source.from) WHERE \(condition)))"
        }
    }

    private func total(
        _ aggregate: ExpressionAggregate,
        _ value: Operand,
        select: (_ value: SQLFragment, _ result: SQLFragment) -> SQLFragment
    ) throws -> Operand {
        let isExtreme = aggregate.function == .least || aggregate.function == .greatest
        if isExtreme, value.parts.count == 1, value.form != .wide, value.form != .wideMoney {
            // Whatever one column orders by itself.
            let result: SQLFragment = aggregate.function == .least ? "min(v)" : "max(v)"
            return Operand(value.form, [select(value.parts[0], result)])
        }
        let (kind, form) = try Self.total(aggregate, value)
        var result: SQLFragment = "\(prepared: SQLDialect.total(aggregate.function, kind))(v)"
        if aggregate.function == .sum {
            // Without a row the function does not know what nothing is a sum of.
            let nothing: SQLFragment =
                switch (form, aggregate.currency) {
                case (.wideMoney, let currency?): "\(bind: .text("0 \(currency)"))"
                case (.wideMoney, nil): "NULL"
                case (.wide, _): "'0'"
                default: "0"
                }
            result = "CASE WHEN count(v) = 0 THEN \(nothing) ELSE \(result) END"
        }
        return Operand(form, [select(try value.wide, result)])
    }

    /// What a total is made of, and the form of its result.
    private static func total(
        _ aggregate: ExpressionAggregate,
        _ value: Operand
    ) throws -> (RelationTotal.Kind, Operand.Form) {
        let isAverage = aggregate.function == .average
        switch value.form {
        case .number(scale: 0): return (.int, isAverage ? .wide : .number(scale: 0))
        case .number, .wide: return (.decimal, .wide)
        case .money, .wideMoney: return (.money, .wideMoney)
        case .duration: return (.duration, .duration)
        default: throw Operand.unsupported
        }
    }

    // MARK: What is gone over

    /// Several records in a statement.
    struct Source {
        /// One of them.
        let row: TableRow
        /// What follows `FROM`.
        let from: SQLFragment
        /// Which of them there are, as far as the record does not matter that they are seen from.
        let condition: SQLFragment
        /// The column of theirs that is the id of that record; `nil` where `condition` says it all.
        let link: (column: SQLFragment, id: SQLFragment)?
    }

    private func source(_ relation: ExpressionRelation, _ row: TableRow) throws -> Source {
        if case .list(let field) = relation.kind { return try parts(field, of: relation, row) }
        guard let target = relation.target else { throw Operand.unsupported }
        let inner = self.row(try schema.table(target), row.sight)
        let from: SQLFragment = "\(name: inner.table.name) AS \(name: inner.alias)"
        let visible = try isVisible(inner)
        switch relation.kind {
        case .far(_, let field):
            let id = try anchor(relation, row)
            if let reference = inner.reference(field) {
                return Source(row: inner, from: from, condition: visible, link: (reference.column, id))
            }
            guard let place = inner.table.field(field)?.link else { throw Operand.unsupported }
            let link = LinkRow(place, alias: "l\(inner.alias)")
            let ids: SQLFragment = """
                SELECT \(link.record) FROM \(link.table) WHERE \(link.holding("\(link.target) = \(id)"))
                """
            return Source(row: inner, from: from, condition: "\(inner.id) IN (\(ids)) AND \(visible)", link: nil)
        case .references(_, let field):
            let base = try schema.table(relation.hops.last?.target ?? relation.entity)
            guard let place = base.field(field)?.link else { throw Operand.unsupported }
            let link = LinkRow(place, alias: "l\(inner.alias)")
            let id = try anchor(relation, row)
            let ids: SQLFragment = """
                SELECT \(link.target) FROM \(link.table) WHERE \(link.holding("\(link.record) = \(id)"))
                """
            return Source(row: inner, from: from, condition: "\(inner.id) IN (\(ids)) AND \(visible)", link: nil)
        case .tenant, .list: return Source(row: inner, from: from, condition: visible, link: nil)
        }
    }

    /// The id of the record that a relation begins at.
    private func anchor(_ relation: ExpressionRelation, _ row: TableRow) throws -> SQLFragment {
        try operand(.path(relation.anchor), row).parts[0]
    }

    /// The parts of a list field: the elements of its JSON.
    private func parts(_ field: String, of relation: ExpressionRelation, _ row: TableRow) throws -> Source {
        let start = outer(relation.outer, from: row)
        let fields: [FieldDefinition]
        if let parts = start.parts, relation.hops.isEmpty {
            guard case .list(let inner)? = parts.first(where: { $0.id == field })?.type else {
                throw Operand.unsupported
            }
            fields = inner
        } else {
            let base = try schema.table(relation.hops.last?.target ?? start.table.entity.id)
            guard case .list(let inner)? = base.field(field)?.kind else { throw Operand.unsupported }
            fields = inner
        }
        let list = try operand(.path(relation.path(field, .list)), row).parts[0]
        let element = self.row(start.table, row.sight)
        let inner = TableRow(table: start.table, alias: element.alias, sight: row.sight, parts: fields)
        return Source(
            row: inner,
            from: "json_each(\(list)) AS \(name: inner.alias)",
            condition: .always,
            link: nil
        )
    }
}
