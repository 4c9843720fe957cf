import Kernel

extension ConditionCompiler {
    /// A value of a row, a constant, or something of the scope.
    func operand(_ node: ExpressionNode, _ row: TableRow) throws -> Operand {
        switch node {
        case .literal(let value):
            guard let operand = Operand(value) else { throw Operand.unsupported }
            return operand
        case .path(let path):
            let row = outer(path.outer, from: row)
            return try path.hops.isEmpty ? field(path.field, row) : fetched(path, row)
        case .me(nil), .me(field: "id"): return Operand(.text, ["\(bind: .me)"])
        case .me(let field?): return try ownField(field)
        case .through(let origin, let path): return try through(origin, path, row)
        case .setting(let id): return try setting(id)
        case .now: return Operand(.datetime, ["\(bind: .now)"])
        case .today: return Operand(.date, ["\(bind: .today)"])
        case .contains(let text, let part):
            // Null of a text is null of the function, also over references: no set is looked into here.
            return Operand(.bool, ["(\(Self.contains(try operand(text, row), try operand(part, row))))"])
        case .startsWith(let text, let part):
            return Operand(.bool, ["(\(Self.startsWith(try operand(text, row), try operand(part, row))))"])
        case .aggregate(let aggregate) where aggregate.function != .exists && aggregate.function != .all:
            return try value(aggregate, row)
        case .compare, .member, .and, .or, .not, .aggregate:
            return Operand(.bool, ["(\(enclosed: try condition(node, row)) IS TRUE)"])
        case .call(let operation, let operands):
            return try call(operation, try operands.map { try operand($0, row) })
        case .choose(let nodes): return try choose(nodes, row)
        case .coalesce(let nodes): return try coalesce(try nodes.map { try operand($0, row) })
        case .constants, .input, .rate: throw Operand.unsupported
        }
    }

    private func field(_ id: String, _ row: TableRow) throws -> Operand {
        if row.parts != nil { return try part(id, row) }
        if let field = row.table.field(id) {
            guard let form = Operand.form(field.kind) else { throw Operand.unsupported }
            // The zone of an instant takes no part in comparisons.
            let columns = try columns(of: field, row)
            return Operand(form, form == .datetime ? Array(columns.prefix(1)) : columns)
        }
        guard let system = SystemField(rawValue: id) else { throw Operand.unsupported }
        return Operand(Operand.form(system), [row.column(id)])
    }

    /// A value over references, as scalar subqueries: for the rare expression that compares two of them.
    private func fetched(_ path: ExpressionPath, _ row: TableRow) throws -> Operand {
        guard let hop = path.hops.first, let left = row.reference(hop.field) else { throw Operand.unsupported }
        let inner = self.row(try schema.table(hop.target), row.sight)
        let value = try operand(.path(path.afterHop), inner)
        let condition: SQLFragment = "\(inner.id) = \(left.column) AND \(try isVisible(inner))"
        let from: SQLFragment = "\(name: inner.table.name) AS \(name: inner.alias)"
        return Operand(value.form, value.parts.map { "(SELECT \($0) FROM \(from) WHERE \(condition))" })
    }

    /// A value of the record that another value refers to: looked up by its id once for the whole statement.
    private func through(_ origin: ExpressionNode, _ path: ExpressionPath, _ row: TableRow) throws -> Operand {
        guard let id = try operand(origin, row).parts.first else { throw Operand.unsupported }
        let inner = self.row(try schema.table(path.entity), row.sight)
        let value = try operand(.path(path), inner)
        let condition: SQLFragment = "\(inner.id) = \(id) AND \(try isVisible(inner))"
        let from: SQLFragment = "\(name: inner.table.name) AS \(name: inner.alias)"
        return Operand(value.form, value.parts.map { "(SELECT \($0) FROM \(from) WHERE \(condition))" })
    }

    /// A field of the principal's own record.
    private func ownField(_ field: String) throws -> Operand {
        let member = row(try schema.table(memberEntity), .live)
        let value = try self.field(field, member)
        let condition: SQLFragment = "\(member.id) = \(bind: .me) AND \(member.isLive)"
        let from: SQLFragment = "\(name: member.table.name) AS \(name: member.alias)"
        return Operand(value.form, value.parts.map { "(SELECT \($0) FROM \(from) WHERE \(condition))" })
    }

    private func setting(_ id: String) throws -> Operand {
        guard let definition = schema.model.settings[id]?.field else { throw Operand.unsupported }
        let field = try PhysicalField(
            FieldModel(definition: definition, owner: "settings"),
            of: EntityID(owner: "kernel", name: "setting"),
            model: schema.model,
            names: .plain
        )
        guard let form = Operand.form(field.kind) else { throw Operand.unsupported }
        let count = form == .datetime ? 1 : field.columns.count
        return Operand(form, (0..<count).map { "\(bind: .setting(id, field, part: $0))" })
    }
}
