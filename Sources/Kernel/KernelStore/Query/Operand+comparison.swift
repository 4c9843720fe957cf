import Kernel

extension Operand {
    /// `left <operator> right`, NULL or false where a side is null.
    /// - Throws: 422 for values that do not compare; the checker of expressions lets none through.
    static func compare(_ order: ComparisonOperator, _ left: Operand, _ right: Operand) throws -> SQLFragment {
        switch (left.form, right.form) {
        case (.wide, _), (_, .wide), (.wideMoney, _), (_, .wideMoney): return try wide(order, left, right)
        case (.number(let a), .number(let b)):
            return numbers(order, left, a, right, b)
        case (.money, .money):
            return money(order, left, right)
        case (.geo, .geo), (.several, .several):
            guard order == .equal || order == .notEqual else { throw unsupported }
            // How exact a point is, its third part where it comes from a column, is no part of which point it is.
            let pieces = zip(left.parts.prefix(2), right.parts).map { pair in compare(order, pair.0, pair.1) }
            return order == .equal ? "(\(.joined(pieces, " AND ")))" : "(\(.joined(pieces, " OR ")))"
        case (let a, let b) where a == b:
            return compare(order, left.parts[0], right.parts[0])
        default:
            throw unsupported
        }
    }

    /// Numbers and amounts, of which one at least was worked out.
    private static func wide(_ order: ComparisonOperator, _ left: Operand, _ right: Operand) throws -> SQLFragment {
        guard left.isAmount == right.isAmount, left.isAmount || (left.isNumber && right.isNumber) else {
            throw unsupported
        }
        let result: SQLFragment = "kernel_compare(\(try left.wide), \(try right.wide))"
        return switch order {
        case .equal: "\(result) = 0"
        case .notEqual: "\(result) <> 0"
        case .less: "\(result) = -1"
        case .lessOrEqual: "\(result) IN (-1, 0)"
        case .greater: "\(result) = 1"
        case .greaterOrEqual: "\(result) IN (0, 1)"
        }
    }

    /// What an expression that was not checked gets.
    static var unsupported: KernelError {
        KernelError.invalid([Finding("where", "unsupported", "These values cannot be compared.")])
    }

    /// Two columns of one physical type.
    static func compare(_ order: ComparisonOperator, _ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
        switch order {
        case .equal: "\(left) = \(right)"
        case .notEqual: "\(left) <> \(right)"
        case .less: "\(left) < \(right)"
        case .lessOrEqual: "\(left) <= \(right)"
        case .greater: "\(left) > \(right)"
        case .greaterOrEqual: "\(left) >= \(right)"
        }
    }

    /// Amounts of two currencies differ, and neither is the greater one.
    private static func money(_ order: ComparisonOperator, _ left: Operand, _ right: Operand) -> SQLFragment {
        let amounts = compare(order, left.parts[0], right.parts[0])
        return switch order {
        case .notEqual: "(\(amounts) OR \(left.parts[1]) <> \(right.parts[1]))"
        default: "(\(amounts) AND \(left.parts[1]) = \(right.parts[1]))"
        }
    }

    /// Scaled integers, exactly: nothing is multiplied in SQL, where a product beyond 64 bits becomes a double.
    private static func numbers(
        _ order: ComparisonOperator,
        _ left: Operand,
        _ leftScale: Int,
        _ right: Operand,
        _ rightScale: Int
    ) -> SQLFragment {
        if leftScale == rightScale { return compare(order, left.parts[0], right.parts[0]) }
        if let units = right.units {
            return constant(order, left, leftScale, units, rightScale)
        }
        if let units = left.units {
            return constant(order.flipped, right, rightScale, units, leftScale)
        }
        return leftScale < rightScale
            ? columns(order, left.parts[0], right.parts[0], digits: rightScale - leftScale)
            : columns(order.flipped, right.parts[0], left.parts[0], digits: leftScale - rightScale)
    }

    /// A column against a constant of another scale: the constant is brought to the column's scale beforehand, so that an
    /// index on the column serves.
    private static func constant(
        _ order: ComparisonOperator,
        _ column: Operand,
        _ scale: Int,
        _ units: Int64,
        _ constantScale: Int
    ) -> SQLFragment {
        let side = column.parts[0]
        if let same = ScaledInteger.exactly(units, from: constantScale, to: scale) {
            return compare(order, side, "\(bind: .int(same))")
        }
        // No value of the column equals it: it lies beyond all of them, or between two neighbours.
        if order == .equal { return .never }
        if order == .notEqual { return "\(column.isPresent)" }
        let wantsLess = order == .less || order == .lessOrEqual
        guard constantScale > scale, let factor = ScaledInteger.power(constantScale - scale) else {
            return wantsLess == (units > 0) ? column.isPresent : .never
        }
        // Rounded towards zero; the neighbour it was rounded to is on the lesser side for a positive constant.
        let rounded: SQLFragment = "\(bind: .int(units / factor))"
        return switch (wantsLess, units > 0) {
        case (true, true): "\(side) <= \(rounded)"
        case (true, false): "\(side) < \(rounded)"
        case (false, true): "\(side) > \(rounded)"
        case (false, false): "\(side) >= \(rounded)"
        }
    }

    /// Two columns; `fine` has `digits` more places.
    ///
    /// With fine = whole * d + rest, rest of fine's sign: coarse * d < fine exactly when coarse < whole, or coarse =
    /// whole and 0 < rest.
    private static func columns(
        _ order: ComparisonOperator,
        _ coarse: SQLFragment,
        _ fine: SQLFragment,
        digits: Int
    ) -> SQLFragment {
        let factor: SQLFragment = "\(bind: .int(ScaledInteger.power(digits) ?? .max))"
        let (whole, rest): (SQLFragment, SQLFragment) = ("\(fine) / \(factor)", "\(fine) % \(factor)")
        let zero: SQLFragment = "0"
        switch order {
        case .equal: return "(\(coarse) = \(whole) AND \(rest) = 0)"
        case .notEqual: return "(\(coarse) IS NOT NULL AND (\(coarse) <> \(whole) OR \(rest) <> 0))"
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let strict: ComparisonOperator = order == .less || order == .lessOrEqual ? .less : .greater
            let wholes = compare(strict, coarse, whole)
            return "(\(wholes) OR (\(coarse) = \(whole) AND \(compare(order, zero, rest))))"
        }
    }
}

extension ComparisonOperator {
    /// The operator that says the same with its sides exchanged.
    var flipped: ComparisonOperator {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
