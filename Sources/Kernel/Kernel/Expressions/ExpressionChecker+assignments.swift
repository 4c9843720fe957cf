extension ExpressionChecker {
    /// A tree as a value of a field.
    mutating func assignment(_ tree: SyntaxTree, to field: FieldDefinition) -> ExpressionNode? {
        let target = ExpressionType(field.type)
        if case .list(let items) = tree.kind, let element = target.element {
            return several(items, of: element)
        }
        guard let typed = read(tree, as: target) else { return nil }
        guard typed.type == .null || Self.fits(typed.type, into: target) else {
            report(.types, "`\(field.id)` is \(target.words), this is \(typed.words)", at: tree.range)
            return nil
        }
        if case .money(let currency?, _, _) = field.type, let other = typed.currency, other != currency {
            report(.types, "`\(field.id)` is money in \(currency), this is \(typed.words)", at: tree.range)
            return nil
        }
        return scaled(typed, to: target)
    }

    /// Whether every value of a type is one of another.
    ///
    /// An int becomes a decimal, never the other way round.
    private static func fits(_ type: ExpressionType, into target: ExpressionType) -> Bool {
        switch (type, target) {
        case (.int, .decimal), (.decimal, .decimal): true
        case (.choice(let mine), .choice(let wanted)), (.choices(let mine), .choices(let wanted)):
            Set(mine).isSubset(of: wanted)
        default: type == target
        }
    }

    /// A constant number at the scale of its field, rounded half away from zero.
    private mutating func scaled(_ typed: TypedNode, to target: ExpressionType) -> ExpressionNode? {
        guard case .decimal(let scale) = target, let constant = typed.constant,
            let (units, own) = ExactDecimal.parts(of: constant)
        else { return typed.node }
        guard let rounded = ExactDecimal.rounded(units, from: own, to: scale) else {
            report(.literal, "The number does not fit in 64 bits with \(scale) decimal places", at: typed.range)
            return nil
        }
        return .literal(.decimal(units: rounded, scale: scale))
    }

    /// A list literal as a constant; elements given twice count once.
    private mutating func several(_ items: [SyntaxTree], of element: ExpressionType) -> ExpressionNode? {
        var values: [Value] = []
        var isGood = true
        for item in items {
            guard let typed = read(item, as: element) else {
                isGood = false
                continue
            }
            if let constant = typed.constant, typed.type.meets(element) {
                if !values.contains(constant) { values.append(constant) }
            } else if typed.constant == nil {
                reportNotYet("A list of what is not constant", at: item.range)
                isGood = false
            } else {
                report(.types, "The list is of \(element.words), this is \(typed.words)", at: item.range)
                isGood = false
            }
        }
        guard isGood else { return nil }
        if case .choice(let options) = element {
            let chosen = Set(values.compactMap(\.text))
            return .literal(.choices(options.filter { chosen.contains($0) }))
        }
        return .literal(.references(values.compactMap(\.reference)))
    }
}
