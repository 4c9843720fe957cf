extension ExpressionChecker {
    /// A comparison of two sides, each read with the other's type in mind.
    mutating func compare(
        _ comparison: ComparisonOperator,
        _ left: SyntaxTree,
        _ right: SyntaxTree,
        _ range: ScalarRange
    ) -> TypedNode? {
        guard let (left, right) = pair(left, right), agree(comparison, left, right, range) else { return nil }
        return TypedNode(Self.comparison(comparison, left, right), .bool, range)
    }

    /// Both sides.
    ///
    /// Texts and bare names wait for the type of the other side; between a text and a bare name the text does.
    private mutating func pair(_ left: SyntaxTree, _ right: SyntaxTree) -> (TypedNode, TypedNode)? {
        if let leftName = left.bareName, let rightName = right.bareName {
            return pair(of: (left, leftName), (right, rightName))
        }
        let rightFirst = left.isText || (left.bareName != nil && !right.isText && !right.choosesOptions)
        if rightFirst {
            guard let second = typed(right), let first = read(left, as: second.type, orField: true) else { return nil }
            return (first, second)
        }
        guard let first = typed(left), let second = read(right, as: first.type) else { return nil }
        return (first, second)
    }

    /// Two bare names: one can be the field, the other its value.
    ///
    /// The left one is asked first.
    private mutating func pair(
        of left: (tree: SyntaxTree, name: SyntaxName),
        _ right: (tree: SyntaxTree, name: SyntaxName)
    ) -> (TypedNode, TypedNode)? {
        let leftOptions = (try? resolve([left.name]))?.type.options
        let rightOptions = (try? resolve([right.name]))?.type.options
        let isForward = leftOptions?.contains(right.name.text) ?? false
        let isReversed = rightOptions?.contains(left.name.text) ?? false
        if isForward, isReversed {
            report(
                .ambiguous,
                "Both `\(left.name.text)` and `\(right.name.text)` can be the field here",
                at: left.tree.range.through(right.tree.range),
                hint: "put the field in backquotes"
            )
            return nil
        }
        if isReversed || (leftOptions == nil && rightOptions != nil) {
            guard let second = typed(right.tree), let first = read(left.tree, as: second.type) else { return nil }
            return (first, second)
        }
        guard let first = typed(left.tree), let second = read(right.tree, as: first.type) else { return nil }
        return (first, second)
    }

    /// Whether a comparison of the two has a meaning; reports why not.
    mutating func agree(
        _ comparison: ComparisonOperator,
        _ left: TypedNode,
        _ right: TypedNode,
        _ range: ScalarRange
    ) -> Bool {
        if left.type == .null || right.type == .null { return true }
        let sign = comparison.rawValue
        if left.type.meets(right.type) {
            if let one = left.currency, let other = right.currency, one != other {
                report(.types, "`\(sign)` cannot compare \(left.words) with \(right.words)", at: range)
                return false
            }
            if comparison == .equal || comparison == .notEqual || left.type.isOrdered { return true }
            report(.types, "`\(sign)` has no meaning for \(left.words), which has no order", at: range)
            return false
        }
        let hint = left.type.element != nil || right.type.element != nil ? "use `in` for one of several" : nil
        let differ = left.type.options != nil && right.type.options != nil ? ": they share no value" : ""
        let message = "`\(sign)` cannot compare \(left.words) with \(right.words)\(differ)"
        report(.types, message, at: range, hint: hint)
        return false
    }

    /// The node of a comparison that has a meaning.
    static func comparison(_ comparison: ComparisonOperator, _ left: TypedNode, _ right: TypedNode) -> ExpressionNode {
        if left.constant != nil, right.constant == nil {
            return Self.comparison(comparison.turned, right, left)
        }
        guard let constant = right.constant else { return .compare(comparison, left.node, right.node) }
        let isEquality = comparison == .equal || comparison == .notEqual
        if let other = left.constant {
            let bothNull = other.isNull && constant.isNull
            let oneNull = other.isNull != constant.isNull
            let nulls = comparison == .equal ? bothNull : comparison == .notEqual ? oneNull : false
            let isNullTest = isEquality && (bothNull || oneNull)
            return .literal(.bool(isNullTest ? nulls : ValueComparison.holds(comparison, other, constant)))
        }
        if constant.isNull {
            return isEquality ? .compare(comparison, left.node, .literal(.null)) : .literal(.bool(false))
        }
        guard left.isStored, let scale = left.type.scale else { return .compare(comparison, left.node, right.node) }
        switch NumberFit(comparison, constant, scale: scale, isInt: left.type == .int) {
        case .comparison(let fitted, let value): return .compare(fitted, left.node, .literal(value))
        case .never: return .literal(.bool(false))
        case .whenPresent: return .compare(.notEqual, left.node, .literal(.null))
        }
    }
}

extension ComparisonOperator {
    /// The comparison that says the same with the sides exchanged.
    var turned: ComparisonOperator {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
