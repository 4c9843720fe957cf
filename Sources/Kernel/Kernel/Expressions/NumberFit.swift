/// A comparison of a number field with a constant, rewritten so that the constant has the field's scale.
///
/// Stores hold a decimal as an integer of units of 10^-scale. `area > 80.55` with one place is exactly `area > 80.5`,
/// since nothing lies between; `area = 80.55` is never true, and `area != 80.55` whenever there is an area. So a back
/// end compares integers only, and an index serves it.
package enum NumberFit: Hashable, Sendable {
    /// The comparison with a constant of the field's scale.
    case comparison(ComparisonOperator, Value)
    /// True for no value.
    case never
    /// True for every value but null.
    case whenPresent

    /// - Parameters:
    ///   - comparison: how the field is compared; the field stands on the left.
    ///   - constant: an int or a decimal; anything else is never true.
    ///   - scale: the field's decimal places; 0 for an int.
    ///   - isInt: whether the field is an int, so that the new constant is one.
    package init(_ comparison: ComparisonOperator, _ constant: Value, scale: Int, isInt: Bool) {
        guard let (units, own) = ExactDecimal.parts(of: constant) else {
            self = .never
            return
        }
        let (floor, exact) = ExactDecimal.floor(units, from: own, to: scale)
        guard let fitted = NumberFit.adjusted(comparison, exact: exact) else {
            self = comparison == .equal ? .never : .whenPresent
            return
        }
        if let small = Int64(exactly: floor) {
            self = .comparison(fitted, isInt ? .int(small) : .decimal(units: small, scale: scale))
        } else {
            // Beyond every value that 64 bits hold: above all of them, or below.
            let isAbove = floor > 0
            switch comparison {
            case .equal: self = .never
            case .notEqual: self = .whenPresent
            case .less, .lessOrEqual: self = isAbove ? .whenPresent : .never
            case .greater, .greaterOrEqual: self = isAbove ? .never : .whenPresent
            }
        }
    }

    /// The comparison with the next lower constant that gives the same answer; `nil` where none does.
    private static func adjusted(_ comparison: ComparisonOperator, exact: Bool) -> ComparisonOperator? {
        if exact { return comparison }
        switch comparison {
        case .equal, .notEqual: return nil
        case .less, .lessOrEqual: return .lessOrEqual
        case .greater, .greaterOrEqual: return .greater
        }
    }
}
