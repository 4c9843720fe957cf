import Kernel
import Testing

/// The deepest expressions allowed go through every walk over a tree.
@Suite struct ExpressionDepthTests {
    private static let shapes: [(open: String, close: String, isOdd: Bool)] = [
        ("not ", "", true),
        ("(", ")", false),
        ("urgent = (", ")", false),
        ("(urgent and ", ")", false),
        ("(closed or ", ")", false),
    ]

    private func deepest(_ open: String, _ close: String) -> String {
        String(repeating: open, count: 64) + "urgent" + String(repeating: close, count: 64)
    }

    @Test func `64 levels are compiled, printed, written as JSON and evaluated`() throws {
        for shape in Self.shapes {
            let node = try ExpressionFixture.node(deepest(shape.open, shape.close))
            let again = try ExpressionFixture.node(ExpressionPrinter.text(of: node))
            #expect(ExpressionJSON.bytes(of: again) == ExpressionJSON.bytes(of: node), "\(shape.open)")
            let yes = ExpressionFixture.evaluator(["urgent": .bool(true), "closed": .bool(false)])
            #expect(try yes.isTrue(node), "\(shape.open)")
            let no = ExpressionFixture.evaluator(["closed": .bool(false)])
            #expect(try no.isTrue(node) == false || shape.open == "not ", "\(shape.open)")
        }
    }

    @Test func `an even number of nots changes nothing and an odd one turns`() throws {
        for count in 0...64 {
            let node = try ExpressionFixture.node(String(repeating: "not ", count: count) + "urgent")
            for urgent in [true, false] {
                let evaluator = ExpressionFixture.evaluator(["urgent": .bool(urgent)])
                #expect(try evaluator.isTrue(node) == (count.isMultiple(of: 2) ? urgent : !urgent))
            }
        }
    }

    @Test func `signs before a number are counted`() throws {
        for count in 0...64 {
            let node = try ExpressionFixture.node("rooms = " + String(repeating: "-", count: count) + "5")
            let expected: Int64 = count.isMultiple(of: 2) ? 5 : -5
            #expect(try ExpressionFixture.evaluator(["rooms": .int(expected)]).isTrue(node))
            #expect(try !ExpressionFixture.evaluator(["rooms": .int(-expected)]).isTrue(node))
        }
    }

    @Test func `the longest chain of conditions within the bounds is compiled and evaluated`() throws {
        let all = try ExpressionFixture.node(Array(repeating: "urgent", count: 363).joined(separator: " and "))
        #expect(try ExpressionFixture.evaluator(["urgent": .bool(true)]).isTrue(all))
        #expect(try !ExpressionFixture.evaluator(["urgent": .bool(false)]).isTrue(all))
        let any = try ExpressionFixture.node(Array(repeating: "closed", count: 399).joined(separator: " or "))
        #expect(try !ExpressionFixture.evaluator(["closed": .bool(false)]).isTrue(any))
    }

    @Test func `a thousand parts are allowed and one more is not`() {
        func chain(_ count: Int) -> String {
            "rooms in [" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
        }
        #expect(ExpressionFixture.checked(chain(998)).hasPrefix("rooms in [1, 1"))
        #expect(ExpressionFixture.checked(chain(999)).hasPrefix("P440@0+"))
        let texts = "'' in [" + Array(repeating: "''", count: 999).joined(separator: ",") + "]"
        #expect(ExpressionFixture.checked(texts).hasPrefix("P440@0+"))
    }
}
