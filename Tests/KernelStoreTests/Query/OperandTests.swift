import Kernel
import Testing

@testable import KernelStore

/// Comparisons of scaled integers, against arithmetic wide enough to be right.
struct OperandTests {
    private static let units: [Int64] = [
        .min, .min + 1, -1_000_000_000_000_000_001, -1000, -999, -11, -10, -9, -1, 0, 1, 9, 10, 11, 999, 1000,
        1_000_000_000_000_000_001, .max - 1, .max,
    ]
    private static let orders: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    @Test(arguments: [(0, 0), (0, 1), (9, 0), (2, 6)])
    func `two columns compare exactly in any scale`(left: Int, right: Int) throws {
        try check(left, right) { value, scale in Operand(.number(scale: scale), ["\(bind: .int(value))"]) }
    }

    @Test(arguments: [(0, 0), (0, 1), (9, 0), (2, 6)])
    func `a column and a constant compare exactly in any scale, on either side`(left: Int, right: Int) throws {
        for isLeft in [true, false] {
            var calls = 0
            try check(left, right) { value, scale in
                calls += 1
                let isConstant = (calls % 2 == 1) == isLeft
                return Operand(.number(scale: scale), ["\(bind: .int(value))"], units: isConstant ? value : nil)
            }
        }
    }

    @Test func `null compares with nothing, in any scale`() throws {
        let lab = try Lab()
        let null = Operand(.number(scale: 2), ["\(bind: .null)"])
        let others = [
            Operand(.number(scale: 6), ["\(bind: .int(5))"]),
            Operand(.number(scale: 6), ["\(bind: .int(5))"], units: 5),
            Operand(.number(scale: 2), ["\(bind: .null)"]),
            Operand(.number(scale: 0), ["\(bind: .int(.max))"], units: .max),
        ]
        for other in others {
            for order in Self.orders {
                #expect(try !isTrue(lab, Operand.compare(order, null, other)), "\(order)")
                #expect(try !isTrue(lab, Operand.compare(order, other, null)), "\(order)")
            }
        }
    }

    @Test func `numbers of another scale are the same number, or none`() {
        #expect(ScaledInteger.exactly(15, from: 1, to: 3) == 1500)
        #expect(ScaledInteger.exactly(1500, from: 3, to: 1) == 15)
        #expect(ScaledInteger.exactly(1501, from: 3, to: 1) == nil)
        #expect(ScaledInteger.exactly(.max, from: 0, to: 1) == nil)
        #expect(ScaledInteger.exactly(.min, from: 0, to: 0) == .min)
        #expect(ScaledInteger.exactly(0, from: 0, to: 30) == nil)
        #expect(ScaledInteger.power(18) == 1_000_000_000_000_000_000)
        #expect(ScaledInteger.power(19) == nil)
        #expect(ScaledInteger.power(-1) == nil)
    }

    private func check(_ left: Int, _ right: Int, _ operand: (Int64, Int) -> Operand) throws {
        let lab = try Lab()
        let scope = lab.scope()
        let scale = max(left, right)
        try lab.database.read { connection in
            for a in Self.units {
                for b in Self.units {
                    let wide = (widened(a, scale - left), widened(b, scale - right))
                    for order in Self.orders {
                        let comparison = try Operand.compare(order, operand(a, left), operand(b, right))
                        let found = try isTrue(connection, scope, comparison)
                        let expected = holds(order, wide.0, wide.1)
                        guard found != expected else { continue }
                        Issue.record("\(a)e-\(left) \(order.rawValue) \(b)e-\(right) is \(found)")
                        return
                    }
                }
            }
        }
    }

    private func widened(_ value: Int64, _ digits: Int) -> Int128 {
        (0..<digits).reduce(Int128(value)) { wide, _ in wide * 10 }
    }

    private func holds(_ order: ComparisonOperator, _ a: Int128, _ b: Int128) -> Bool {
        switch order {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    private func isTrue(_ lab: Lab, _ condition: SQLFragment) throws -> Bool {
        try lab.database.read { try isTrue($0, lab.scope(), condition) }
    }

    private func isTrue(
        _ connection: any SQLConnection,
        _ scope: TenantScope,
        _ condition: SQLFragment
    ) throws -> Bool {
        let statement: SQLFragment = "SELECT \(enclosed: condition) IS TRUE"
        let answer = try connection.first(statement.text, try statement.values(scope)) { $0.int(0) }
        return try #require(answer) == 1
    }
}
