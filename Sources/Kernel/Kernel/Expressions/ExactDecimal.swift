/// Arithmetic on scaled integers, wide enough that nothing is lost: 64 bits of units and 9 places need 94 bits.
package enum ExactDecimal {
    /// Units and scale of a number; `nil` for what is none or has a scale outside 0 to 9.
    package static func parts(of value: Value) -> (units: Int128, scale: Int)? {
        switch value {
        case .int(let number): (Int128(number), 0)
        case .decimal(let units, let scale) where (0...9).contains(scale): (Int128(units), scale)
        default: nil
        }
    }

    /// Orders two numbers of any scales; `nil` where one is no number.
    static func order(_ left: Value, _ right: Value) -> Order? {
        guard let (left, leftScale) = parts(of: left), let (right, rightScale) = parts(of: right) else { return nil }
        return Order(left * power(9 - leftScale), right * power(9 - rightScale))
    }

    /// The number at another scale, rounded down, and whether nothing was cut.
    static func floor(_ units: Int128, from scale: Int, to target: Int) -> (units: Int128, exact: Bool) {
        guard target < scale else { return (units * power(target - scale), true) }
        let (quotient, rest) = units.quotientAndRemainder(dividingBy: power(scale - target))
        return (rest < 0 ? quotient - 1 : quotient, rest == 0)
    }

    /// The number at another scale, rounded half away from zero; `nil` where 64 bits do not hold it.
    package static func rounded(_ units: Int128, from scale: Int, to target: Int) -> Int64? {
        guard target < scale else { return Int64(exactly: units * power(target - scale)) }
        let divisor = power(scale - target)
        let (quotient, rest) = units.quotientAndRemainder(dividingBy: divisor)
        let up: Int128 = rest.magnitude * 2 >= divisor.magnitude ? units.signum() : 0
        return Int64(exactly: quotient + up)
    }

    /// `12.50` for 1250 units of scale 2.
    package static func text(_ units: Int128, scale: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = units < 0 ? "-" : ""
        return scale == 0 ? sign + padded : sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// Places of a number that is worked out.
    package static let places = 9
    /// 10^18 in units of 10^-9: what no result reaches.
    package static let limit: Int128 = 1_000_000_000_000_000_000_000_000_000
    /// 1 in units of 10^-9.
    static let one: Int128 = 1_000_000_000

    /// `a * b / divisor`, rounded half away from zero; `nil` for a divisor of 0 and for what 127 bits do not hold.
    ///
    /// The product is 256 bits wide.
    static func ratio(_ a: Int128, _ b: Int128, by divisor: Int128) -> Int128? {
        guard divisor != 0 else { return nil }
        let product = a.magnitude.multipliedFullWidth(by: b.magnitude)
        let size = divisor.magnitude
        guard product.high < size else { return nil }
        let (quotient, rest) = size.dividingFullWidth(product)
        let (rounded, overflow) = quotient.addingReportingOverflow(rest >= size - rest ? 1 : 0)
        guard !overflow, let whole = Int128(exactly: rounded) else { return nil }
        let isNegative = ((a < 0) != (b < 0)) != (divisor < 0)
        return isNegative ? -whole : whole
    }

    /// Units of 10^-9 as text, without trailing zeros.
    static func trimmed(_ units: Int128) -> String {
        var (units, scale) = (units, places)
        while scale > 0, units % 10 == 0 {
            units /= 10
            scale -= 1
        }
        return text(units, scale: scale)
    }

    /// 10 to a power, 0 to 38.
    static func power(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<max(0, exponent) { power *= 10 }
        return power
    }
}

/// How two values stand to each other.
enum Order {
    case before, same, after

    init<Item: Comparable>(_ left: Item, _ right: Item) {
        self = left < right ? .before : left > right ? .after : .same
    }

    /// Whether a comparison holds for values that stand so.
    func satisfies(_ comparison: ComparisonOperator) -> Bool {
        switch comparison {
        case .equal: self == .same
        case .notEqual: self != .same
        case .less: self == .before
        case .lessOrEqual: self != .after
        case .greater: self == .after
        case .greaterOrEqual: self != .before
        }
    }
}
