/// What a comparison of two values says, the one definition that every back end agrees with.
///
/// - Null on either side: false, whatever the operator (`= null` is not a comparison of values).
/// - Numbers exactly, whatever their scales. Text, choices and states by UTF-8 bytes, which is by Unicode scalar value.
/// - Datetimes by instant, whatever the zone. References by id. Money of two currencies is unequal and unordered.
/// - Values that have no order are only equal or not; values of different kinds are unequal and unordered.
package enum ValueComparison {
    /// Whether `left` and `right` stand so to each other.
    package static func holds(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> Bool {
        if left.isNull || right.isNull { return false }
        if let order = order(left, right) { return order.satisfies(comparison) }
        switch comparison {
        case .equal: return same(left, right)
        case .notEqual: return !same(left, right)
        default: return false
        }
    }

    /// Whether a value is none: null, or several of something with nothing in it.
    package static func isNone(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .references(let ids): ids.isEmpty
        case .choices(let options): options.isEmpty
        case .list(let rows): rows.isEmpty
        default: false
        }
    }

    /// Whether a value is among several; false where it is null or they are none.
    package static func contains(_ several: Value, _ value: Value) -> Bool {
        switch (several, value) {
        case (.references(let ids), .reference(let id)): ids.contains(id)
        case (.choices(let options), .text(let option)): options.contains { sameText($0, option) }
        default: false
        }
    }

    /// Whether one text stands in another, by bytes.
    package static func contains(_ text: String, part: String) -> Bool {
        let bytes = Array(text.utf8)
        let wanted = Array(part.utf8)
        guard let first = wanted.first else { return true }
        guard bytes.count >= wanted.count else { return false }
        for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
            if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
        }
        return false
    }

    /// Swift's `==` takes "e" with a combining accent and "é" for equal; bytes do not.
    static func sameText(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    private static func order(_ left: Value, _ right: Value) -> Order? {
        switch (left, right) {
        case (.int(let left), .int(let right)): Order(left, right)
        case (.int, .decimal), (.decimal, .int), (.decimal, .decimal): ExactDecimal.order(left, right)
        case (.text(let left), .text(let right)): textOrder(left, right)
        case (.date(let left), .date(let right)): Order(left, right)
        case (.time(let left), .time(let right)): Order(left, right)
        case (.duration(let left), .duration(let right)): Order(left, right)
        case (.datetime(let left, _), .datetime(let right, _)): Order(left, right)
        case (.money(let left, let currency), .money(let right, let other)) where sameText(currency, other):
            Order(left, right)
        default: nil
        }
    }

    private static func textOrder(_ left: String, _ right: String) -> Order {
        if left.utf8.lexicographicallyPrecedes(right.utf8) { return .before }
        return right.utf8.lexicographicallyPrecedes(left.utf8) ? .after : .same
    }

    private static func same(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): left == right
        case (.reference(let left), .reference(let right)): left == right
        default: false
        }
    }
}
