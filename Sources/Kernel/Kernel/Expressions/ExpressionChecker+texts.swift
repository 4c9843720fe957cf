extension ExpressionChecker {
    /// Calls of functions on text.
    mutating func textCall(_ call: FunctionCall) -> TypedNode? {
        guard let typed = typed(call) else { return nil }
        // Always null: the literal, so that no back end has to bind a null.
        if typed.contains(where: { $0.type == .null }) { return null(call) }
        if call.name.text == "text" { return text(typed[0], call) }
        // Choices can be joined, but not looked into: their names are no text of people's.
        let takesChoices = call.name.text == "concat"
        let wrong = typed.filter { takesChoices ? !$0.type.isTextual : $0.type != .text }
        for argument in wrong { refuse(argument, of: call, needs: "text") }
        guard wrong.isEmpty else { return nil }
        let nodes = typed.map(\.node)
        switch call.name.text {
        case "contains": return TypedNode(.contains(nodes[0], nodes[1]), .bool, call.range)
        case "starts_with": return TypedNode(.startsWith(nodes[0], nodes[1]), .bool, call.range)
        case "ends_with": return self.call(.endsWith, typed, call.range)
        case "lower": return self.call(.lower, typed, call.range)
        case "upper": return self.call(.upper, typed, call.range)
        case "trim": return self.call(.trim, typed, call.range)
        case "length": return self.call(.length, typed, call.range)
        default: return self.call(.concat, typed, call.range)
        }
    }

    /// `text(x)`: as on the wire, a decimal without zeros at its end, an amount as `12.50 EUR`.
    private mutating func text(_ typed: TypedNode, _ call: FunctionCall) -> TypedNode? {
        let operation: ExpressionOperation
        switch typed.type {
        case .text: return typed
        case .choice:
            return self.call(.concat, [typed, TypedNode(.literal(.text("")), .text, typed.range)], call.range)
        case .bool: operation = .textOfBool
        case .int: operation = .textOfInt
        case .decimal: operation = .textOfDecimal
        case .money: operation = .textOfMoney
        case .date: operation = .textOfDate
        case .time: operation = .textOfTime
        case .datetime: operation = .textOfInstant
        default:
            refuse(typed, of: call, needs: "a value that can be written")
            return nil
        }
        return self.call(operation, [typed], call.range)
    }
}
