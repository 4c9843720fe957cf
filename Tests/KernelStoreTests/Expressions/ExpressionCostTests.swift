import Kernel
import Testing

@testable import KernelStore

/// What the compiler of packs takes by its cost is what SQLite's parser holds: as a value, as a condition and in a rule.
struct ExpressionCostTests {
    /// One level around an expression, by the kind of its value.
    private static let shapes: [(name: String, leaf: String, wrap: @Sendable (String) -> String)] = [
        ("first argument", "whole", { "abs(\($0))" }),
        ("second argument", "whole", { "(1 + \($0))" }),
        ("arithmetic on both sides", "whole", { "(\($0) * 2 + 1)" }),
        ("greatest", "whole", { "max(1, \($0))" }),
        ("least of decimals", "fine", { "min(1.5, \($0))" }),
        ("coalesce", "fine", { "coalesce(fine, \($0))" }),
        ("if", "fine", { "if(yes, 1.5, if(not yes, 2, \($0)))" }),
        ("condition in a value", "whole", { "if(\($0) > 1, 1, 2)" }),
        ("texts", "text", { "upper(\($0) & text)" }),
        ("contains", "text", { "if(contains(text, \($0)), text, \"b\")" }),
        ("money", "price", { "max(price, \($0))" }),
        ("many", "whole", { "count(fans, whole > \($0))" }),
    ]

    private func deepest(_ bench: Bench, _ leaf: String, _ wrap: (String) -> String) -> (ExpressionNode, levels: Int)? {
        var found: (ExpressionNode, levels: Int)?
        var text = leaf
        for level in 1...40 {
            text = wrap(text)
            guard let node = bench.checked(text), !ExpressionCost.of(node).isTooMuch else { break }
            found = (node, level)
        }
        return found
    }

    private func expectRuns(_ bench: Bench, _ node: ExpressionNode, _ name: String) throws {
        let told = try bench.sql(node).first ?? ""
        #expect(!told.contains("SELECT"), "\(name): \(told.prefix(300))")
        let condition = ExpressionNode.compare(.notEqual, node, .literal(.null))
        let failure = try bench.failure(of: condition)
        #expect(failure == nil, "\(name) as a condition: \(failure ?? "")")
    }

    @Test func `each shape runs at the deepest that is taken`() throws {
        let bench = try Bench(seed: 3, zone: "UTC")
        for (name, leaf, wrap) in Self.shapes {
            guard let (node, levels) = deepest(bench, leaf, wrap) else { continue }
            #expect(levels >= 2, "\(name) is bounded at \(levels)")
            try expectRuns(bench, node, "\(name) \(levels)")
        }
        let known = Self.shapes.filter { bench.checked($0.wrap($0.leaf)) != nil }.map(\.name)
        #expect(known.count >= 8, "\(known)")
    }

    @Test(arguments: 1...6)
    func `whatever is taken runs`(seed: Int) throws {
        let bench = try Bench(seed: UInt64(seed), zone: "Europe/Berlin")
        var texts = GeneratedExpressions(bench.values, options: bench.options, seed: UInt64(seed) &* 104_729)
        var (ran, near, refused) = (0, 0, 0)
        for _ in 0..<4_000 where ran < 300 {
            guard let node = bench.checked(texts.expression(depth: 9)) else { continue }
            let cost = ExpressionCost.of(node)
            if cost.isTooMuch {
                refused += 1
                continue
            }
            guard cost.depth > 40 else { continue }
            ran += 1
            if cost.depth > 60 { near += 1 }
            try expectRuns(bench, node, "seed \(seed), \(ExpressionPrinter.text(of: node))")
        }
        #expect(ran >= 30 && near >= 5, "\(ran) ran, \(near) of them near the bound, \(refused) refused")
    }

    @Test func `the pieces of a statement are counted as SQLite's parser holds them`() {
        func nesting(_ text: SQLFragment) -> Int { text.nesting }
        #expect(nesting("a = b") == 2)
        #expect(nesting("f(a)") == 3)
        #expect(nesting("f(a, g(b))") == 8)
        #expect(nesting("((a))") == 2)
        #expect(nesting("a AND (b OR (c))") == 2 + 1 + 2 + 1)
        #expect(nesting("(SELECT a FROM b WHERE c = f(d))") == 9 + 2 + 3)
        #expect(nesting("CASE WHEN a THEN f(b) ELSE c END") == 9)
        #expect(nesting("\"f\" = 1") == 2)
    }
}
