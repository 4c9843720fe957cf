extension ExpressionChecker {
    /// A chain of `+ - &` or `* / %`, from the left.
    mutating func arithmetic(_ first: SyntaxTree, _ steps: [ArithmeticStep]) -> TypedNode? {
        guard var left = typed(first) else { return nil }
        for step in steps {
            guard let right = typed(step.operand), let next = combined(left, step, right) else { return nil }
            left = next
        }
        return left
    }

    /// `-x`.
    mutating func negative(_ inner: SyntaxTree, _ range: ScalarRange) -> TypedNode? {
        guard let typed = typed(inner) else { return nil }
        let operation: ExpressionOperation
        switch typed.type {
        case .null: return TypedNode(.literal(.null), .null, range)
        case .int: operation = .intNegate
        case .decimal: operation = .negate
        case .money: operation = .moneyNegate
        case .duration: operation = .durationNegate
        default:
            report(.types, "`-` needs a number, money or a duration, this is \(typed.words)", at: inner.range)
            return nil
        }
        return call(operation, [typed], range)
    }

    private mutating func combined(_ left: TypedNode, _ step: ArithmeticStep, _ right: TypedNode) -> TypedNode? {
        let range = left.range.through(right.range)
        if left.type == .null || right.type == .null { return TypedNode(.literal(.null), .null, range) }
        guard let (operation, isTurned) = Self.operation(step.symbol, left.type, right.type) else {
            let hint = Self.hint(step.symbol, left.type, right.type)
            let message = "`\(step.symbol)` has no meaning between \(left.words) and \(right.words)"
            report(.types, message, at: step.range, hint: hint)
            return nil
        }
        if let one = left.currency, let other = right.currency, one != other {
            let message = "`\(step.symbol)` cannot join \(left.words) and \(right.words)"
            report(.types, message, at: step.range, hint: "amounts of two currencies have no sum")
            return nil
        }
        return call(operation, isTurned ? [right, left] : [left, right], range)
    }

    /// The operation of a sign between two types, and whether its operands stand the other way round.
    private static func operation(
        _ sign: String,
        _ left: ExpressionType,
        _ right: ExpressionType
    ) -> (ExpressionOperation, Bool)? {
        let isNumber = (left.scale != nil, right.scale != nil)
        switch (sign, left, right) {
        case ("+", .int, .int): return (.intAdd, false)
        case ("-", .int, .int): return (.intSubtract, false)
        case ("*", .int, .int): return (.intMultiply, false)
        case ("%", .int, .int): return (.intRemainder, false)
        case (_, _, _) where isNumber == (true, true): return numbers[sign].map { ($0, false) }
        case ("+", .money, .money): return (.moneyAdd, false)
        case ("-", .money, .money): return (.moneySubtract, false)
        case ("/", .money, .money): return (.moneyRatio, false)
        case ("*", .money, _) where isNumber.1: return (.moneyMultiply, false)
        case ("*", _, .money) where isNumber.0: return (.moneyMultiply, true)
        case ("/", .money, _) where isNumber.1: return (.moneyDivide, false)
        case ("+", .duration, .duration): return (.durationAdd, false)
        case ("-", .duration, .duration): return (.durationSubtract, false)
        case ("/", .duration, .duration): return (.durationRatio, false)
        case ("*", .duration, _) where isNumber.1: return (.durationMultiply, false)
        case ("*", _, .duration) where isNumber.0: return (.durationMultiply, true)
        case ("/", .duration, _) where isNumber.1: return (.durationDivide, false)
        case ("+", .datetime, .duration): return (.instantAdd, false)
        case ("+", .duration, .datetime): return (.instantAdd, true)
        case ("-", .datetime, .duration): return (.instantSubtract, false)
        case ("-", .datetime, .datetime): return (.instantDifference, false)
        case ("&", _, _) where left.isTextual && right.isTextual: return (.concat, false)
        default: return nil
        }
    }

    private static let numbers: [String: ExpressionOperation] = [
        "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder,
    ]

    private static func hint(_ sign: String, _ left: ExpressionType, _ right: ExpressionType) -> String? {
        switch (sign, left, right) {
        case ("&", _, _): "make it text with `text(...)`"
        case ("+", .text, _), ("+", _, .text): "join texts with `&`"
        case ("-", .date, .date): "use `days_between`"
        case ("+", .date, _), ("-", .date, _), ("+", _, .date): "use `add_days` or `add_months`"
        case ("+", .datetime, .int), ("-", .datetime, .int): "write a duration such as `2 h`, or use `add_days`"
        case ("*", .money, .duration), ("*", .duration, .money), ("*", _, .duration), ("*", .duration, _):
            "make the duration a number with `hours(...)` or `minutes(...)`"
        default: nil
        }
    }

    /// A checked operation: worked out where all its operands are constant, joined with the chain before it.
    mutating func call(
        _ operation: ExpressionOperation,
        _ operands: [TypedNode],
        _ range: ScalarRange,
        type: ExpressionType? = nil
    ) -> TypedNode? {
        let type = operation.type ?? type ?? operands[0].type
        let isMoney = type == .money
        let currency = isMoney && operation != .money ? operands.compactMap(\.currency).first : nil
        let constants = operands.compactMap(\.constant)
        if constants.count == operands.count, !operation.isLocal {
            // Constants need no zone: what does has been left out.
            let result = operation.apply(constants.map { .plain($0) }, zone: .utc)
            if result.isNull, !constants.contains(where: \.isNull) {
                report(.alwaysNull, "This is always null: \(operation.reason)", at: range)
                return nil
            }
            if let folded = Self.literal(result) {
                return TypedNode(.literal(folded), Self.type(of: folded) ?? type, range)
            }
        } else if operation.dividesByLast, let divisor = operands.last?.constant, Self.isZero(divisor) {
            report(.alwaysNull, "This is always null: \(operation.reason)", at: range)
            return nil
        }
        var nodes = operands.map(\.node)
        if operation.isChain, case .call(operation, let earlier) = nodes[0] {
            nodes.replaceSubrange(0..<1, with: earlier)
        }
        return TypedNode(.call(operation, nodes), type, range, currency: currency)
    }

    /// A result that a literal can say.
    private static func literal(_ result: WideValue) -> Value? {
        switch result {
        case .plain(.int), .plain(.bool), .plain(.text): result.value
        case .decimal(let units): result.value.wide == units ? decimal(result.value) : nil
        default: nil
        }
    }

    /// With at least one place: without, it would be read as an int.
    private static func decimal(_ value: Value) -> Value? {
        guard case .decimal(let units, scale: 0) = value else { return value }
        let (more, overflow) = units.multipliedReportingOverflow(by: 10)
        return overflow || more.magnitude > 999_999_999_999_999_999 ? nil : .decimal(units: more, scale: 1)
    }

    private static func type(of value: Value) -> ExpressionType? {
        if case .decimal(_, let scale) = value { .decimal(scale: scale) } else { nil }
    }

    private static func isZero(_ value: Value) -> Bool {
        switch value {
        case .int(0), .decimal(0, _), .money(0, _), .duration(0): true
        default: false
        }
    }
}

extension Value {
    /// A number in units of 10^-9.
    fileprivate var wide: Int128? { WideValue.plain(self).units }
}

extension ExpressionOperation {
    fileprivate var dividesByLast: Bool {
        switch self {
        case .divide, .remainder, .intRemainder, .moneyDivide, .moneyRatio, .durationDivide, .durationRatio: true
        default: false
        }
    }

    /// Why a result is not possible.
    fileprivate var reason: String {
        switch self {
        case _ where dividesByLast: "a division by zero, or a result of 10^18 and beyond"
        case .dateOfText, .timeOfText, .dateAddDays, .dateAddMonths: "there is no such date or time"
        case .money, .amount: "no such amount, or no such currency"
        default: "the result is 10^18 or beyond"
        }
    }
}

extension ExpressionType {
    /// Whether `&` and `concat` take it.
    var isTextual: Bool {
        switch self {
        case .text, .choice: true
        default: false
        }
    }
}
