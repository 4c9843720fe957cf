extension ExpressionChecker {
    /// Calls of functions on days, times and durations.
    mutating func timeCall(_ call: FunctionCall) -> TypedNode? {
        switch call.name.text {
        case "days_between", "minutes_between": return between(call)
        case "add_days", "add_months": return moved(call)
        default: break
        }
        guard let argument = typed(call.arguments[0]) else { return nil }
        if argument.type == .null { return null(call) }
        switch call.name.text {
        case "date": return converted(argument, call, local: .localDate, text: .dateOfText, own: .date)
        case "time": return converted(argument, call, local: .localTime, text: .timeOfText, own: .time)
        case "hour": return hour(argument, call)
        case "minutes", "hours":
            guard argument.type == .duration else {
                refuse(argument, of: call, needs: "a duration")
                return nil
            }
            return self.call(call.name.text == "hours" ? .hours : .minutes, [argument], call.range)
        default:
            guard let day = day(argument, call), let operation = ExpressionOperation(rawValue: call.name.text) else {
                return nil
            }
            return self.call(operation, [day], call.range)
        }
    }

    private mutating func converted(
        _ argument: TypedNode,
        _ call: FunctionCall,
        local: ExpressionOperation,
        text: ExpressionOperation,
        own: ExpressionType
    ) -> TypedNode? {
        switch argument.type {
        case own: return argument
        case .datetime: return self.call(local, [argument], call.range)
        case .text:
            // A literal is read now.
            if case .text(let written)? = argument.constant {
                let result = text.apply([.plain(.text(written))], zone: .utc)
                if case .plain(let value) = result, !value.isNull { return TypedNode(.literal(value), own, call.range) }
                return read(call.arguments[0], as: own)
            }
            return self.call(text, [argument], call.range)
        default:
            refuse(argument, of: call, needs: "a datetime or text")
            return nil
        }
    }

    private mutating func hour(_ argument: TypedNode, _ call: FunctionCall) -> TypedNode? {
        switch argument.type {
        case .time: return self.call(.hour, [argument], call.range)
        case .datetime:
            return self.call(.localTime, [argument], call.range).flatMap { self.call(.hour, [$0], call.range) }
        default:
            refuse(argument, of: call, needs: "a time or a datetime")
            return nil
        }
    }

    /// A date, or the date of a datetime in the tenant's zone.
    private mutating func day(_ argument: TypedNode, _ call: FunctionCall) -> TypedNode? {
        switch argument.type {
        case .date: return argument
        case .datetime: return self.call(.localDate, [argument], argument.range)
        default:
            refuse(argument, of: call, needs: "a date or a datetime")
            return nil
        }
    }

    private mutating func between(_ call: FunctionCall) -> TypedNode? {
        let isDays = call.name.text == "days_between"
        let usual: ExpressionType = isDays ? .date : .datetime
        guard let first = read(call.arguments[0], as: usual), let second = read(call.arguments[1], as: usual) else {
            return nil
        }
        if first.type == .null || second.type == .null { return null(call) }
        if isDays {
            guard let first = day(first, call), let second = day(second, call) else { return nil }
            return self.call(.daysBetween, [first, second], call.range)
        }
        for argument in [first, second] where argument.type != .datetime {
            refuse(argument, of: call, needs: "a datetime")
            return nil
        }
        return self.call(.minutesBetween, [first, second], call.range)
    }

    private mutating func moved(_ call: FunctionCall) -> TypedNode? {
        guard let start = read(call.arguments[0], as: .date), let count = typed(call.arguments[1]) else { return nil }
        if start.type == .null || count.type == .null { return null(call) }
        guard count.type == .int else {
            refuse(count, of: call, needs: "a whole number")
            return nil
        }
        let isDays = call.name.text == "add_days"
        switch start.type {
        case .date: return self.call(isDays ? .dateAddDays : .dateAddMonths, [start, count], call.range)
        case .datetime: return self.call(isDays ? .instantAddDays : .instantAddMonths, [start, count], call.range)
        default:
            refuse(start, of: call, needs: "a date or a datetime")
            return nil
        }
    }
}
