extension ExpressionChecker {
    /// `x in list` and `x not in list`.
    mutating func member(
        _ value: SyntaxTree,
        of list: SyntaxTree,
        negated: Bool,
        _ range: ScalarRange
    ) -> TypedNode? {
        let found: (value: TypedNode, node: ExpressionNode)?
        if case .list(let items) = list.kind {
            found = member(value, ofItems: items)
        } else {
            found = member(value, ofSeveral: list)
        }
        guard let found else { return nil }
        return TypedNode(negated ? Self.negated(found.node, for: found.value) : found.node, .bool, range)
    }

    /// False for null too, as every comparison is.
    private static func negated(_ node: ExpressionNode, for value: TypedNode) -> ExpressionNode {
        if let constant = value.constant, case .literal(.bool(let flag)) = node {
            return .literal(.bool(!constant.isNull && !flag))
        }
        let isPresent = ExpressionNode.compare(.notEqual, value.node, .literal(.null))
        if value.constant != nil { return .not(node) }
        return node == .literal(.bool(false)) ? isPresent : .and([isPresent, .not(node)])
    }

    private mutating func member(_ value: SyntaxTree, ofSeveral list: SyntaxTree) -> (TypedNode, ExpressionNode)? {
        guard let several = typed(list) else { return nil }
        guard let element = several.type.element else {
            report(.types, "`in` needs a list on its right, this is \(several.words)", at: list.range)
            return nil
        }
        guard let value = read(value, as: element, orField: true) else { return nil }
        guard value.type == .null || value.type.meets(element) else {
            report(.types, "`in` cannot find \(value.words) in \(several.words)", at: value.range.through(list.range))
            return nil
        }
        let node =
            value.constant?.isNull == true
            ? .literal(.bool(false)) : ExpressionNode.member(value.node, of: several.node)
        return (value, node)
    }

    private mutating func member(_ value: SyntaxTree, ofItems items: [SyntaxTree]) -> (TypedNode, ExpressionNode)? {
        guard let value = typed(value) else { return nil }
        var constants: [Value] = []
        var parts: [ExpressionNode] = []
        var isGood = true
        for item in items {
            guard let item = read(item, as: value.type), agree(.equal, value, item, item.range) else {
                isGood = false
                continue
            }
            if let constant = item.constant, value.constant == nil {
                if let fitted = Self.fitted(constant, to: value) { constants.append(fitted) }
            } else {
                parts.append(Self.comparison(.equal, value, item))
            }
        }
        guard isGood else { return nil }
        if !constants.isEmpty { parts.insert(.member(value.node, of: .constants(constants)), at: 0) }
        return (value, Self.any(parts))
    }

    /// One of several conditions, with constant ones taken out.
    private static func any(_ parts: [ExpressionNode]) -> ExpressionNode {
        if parts.contains(.literal(.bool(true))) { return .literal(.bool(true)) }
        let open = parts.filter { $0 != .literal(.bool(false)) }
        return open.isEmpty ? .literal(.bool(false)) : open.count == 1 ? open[0] : .or(open)
    }

    /// A list element at the scale of what is looked for; `nil` for what can never be equal.
    private static func fitted(_ constant: Value, to item: TypedNode) -> Value? {
        if constant.isNull { return nil }
        guard item.isStored, let scale = item.type.scale else { return constant }
        let fit = NumberFit(.equal, constant, scale: scale, isInt: item.type == .int)
        guard case .comparison(_, let value) = fit else { return nil }
        return value
    }
}
