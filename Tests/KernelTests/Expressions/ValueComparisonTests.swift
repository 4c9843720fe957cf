import Kernel
import Testing

@Suite struct ValueComparisonTests {
    private static let operators: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    /// The operators that hold, as text.
    private func holding(_ left: Value, _ right: Value) -> String {
        Self.operators.filter { ValueComparison.holds($0, left, right) }.map(\.rawValue).joined(separator: " ")
    }

    private static let before = "!= < <="
    private static let same = "= <= >="
    private static let after = "!= > >="

    @Test(arguments: [
        (Value.int(1), Value.int(2), before),
        (.int(.min), .int(.max), before),
        (.int(1), .decimal(units: 10, scale: 1), same),
        (.int(1), .decimal(units: 11, scale: 1), before),
        (.decimal(units: 8_055, scale: 2), .decimal(units: 805, scale: 1), after),
        (.decimal(units: 8_050, scale: 2), .decimal(units: 805, scale: 1), same),
        (.decimal(units: -8_055, scale: 2), .decimal(units: -805, scale: 1), before),
        (.int(.max), .decimal(units: .max, scale: 9), after),
        (.decimal(units: .max, scale: 0), .int(.max), same),
        (.decimal(units: .min, scale: 9), .int(-9_223_372_036), before),
        (.decimal(units: 333_333_333, scale: 9), .decimal(units: 33_333_333, scale: 8), after),
        (.int(9_007_199_254_740_993), .int(9_007_199_254_740_992), after),
        (.date(-1), .date(0), before),
        (.time(86_399), .time(0), after),
        (.duration(-60), .duration(60), before),
        (.datetime(5, zone: "Europe/Berlin"), .datetime(5, zone: nil), same),
        (.money(minor: 5, currency: "EUR"), .money(minor: 6, currency: "EUR"), before),
        (.bool(true), .bool(true), "="),
        (.bool(true), .bool(false), "!="),
        (.money(minor: 5, currency: "EUR"), .money(minor: 5, currency: "USD"), "!="),
        (.int(1), .text("1"), "!="),
        (.int(1), .decimal(units: 1, scale: 12), "!="),
        (.null, .null, ""),
        (.null, .int(1), ""),
        (.text("a"), .null, ""),
    ])
    func `two values stand in one way`(left: Value, right: Value, expected: String) {
        #expect(holding(left, right) == expected)
    }

    @Test func `references are equal by id`() throws {
        let (one, two) = (try ExpressionFixture.id(1), try ExpressionFixture.id(2))
        #expect(holding(.reference(one), .reference(one)) == "=")
        #expect(holding(.reference(one), .reference(two)) == "!=")
    }
}

@Suite struct NumberFitTests {
    private static let operators: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    /// What the rewritten comparison says of a field value.
    private func says(_ fit: NumberFit, of value: Value) -> Bool {
        switch fit {
        case .comparison(let comparison, let constant): ValueComparison.holds(comparison, value, constant)
        case .never: false
        case .whenPresent: !value.isNull
        }
    }

    @Test func `the rewritten comparison says the same as the exact one`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let scale = Int.random(in: 0...9, using: &random)
            let own = Int.random(in: 0...9, using: &random)
            let wide = Bool.random(using: &random)
            let bounds: ClosedRange<Int64> = wide ? .min ... .max : -3_000...3_000
            let constant = Value.decimal(units: .random(in: bounds, using: &random), scale: own)
            let value: Value =
                switch Int.random(in: 0...9, using: &random) {
                case 0: .decimal(units: .max, scale: scale)
                case 1: .decimal(units: .min, scale: scale)
                case 2: .null
                default: .decimal(units: .random(in: bounds, using: &random), scale: scale)
                }
            for comparison in Self.operators {
                let fit = NumberFit(comparison, constant, scale: scale, isInt: false)
                #expect(
                    says(fit, of: value) == ValueComparison.holds(comparison, value, constant),
                    "\(value) \(comparison.rawValue) \(constant)"
                )
                if case .comparison(_, .decimal(_, let fitted)) = fit { #expect(fitted == scale) }
            }
        }
    }

    @Test func `neighbours of the constant are told apart`() {
        for units in Int64(-12)...12 {
            for constant in Int64(-130)...130 {
                let (value, exact) = (Value.int(units), Value.decimal(units: constant, scale: 1))
                for comparison in Self.operators {
                    let fit = NumberFit(comparison, exact, scale: 0, isInt: true)
                    #expect(says(fit, of: value) == ValueComparison.holds(comparison, value, exact))
                    if case .comparison(_, let fitted) = fit { #expect(fitted.int != nil) }
                }
            }
        }
    }

    @Test func `what is no number is never equal`() {
        #expect(NumberFit(.equal, .text("1"), scale: 0, isInt: true) == .never)
        #expect(NumberFit(.greater, .decimal(units: 1, scale: 10), scale: 0, isInt: true) == .never)
    }
}

@Suite struct ExactDecimalTests {
    @Test(arguments: [
        (Int128(1_250), 2, 1, Int64(125)), (1_255, 3, 2, 126), (1_254, 3, 2, 125), (-1_255, 3, 2, -126),
        (-1_254, 3, 2, -125),
        (5, 1, 0, 1), (-5, 1, 0, -1), (4, 1, 0, 0), (-4, 1, 0, 0), (7, 0, 3, 7_000), (0, 9, 0, 0),
    ])
    func `rounding goes half away from zero`(units: Int128, from: Int, to: Int, expected: Int64) {
        #expect(ExactDecimal.rounded(units, from: from, to: to) == expected)
    }

    @Test func `what 64 bits do not hold is nil`() {
        #expect(ExactDecimal.rounded(Int128(Int64.max), from: 0, to: 1) == nil)
        #expect(ExactDecimal.rounded(Int128(Int64.max), from: 0, to: 0) == .max)
        #expect(ExactDecimal.rounded(Int128(Int64.min), from: 0, to: 9) == nil)
    }

    @Test(arguments: [
        (Int128(0), 0, "0"), (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (1_250, 2, "12.50"), (12, 0, "12"),
        (-9_223_372_036_854_775_808, 9, "-9223372036.854775808"),
    ])
    func `numbers are written with all their places`(units: Int128, scale: Int, expected: String) {
        #expect(ExactDecimal.text(units, scale: scale) == expected)
    }
}
