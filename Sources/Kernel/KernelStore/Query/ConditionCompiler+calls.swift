import Kernel

extension ConditionCompiler {
    /// An operation, as a call of its function.
    func call(_ operation: ExpressionOperation, _ operands: [Operand]) throws -> Operand {
        if operation == .least || operation == .greatest { return try extreme(operation, operands) }
        if operation == .distance {
            // How exact a point is plays no part.
            let degrees = operands.flatMap { $0.parts.prefix(2) }
            return Operand(.number(scale: 0), ["kernel_distance_m(\(.joined(degrees, ", ")))"])
        }
        guard let form = Operand.form(operation.signature.result) else { throw Operand.unsupported }
        var arguments = try operands.map { try $0.wide }
        if operation.isLocal { arguments.append("\(bind: .zone)") }
        return Operand(form, ["\(prepared: SQLDialect.function(operation))(\(.joined(arguments, ", ")))"])
    }

    private func extreme(_ operation: ExpressionOperation, _ operands: [Operand]) throws -> Operand {
        let (form, parts) = try Operand.alike(operands)
        let native: SQLFragment = operation == .least ? "min" : "max"
        switch form {
        case .wide, .wideMoney, .money:
            let name = SQLDialect.function(operation)
            let arguments = try operands.map { operand in
                form == .wide ? try Operand.alike([operand, Operand(.wide, ["NULL"])]).parts[0][0] : try operand.wide
            }
            return Operand(form == .wide ? .wide : .wideMoney, ["\(prepared: name)(\(.joined(arguments, ", ")))"])
        default: return Operand(form, ["\(native)(\(.joined(parts.map { $0[0] }, ", ")))"])
        }
    }

    /// `if` and `case`.
    func choose(_ nodes: [ExpressionNode], _ row: TableRow) throws -> Operand {
        let tests = try stride(from: 0, to: nodes.count - 1, by: 2).map { try condition(nodes[$0], row) }
        let values = try (stride(from: 1, to: nodes.count, by: 2).map { nodes[$0] } + nodes.suffix(1)).map { node in
            node == .literal(.null) ? nil : try operand(node, row)
        }
        let present = values.compactMap(\.self)
        let (form, parts) = try Operand.alike(present)
        var next = 0
        let filled: [[SQLFragment]] = values.map { value in
            guard value != nil else { return parts[0].map { _ in "NULL" } }
            defer { next += 1 }
            return parts[next]
        }
        let columns = parts.map(\.count).min() ?? 0
        return Operand(
            form,
            (0..<columns).map { column in
                let cases = zip(tests, filled).map { test, value -> SQLFragment in
                    "WHEN \(test) THEN \(value[column])"
                }
                return "CASE \(.joined(cases, " ")) ELSE \(filled[filled.count - 1][column]) END"
            }
        )
    }

    func coalesce(_ operands: [Operand]) throws -> Operand {
        let (form, parts) = try Operand.alike(operands)
        if parts.count == 1 { return Operand(form, parts[0]) }
        let columns = parts.map(\.count).min() ?? 0
        return Operand(form, (0..<columns).map { column in "coalesce(\(.joined(parts.map { $0[column] }, ", ")))" })
    }
}
