import Kernel

/// Reads the section `rows`.
struct RowRuleDecoder {
    let places: Places

    /// The rules, in the author's order.
    func rules(_ node: NodeDecoder) -> [RowRule] {
        var first: [RowRule: SourceSpan] = [:]
        return (node.list("a list of row rules") ?? []).compactMap { item in
            guard let keys = item.mapping("a row rule", known: ["role"], required: ["entity", "where"]) else {
                return nil
            }
            let role = keys["role"]?.id(.snake)
            if let role, let node = keys["role"] { places.note("row/role/\(role)", node.span) }
            let condition = keys["where"]?.expression()
            guard let entity = keys["entity"]?.entity(), let condition else { return nil }
            if let node = keys["entity"] { places.note("row/entity/\(entity)", node.span) }
            let rule = RowRule(entity, role: role, where: condition)
            let known = RowRule(entity, role: role, where: ExpressionSource(condition.text))
            if let other = first[known] {
                let message = "this rule of `\(entity)` stands here already, on line \(other.line)"
                item.report(.repeatedItem, message, at: condition.span ?? item.span)
            }
            first[known] = first[known] ?? item.span
            return rule
        }
    }
}
