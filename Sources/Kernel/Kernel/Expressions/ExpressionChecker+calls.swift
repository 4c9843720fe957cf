extension ExpressionChecker {
    /// A call of one of the functions that this version has.
    mutating func call(_ name: SyntaxName, _ arguments: [SyntaxTree], _ range: ScalarRange) -> TypedNode? {
        guard let count = ExpressionFunction.available[name.text] else {
            reportMissing(name)
            return nil
        }
        guard arguments.count == count else {
            let takes = count == 0 ? "no arguments" : "\(count) arguments"
            report(.arguments, "`\(name.text)` takes \(takes), not \(arguments.count)", at: range)
            return nil
        }
        switch name.text {
        case "now": return TypedNode(.now, .datetime, range)
        case "today": return TypedNode(.today, .date, range)
        default: return textTest(name, arguments, range)
        }
    }

    private mutating func reportMissing(_ name: SyntaxName) {
        if ExpressionFunction.later.contains(name.text) {
            reportNotYet("`\(name.text)`", at: name.range)
        } else {
            let hint = DidYouMean.hint(for: name.text, in: ExpressionFunction.names)
            report(.unknownFunction, "There is no function `\(name.text)`", at: name.range, hint: hint)
        }
    }

    private mutating func textTest(_ name: SyntaxName, _ arguments: [SyntaxTree], _ range: ScalarRange) -> TypedNode? {
        let whole = text(arguments[0], of: name)
        let part = text(arguments[1], of: name)
        guard let whole, let part else { return nil }
        // Always null: the literal, so that no back end has to bind a null.
        if whole == .literal(.null) || part == .literal(.null) { return TypedNode(.literal(.null), .null, range) }
        let node: ExpressionNode = name.text == "contains" ? .contains(whole, part) : .startsWith(whole, part)
        return TypedNode(node, .bool, range)
    }

    private mutating func text(_ argument: SyntaxTree, of function: SyntaxName) -> ExpressionNode? {
        guard let typed = typed(argument) else { return nil }
        if typed.type == .text || typed.type == .null { return typed.node }
        report(.types, "`\(function.text)` needs text, this is \(typed.words)", at: argument.range)
        return nil
    }
}
