/// Works out `sum`, `min_of`, `max_of` and `avg_of`, value by value; the one definition for every back end of this process.
///
/// Nulls do not count. A sum of nothing is 0, of amounts 0 in the fixed currency or null; any other result over nothing is
/// null. Amounts of two currencies give null. A sum is worked out in 128 bits, so that the order of the values does not
/// matter; at 10^18 and beyond it is null. An average has 9 places, that of amounts and durations whole units, rounded
/// half away from zero.
package struct RelationTotal {
    /// What kind of value a sum or average is made of.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case int, decimal, money, duration
        /// Anything with an order; for the least and the greatest only.
        case ordered
    }

    private let function: ExpressionAggregate.Function
    private let kind: Kind
    private var count: Int128 = 0
    private var total: Int128 = 0
    private var currency: String?
    private var isMixed = false
    private var extreme = WideValue.null

    package init(_ function: ExpressionAggregate.Function, _ kind: Kind, currency: String? = nil) {
        self.function = function
        self.kind = kind
        self.currency = currency
    }

    /// Adds a value.
    package mutating func add(_ value: WideValue) {
        if value.isNull { return }
        count += 1
        switch value {
        case .plain(.money(let minor, let other)):
            if let currency, !ValueComparison.sameText(currency, other) { isMixed = true }
            currency = currency ?? other
            total += Int128(minor)
        case .plain(.duration(let seconds)): total += Int128(seconds)
        case .plain(.int(let number)) where kind == .int: total += Int128(number)
        default: total += value.units ?? 0
        }
        if function == .least, extreme.isNull || WideValue.holds(.less, value, extreme) { extreme = value }
        if function == .greatest, extreme.isNull || WideValue.holds(.greater, value, extreme) { extreme = value }
    }

    /// The result over what was added.
    package var result: WideValue {
        if isMixed { return .null }
        switch function {
        case .least, .greatest: return extreme
        case .average:
            guard count > 0 else { return .null }
            // Whole numbers and decimals alike become decimals.
            let sum = kind == .int ? total * ExactDecimal.one : total
            return wrapped(ExactDecimal.ratio(sum, 1, by: count), isAverage: true)
        default: return wrapped(total, isAverage: false)
        }
    }

    private func wrapped(_ number: Int128?, isAverage: Bool) -> WideValue {
        switch kind {
        case .int where !isAverage: .int(checked: number)
        case .int, .decimal, .ordered: .decimal(checked: number)
        case .duration: .duration(checked: number)
        case .money: currency.map { .money(checked: number, $0) } ?? .null
        }
    }
}

extension ExpressionAggregate {
    /// What its values are to a total.
    package var totalKind: RelationTotal.Kind {
        switch type {
        case .int: .int
        case .decimal: .decimal
        case .money: .money
        case .duration: .duration
        default: .ordered
        }
    }
}
