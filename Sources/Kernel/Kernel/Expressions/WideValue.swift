/// A value while an expression is worked out.
///
/// As `Value`, but a decimal that is the result of an operation has 9 places and 128 bits: `Value` holds 64.
package enum WideValue: Hashable, Sendable {
    /// A field's value, a constant, or the result of an operation that is no decimal.
    case plain(Value)
    /// Units of 10^-9, less than 10^27 of them either way.
    case decimal(Int128)

    /// No value.
    package static let null = WideValue.plain(.null)

    /// Whether this is no value.
    package var isNull: Bool { self == .null }

    /// A number in units of 10^-9; `nil` for what is none.
    package var units: Int128? {
        switch self {
        case .decimal(let units): units
        case .plain(let value):
            ExactDecimal.parts(of: value).map { $0.units * ExactDecimal.power(ExactDecimal.places - $0.scale) }
        }
    }

    /// The same as a stored value.
    ///
    /// A decimal has as many places as 64 bits hold, at most 9, rounded half away from zero; without trailing zeros.
    package var value: Value {
        switch self {
        case .plain(let value): return value
        case .decimal(var units):
            var scale = ExactDecimal.places
            while scale > 0, units % 10 == 0 {
                units /= 10
                scale -= 1
            }
            for target in stride(from: scale, through: 0, by: -1) {
                if let fitting = ExactDecimal.rounded(units, from: scale, to: target) {
                    return .decimal(units: fitting, scale: target)
                }
            }
            return .null
        }
    }

    /// The value at the scale of a field, rounded half away from zero; null where 64 bits do not hold it.
    package func value(scale: Int) -> Value {
        guard let units else { return .null }
        return ExactDecimal.rounded(units, from: ExactDecimal.places, to: scale)
            .map { .decimal(units: $0, scale: scale) } ?? .null
    }

    /// A decimal of these units; null at 10^18 and beyond.
    static func decimal(checked units: Int128?) -> WideValue {
        guard let units, units.magnitude < ExactDecimal.limit.magnitude else { return .null }
        return .decimal(units)
    }

    /// An int; null at 10^18 and beyond.
    static func int(checked number: Int128?) -> WideValue {
        whole(number).map { .plain(.int($0)) } ?? .null
    }

    /// A duration; null at 10^18 seconds and beyond.
    static func duration(checked seconds: Int128?) -> WideValue {
        whole(seconds).map { .plain(.duration($0)) } ?? .null
    }

    /// An amount; null at 10^18 minor units and beyond.
    static func money(checked minor: Int128?, _ currency: String) -> WideValue {
        whole(minor).map { .plain(.money(minor: $0, currency: currency)) } ?? .null
    }

    /// A day of the years 0001 to 9999, else null.
    static func date(checked day: Int128) -> WideValue {
        let isPossible = (Int128(CalendarText.firstDay)...Int128(CalendarText.lastDay)).contains(day)
        return isPossible ? .plain(.date(Int64(day))) : .null
    }

    /// An instant of the years 0001 to 9999, else null.
    static func instant(checked milliseconds: Int128) -> WideValue {
        let range = Int128(CalendarText.firstInstant)...Int128(CalendarText.lastInstant)
        return range.contains(milliseconds) ? .plain(.datetime(Int64(milliseconds), zone: nil)) : .null
    }

    private static func whole(_ number: Int128?) -> Int64? {
        guard let number, number.magnitude < 1_000_000_000_000_000_000 else { return nil }
        return Int64(number)
    }
}

extension WideValue {
    /// Whether two values stand so to each other, as `ValueComparison` defines it.
    package static func holds(_ comparison: ComparisonOperator, _ left: WideValue, _ right: WideValue) -> Bool {
        if case .plain(let left) = left, case .plain(let right) = right {
            return ValueComparison.holds(comparison, left, right)
        }
        guard let left = left.units, let right = right.units else { return false }
        return Order(left, right).satisfies(comparison)
    }
}
