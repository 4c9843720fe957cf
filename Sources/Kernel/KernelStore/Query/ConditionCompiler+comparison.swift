import Kernel

extension ConditionCompiler {
    func compare(
        _ order: ComparisonOperator,
        _ left: ExpressionNode,
        _ right: ExpressionNode,
        _ row: TableRow
    ) throws -> SQLFragment {
        if right == .literal(.null) { return try presence(order, left, row) }
        if left == .literal(.null) { return try presence(order, right, row) }
        if left.hasHops {
            let right = try operand(right, row)
            return try lifting(left, row) { left, row in
                try Operand.compare(order, try self.operand(left, row), right)
            }
        }
        let left = try operand(left, row)
        return try lifting(right, row) { right, row in
            try Operand.compare(order, left, try self.operand(right, row))
        }
    }

    /// `= null` and `!= null`, the only comparisons with null that can be true.
    private func presence(
        _ order: ComparisonOperator,
        _ node: ExpressionNode,
        _ row: TableRow
    ) throws -> SQLFragment {
        guard order == .equal || order == .notEqual else { return .never }
        let wantsNull = order == .equal
        if node == .literal(.null) { return wantsNull ? .always : .never }
        let isPresent = try lifting(node, row) { node, row in try self.isPresent(node, row) }
        // Over a reference, the value is also null where there is no record to have it.
        return wantsNull ? "\(enclosed: isPresent) IS NOT TRUE" : isPresent
    }

    private func isPresent(_ node: ExpressionNode, _ row: TableRow) throws -> SQLFragment {
        if case .path(let path) = node, let link = row.table.field(path.field)?.link {
            return linked(row, link) { _ in .always }
        }
        return try operand(node, row).isPresent
    }

    /// `item in list`.
    func member(_ item: ExpressionNode, of list: ExpressionNode, _ row: TableRow) throws -> SQLFragment {
        switch list {
        case .constants(let values):
            return try lifting(item, row) { item, row in
                try Self.among(try self.operand(item, row), values)
            }
        case .path:
            let item = try operand(item, row)
            return try lifting(list, row) { list, row in try self.contained(item, in: list, row) }
        case .me(field: "teams"):
            return try lifting(item, row) { item, row in
                "\(try self.operand(item, row).parts[0]) IN (SELECT value FROM json_each(\(bind: .teams)))"
            }
        case .me(let field?):
            let item = try operand(item, row)
            let member = self.row(try schema.table(memberEntity), .live)
            let path = ExpressionPath(entity: memberEntity, hops: [], field: field, type: .null)
            let condition = try contained(item, in: .path(path), member)
            return exists(in: member, "\(member.id) = \(bind: .me) AND \(condition)")
        case .setting:
            let list = try operand(list, row).parts[0]
            return "\(try operand(item, row).parts[0]) IN (SELECT value FROM json_each(\(list)))"
        default: throw Operand.unsupported
        }
    }

    /// Whether a field of several holds an item.
    private func contained(_ item: Operand, in list: ExpressionNode, _ row: TableRow) throws -> SQLFragment {
        guard case .path(let path) = list, let field = row.table.field(path.field) else { throw Operand.unsupported }
        switch field.kind {
        case .link(let place): return linked(row, place) { "\($0) = \(item.parts[0])" }
        case .choices: return "\(item.parts[0]) IN (SELECT value FROM json_each(\(row.column(field.columns[0]))))"
        default: throw Operand.unsupported
        }
    }

    /// Whether a value is one of some constants.
    ///
    /// Null among them is never equal to anything.
    private static func among(_ item: Operand, _ values: [Value]) throws -> SQLFragment {
        let constants = try values.filter { !$0.isNull }.map { value in
            guard let constant = Operand(value) else { throw Operand.unsupported }
            return constant
        }
        guard item.parts.count == 1, constants.allSatisfy({ $0.form == item.form }) else {
            return any(try constants.map { try Operand.compare(.equal, item, $0) })
        }
        if constants.isEmpty { return .never }
        return "\(item.parts[0]) IN (\(.joined(constants.map { $0.parts[0] }, ", ")))"
    }
}

extension ExpressionNode {
    /// Whether it is a path over at least one reference.
    var hasHops: Bool {
        if case .path(let path) = self { !path.hops.isEmpty } else { false }
    }
}
