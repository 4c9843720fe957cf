extension ExpressionChecker {
    /// `if(c, a, b)` and `case(c1, a1, c2, a2, ..., else)`.
    mutating func choice(_ call: FunctionCall, as wanted: ExpressionType? = nil) -> TypedNode? {
        let arguments = call.arguments
        guard arguments.count % 2 == 1 else {
            let message = "`case` takes conditions, each with its value, and the value for else"
            report(.arguments, message, at: call.range)
            return nil
        }
        let tests = stride(from: 0, to: arguments.count - 1, by: 2).map { condition(arguments[$0]) }
        let places = Array(stride(from: 1, to: arguments.count, by: 2)) + [arguments.count - 1]
        guard let (values, type, currency) = alike(places.map { arguments[$0] }, of: call, wanted) else { return nil }
        let conditions = tests.compactMap(\.self)
        guard conditions.count == tests.count else { return nil }
        if type == .null { return null(call) }
        var nodes = zip(conditions, values).flatMap { [$0, $1] }
        nodes.append(values[values.count - 1])
        return TypedNode(.choose(nodes), type, call.range, currency: currency)
    }

    mutating func coalesce(_ call: FunctionCall, as wanted: ExpressionType? = nil) -> TypedNode? {
        guard let (values, type, currency) = alike(call.arguments, of: call, wanted) else { return nil }
        if type == .null { return null(call) }
        let present = values.filter { $0 != .literal(.null) }
        return TypedNode(.coalesce(present), type, call.range, currency: currency)
    }

    /// Values that take one another's place: all of one type, an int beside a decimal made one.
    ///
    /// A text literal is read as the type of the first that is none, or as what the place wants.
    private mutating func alike(
        _ trees: [SyntaxTree],
        of call: FunctionCall,
        _ wanted: ExpressionType?
    ) -> (nodes: [ExpressionNode], type: ExpressionType, currency: String?)? {
        var nodes: [TypedNode?] = trees.map { tree in
            if tree.isText { return nil }
            return wanted.map { read(tree, as: $0, orField: true) } ?? typed(tree)
        }
        guard zip(trees, nodes).allSatisfy({ $0.isText || $1 != nil }) else { return nil }
        let lead = wanted ?? nodes.compactMap(\.self).first { $0.type != .null }?.type ?? .text
        for (index, tree) in trees.enumerated() where nodes[index] == nil {
            guard let read = read(tree, as: lead) else { return nil }
            nodes[index] = read
        }
        for node in nodes.compactMap(\.self) where node.type.element != nil || node.type == .list {
            refuse(node, of: call, needs: "single values")
            return nil
        }
        var type = ExpressionType.null
        for node in nodes.compactMap(\.self) {
            guard let common = type.common(with: node.type) else {
                let message = "`\(call.name.text)` has values of one type: \(type.words) before, this is \(node.words)"
                report(.types, message, at: node.range)
                return nil
            }
            type = common
        }
        let values = nodes.compactMap(\.self)
        let currencies = Set(values.filter { $0.type != .null }.map(\.currency))
        let currency = currencies.count == 1 ? currencies.first.flatMap(\.self) : nil
        return (values.map { decimal($0, for: type).node }, type, currency)
    }

    /// An int where decimals are wanted, as one.
    func decimal(_ typed: TypedNode, for type: ExpressionType) -> TypedNode {
        guard case .decimal = type, typed.type == .int else { return typed }
        if case .int(let number)? = typed.constant, number.magnitude < 100_000_000_000_000_000 {
            return TypedNode(.literal(.decimal(units: number * 10, scale: 1)), .decimal(scale: 1), typed.range)
        }
        return TypedNode(.call(.decimal, [typed.node]), .decimal(scale: ExactDecimal.places), typed.range)
    }
}

extension ExpressionType {
    /// The type of what is of the one or the other; `nil` where there is none.
    fileprivate func common(with other: ExpressionType) -> ExpressionType? {
        switch (self, other) {
        case (.null, _): other
        case (_, .null): self
        case (.int, .decimal), (.decimal, .int), (.decimal, .decimal):
            .decimal(scale: max(scale ?? 0, other.scale ?? 0))
        case (.choice(let mine), .choice(let others)):
            .choice(mine + others.filter { option in !mine.contains { ValueComparison.sameText($0, option) } })
        case (.choice, .text), (.text, .choice): .text
        default: self == other ? self : nil
        }
    }
}
