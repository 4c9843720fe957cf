extension ExpressionOperation {
    /// The result for values; null where one of them is null or is not what the operation takes.
    package func apply(_ values: [WideValue], zone: ZoneRules) -> WideValue {
        if values.contains(where: \.isNull) { return .null }
        guard let first = values.first else { return .null }
        if isChain, values.count != 2 {
            // One step at a time: each may be null.
            return values.dropFirst().reduce(first) { left, right in apply([left, right], zone: zone) }
        }
        let last = values[values.count - 1]
        switch first {
        case .plain(.money(let minor, let currency)): return onMoney(Int128(minor), currency, last)
        case .plain(.duration(let seconds)): return onDuration(Int128(seconds), last)
        case .plain(.text(let text)): return onText(text, last)
        case .plain(.date(let day)): return onDate(day, last)
        case .plain(.time), .plain(.datetime): return onTime(first, last, zone)
        case .plain(.bool(let flag)): return self == .textOfBool ? .plain(.text(flag ? "true" : "false")) : .null
        case .plain(.geo(let latitude, let longitude, _)):
            guard case .plain(.geo(let otherLatitude, let otherLongitude, _)) = last, self == .distance else {
                return .null
            }
            let metres = GeoDistance.metres((latitude, longitude), (otherLatitude, otherLongitude))
            return .int(checked: Int128(metres))
        case .plain(.int(let number)):
            return onInts(Int128(number), last) ?? onNumbers(first, last)
        default: return onNumbers(first, last)
        }
    }

    /// Whole numbers in, whole numbers out; `nil` where this is no operation on ints.
    private func onInts(_ left: Int128, _ last: WideValue) -> WideValue? {
        let right = last.int128 ?? 0
        return switch self {
        case .intAdd: .int(checked: left + right)
        case .intSubtract: .int(checked: left - right)
        case .intMultiply: .int(checked: left * right)
        case .intRemainder: right == 0 ? .null : .int(checked: left % right)
        case .intNegate: .int(checked: -left)
        case .intAbs: .int(checked: Int128(left.magnitude))
        case .textOfInt: .plain(.text(String(left)))
        default: nil
        }
    }

    private func onNumbers(_ first: WideValue, _ last: WideValue) -> WideValue {
        guard let left = first.units else { return .null }
        let one = ExactDecimal.one
        if self == .money {
            guard case .plain(.text(let currency)) = last, let size = CurrencyDigits.power(currency) else {
                return .null
            }
            return .money(checked: ExactDecimal.ratio(left, size, by: one), currency)
        }
        guard let right = last.units else { return .null }
        return switch self {
        case .decimal: .decimal(checked: left)
        case .add: .decimal(checked: left + right)
        case .subtract: .decimal(checked: left - right)
        case .multiply: .decimal(checked: ExactDecimal.ratio(left, right, by: one))
        case .divide: .decimal(checked: ExactDecimal.ratio(left, one, by: right))
        case .remainder: right == 0 ? .null : .decimal(checked: left % right)
        case .percent: .decimal(checked: ExactDecimal.ratio(left, right, by: one * 100))
        case .negate: .decimal(checked: -left)
        case .abs: .decimal(checked: Int128(left.magnitude))
        case .round: rounded(left, places: last.int128 ?? 0)
        case .roundToInt: .int(checked: ExactDecimal.ratio(left, 1, by: one))
        case .floor: .int(checked: left / one - (left % one < 0 ? 1 : 0))
        case .ceil: .int(checked: left / one + (left % one > 0 ? 1 : 0))
        case .textOfDecimal: .plain(.text(ExactDecimal.trimmed(left)))
        case .least: WideValue.holds(.greater, first, last) ? last : first
        case .greatest: WideValue.holds(.less, first, last) ? last : first
        default: .null
        }
    }

    /// To -18 to 9 places after the point; fewer than none are zeros before it.
    private func rounded(_ units: Int128, places: Int128) -> WideValue {
        if places >= 9 { return .decimal(checked: units) }
        guard places >= -18 else { return .decimal(0) }
        let step = ExactDecimal.power(9 - Int(places))
        return .decimal(checked: ExactDecimal.ratio(units, 1, by: step).map { $0 * step })
    }

    private func onMoney(_ minor: Int128, _ currency: String, _ last: WideValue) -> WideValue {
        if case .plain(.money(let other, let otherCurrency)) = last {
            guard ValueComparison.sameText(currency, otherCurrency) else { return .null }
            return onAmounts(minor, Int128(other), currency)
        }
        guard let number = last.units else { return .null }
        let one = ExactDecimal.one
        return switch self {
        case .moneyMultiply: .money(checked: ExactDecimal.ratio(minor, number, by: one), currency)
        case .moneyDivide: .money(checked: ExactDecimal.ratio(minor, one, by: number), currency)
        case .moneyPercent: .money(checked: ExactDecimal.ratio(minor, number, by: one * 100), currency)
        default: .null
        }
    }

    private func onAmounts(_ minor: Int128, _ other: Int128, _ currency: String) -> WideValue {
        switch self {
        case .moneyAdd: .money(checked: minor + other, currency)
        case .moneySubtract: .money(checked: minor - other, currency)
        case .moneyRatio: .decimal(checked: ExactDecimal.ratio(minor, ExactDecimal.one, by: other))
        case .moneyNegate: .money(checked: -minor, currency)
        case .moneyAbs: .money(checked: Int128(minor.magnitude), currency)
        case .currency: .plain(.text(currency))
        case .amount:
            CurrencyDigits.power(currency).map {
                .decimal(checked: ExactDecimal.ratio(minor, ExactDecimal.one, by: $0))
            }
                ?? .null
        case .textOfMoney: CurrencyDigits.text(minor, currency).map { .plain(.text($0)) } ?? .null
        case .least: .plain(.money(minor: Int64(min(minor, other)), currency: currency))
        case .greatest: .plain(.money(minor: Int64(max(minor, other)), currency: currency))
        default: .null
        }
    }

    private func onDuration(_ seconds: Int128, _ last: WideValue) -> WideValue {
        let one = ExactDecimal.one
        if case .plain(.duration(let other)) = last {
            let other = Int128(other)
            return switch self {
            case .durationAdd: .duration(checked: seconds + other)
            case .durationSubtract: .duration(checked: seconds - other)
            case .durationRatio: .decimal(checked: ExactDecimal.ratio(seconds, one, by: other))
            case .durationNegate: .duration(checked: -seconds)
            case .durationAbs: .duration(checked: Int128(seconds.magnitude))
            case .minutes: .decimal(checked: ExactDecimal.ratio(seconds, one, by: 60))
            case .hours: .decimal(checked: ExactDecimal.ratio(seconds, one, by: 3_600))
            case .least: .plain(.duration(Int64(min(seconds, other))))
            case .greatest: .plain(.duration(Int64(max(seconds, other))))
            default: .null
            }
        }
        guard let number = last.units else { return .null }
        return switch self {
        case .durationMultiply: .duration(checked: ExactDecimal.ratio(seconds, number, by: one))
        case .durationDivide: .duration(checked: ExactDecimal.ratio(seconds, one, by: number))
        default: .null
        }
    }
}

extension WideValue {
    /// The whole number, where this is an int.
    fileprivate var int128: Int128? {
        if case .plain(.int(let number)) = self { Int128(number) } else { nil }
    }
}
