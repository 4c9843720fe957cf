extension ExpressionChecker {
    /// Calls of functions on numbers, amounts and points.
    mutating func numberCall(_ call: FunctionCall) -> TypedNode? {
        switch call.name.text {
        case "min", "max": return extreme(call)
        case "clamp": return clamp(call)
        case "money": return money(call)
        default: break
        }
        guard let typed = typed(call) else { return nil }
        if typed.contains(where: { $0.type == .null }) { return null(call) }
        switch call.name.text {
        case "abs": return absolute(typed[0], call)
        case "round": return round(typed, call)
        case "floor": return whole(.floor, typed[0], call)
        case "ceil": return whole(.ceil, typed[0], call)
        case "percent": return percent(typed, call)
        case "amount", "currency":
            guard typed[0].type == .money else {
                refuse(typed[0], of: call, needs: "money")
                return nil
            }
            return self.call(call.name.text == "amount" ? .amount : .currency, typed, call.range)
        default:
            for point in typed where point.type != .geo {
                refuse(point, of: call, needs: "a position")
                return nil
            }
            return self.call(.distance, typed, call.range)
        }
    }

    private mutating func absolute(_ typed: TypedNode, _ call: FunctionCall) -> TypedNode? {
        switch typed.type {
        case .int: return self.call(.intAbs, [typed], call.range)
        case .decimal: return self.call(.abs, [typed], call.range)
        case .money: return self.call(.moneyAbs, [typed], call.range)
        case .duration: return self.call(.durationAbs, [typed], call.range)
        default:
            refuse(typed, of: call, needs: "a number, money or a duration")
            return nil
        }
    }

    private mutating func number(_ typed: TypedNode, _ call: FunctionCall) -> Bool {
        if typed.type.scale != nil { return true }
        refuse(typed, of: call, needs: "a number")
        return false
    }

    private mutating func round(_ typed: [TypedNode], _ call: FunctionCall) -> TypedNode? {
        guard number(typed[0], call) else { return nil }
        guard typed.count == 2 else { return whole(.roundToInt, typed[0], call) }
        guard typed[1].type == .int else {
            refuse(typed[1], of: call, needs: "places as an int")
            return nil
        }
        return self.call(.round, typed, call.range)
    }

    /// To an int; an int is one already.
    private mutating func whole(
        _ operation: ExpressionOperation,
        _ typed: TypedNode,
        _ call: FunctionCall
    ) -> TypedNode? {
        guard number(typed, call) else { return nil }
        return typed.type == .int ? typed : self.call(operation, [typed], call.range)
    }

    private mutating func percent(_ typed: [TypedNode], _ call: FunctionCall) -> TypedNode? {
        guard number(typed[1], call) else { return nil }
        if typed[0].type == .money { return self.call(.moneyPercent, typed, call.range) }
        guard number(typed[0], call) else { return nil }
        return self.call(.percent, typed, call.range)
    }

    private mutating func money(_ call: FunctionCall) -> TypedNode? {
        guard let typed = typed(call) else { return nil }
        if typed[0].type == .null || typed[1].type == .null { return null(call) }
        guard number(typed[0], call) else { return nil }
        guard typed[1].type == .text else {
            refuse(typed[1], of: call, needs: "a currency such as \"EUR\"")
            return nil
        }
        let currency = typed[1].constant?.text
        if let currency, CurrencyDigits.of(currency) == nil {
            report(.literal, "A currency is three capital letters such as \"EUR\"", at: typed[1].range)
            return nil
        }
        guard let made = self.call(.money, typed, call.range) else { return nil }
        return TypedNode(made.node, made.type, made.range, currency: currency)
    }

    private mutating func extreme(_ call: FunctionCall) -> TypedNode? {
        guard let values = ordered(call) else { return nil }
        if values.contains(where: { $0.type == .null }) { return null(call) }
        return self.call(call.name.text == "min" ? .least : .greatest, values, call.range)
    }

    /// `max(lo, min(x, hi))`: where the bounds cross, the lower one holds.
    private mutating func clamp(_ call: FunctionCall) -> TypedNode? {
        guard let values = ordered(call) else { return nil }
        if values.contains(where: { $0.type == .null }) { return null(call) }
        guard let upper = self.call(.least, [values[0], values[2]], call.range) else { return nil }
        return self.call(.greatest, [upper, values[1]], call.range)
    }

    /// Arguments of one type that has an order; ints beside decimals become decimals.
    private mutating func ordered(_ call: FunctionCall) -> [TypedNode]? {
        let lead = call.arguments.first { !$0.isText }
        guard let first = typed(lead ?? call.arguments[0]) else { return nil }
        var values: [TypedNode] = []
        for argument in call.arguments {
            guard let value = argument == lead ? first : read(argument, as: first.type) else { return nil }
            values.append(value)
        }
        let present = values.filter { $0.type != .null }
        guard let kind = present.first else { return values }
        for value in present {
            guard value.type.isOrdered, value.type.meets(kind.type) else {
                refuse(value, of: call, needs: "values of one type that has an order")
                return nil
            }
            if let one = kind.currency, let other = value.currency, one != other {
                refuse(value, of: call, needs: "amounts in one currency")
                return nil
            }
        }
        guard let decimal = present.first(where: { if case .decimal = $0.type { true } else { false } }) else {
            return values
        }
        return values.map { self.decimal($0, for: decimal.type) }
    }
}
