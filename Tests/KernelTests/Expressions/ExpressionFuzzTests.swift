import Kernel
import Testing

/// Hostile and random input with fixed seeds.
@Suite struct ExpressionFuzzTests {
    private static let pieces = [
        "a", "title", "rooms", "state", "done", "customer", ".", "name", "me", "settings", "input", "(", ")", "[", "]",
        ",",
        "=", "!=", "<", "<=", ">", ">=", "in", "not", "and", "or", "true", "null", "1", "2.5", "90 min", "'x'", "\"y\"",
        "`in`", "`", "'", "\\", "-", "+", "*", "&", "contains(", "now()", "sum(", "é", "😀", "\u{301}", "\u{0}", "\n",
        " ",
        "9223372036854775808", "0.1234567890", "==", "!", "tags", "assignees", "teams", "soil", "priority", "urgent",
    ]

    private func text(_ random: inout SeededGenerator) -> String {
        let count = Int.random(in: 1...40, using: &random)
        let space = Bool.random(using: &random) ? " " : ""
        return (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined(separator: space)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `garbage ends in a tree or in findings within the text`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let text = text(&random)
            let length = text.unicodeScalars.count
            let (tree, findings) = ExpressionParser.parse(text)
            #expect((tree == nil) == !findings.isEmpty, "\(text)")
            var all = findings
            if let tree {
                let checked = ExpressionChecker.check(condition: tree, in: ExpressionFixture.context)
                #expect((checked.node == nil) == !checked.findings.isEmpty, "\(text)")
                all += checked.findings
            }
            for finding in all {
                #expect(finding.range.length >= 1 && finding.range.offset >= 0, "\(text)")
                #expect(finding.range.offset + finding.range.length <= length + 1, "\(text)")
                #expect(!finding.message.isEmpty)
            }
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `canonical text reads back as the same tree, and says the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_500 {
            let source = condition(&random, depth: 4)
            let node = try ExpressionFixture.node(source)
            let canonical = ExpressionPrinter.text(of: node)
            let again = try ExpressionFixture.node(canonical)
            #expect(ExpressionJSON.bytes(of: again) == ExpressionJSON.bytes(of: node), "\(source)\n\(canonical)")
            let evaluator = ExpressionFixture.evaluator(values(&random))
            #expect(try evaluator.isTrue(node) == evaluator.isTrue(again), "\(source)")
        }
    }

    /// The double negation of a condition, and its parts the other way round, say the same on every record.
    @Test(arguments: [21, 22] as [UInt64])
    func `logic laws hold with nulls`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (left, right) = (condition(&random, depth: 2), condition(&random, depth: 2))
            let evaluator = ExpressionFixture.evaluator(values(&random))
            func isTrue(_ text: String) throws -> Bool { try evaluator.isTrue(ExpressionFixture.node(text)) }
            #expect(try isTrue("not not (\(left))") == isTrue(left), "\(left)")
            #expect(try isTrue("(\(left)) and (\(right))") == isTrue("(\(right)) and (\(left))"))
            #expect(try isTrue("not ((\(left)) or (\(right)))") == isTrue("not (\(left)) and not (\(right))"))
        }
    }

    private func condition(_ random: inout SeededGenerator, depth: Int) -> String {
        if depth == 0 { return leaf(&random) }
        let next = depth - 1
        switch Int.random(in: 0...6, using: &random) {
        case 0: return "(\(condition(&random, depth: next)) and \(condition(&random, depth: next)))"
        case 1: return "(\(condition(&random, depth: next)) or \(condition(&random, depth: next)))"
        case 2: return "not (\(condition(&random, depth: next)))"
        case 3: return "\(leaf(&random)) and \(leaf(&random)) or not \(leaf(&random))"
        case 4: return "urgent = (\(condition(&random, depth: next)))"
        default: return leaf(&random)
        }
    }

    private static let leaves = [
        "urgent", "closed", "rooms > 2", "2.5 >= rooms", "rooms != null", "area_m2 < rate", "area_m2 = 2.5",
        "rate in [1, 0.25]",
        "rooms not in [1, 2, null]", "state = done", "state not in [draft, done]", "soil = `priority`",
        "`soil` in [light]",
        "title = 'é'", "title < 'b\"\\\\'", "contains(title, 'a')", "starts_with(notes, title)", "due >= '2026-11-22'",
        "starts < now()", "due = today()", "planned > 90 min", "customer.name = title", "customer.kind = person",
        "vip in tags",
        "tags = null", "me in assignees", "owner = me", "settings.strict", "`in` = 1", "true", "null",
        "title in ['a', notes]",
    ]

    private func leaf(_ random: inout SeededGenerator) -> String {
        Self.leaves.randomElement(using: &random) ?? "true"
    }

    /// A record with about a third of its values null.
    private func values(_ random: inout SeededGenerator) -> [String: Value] {
        let choices: [String: [Value]] = [
            "urgent": [.bool(true), .bool(false)], "closed": [.bool(true), .bool(false)],
            "rooms": [.int(1), .int(2), .int(3)], "area_m2": [.decimal(units: 25, scale: 1)],
            "rate": [.decimal(units: 250, scale: 3), .decimal(units: 2_501, scale: 3)],
            "state": [.text("draft"), .text("done")], "soil": [.text("light"), .text("normal")],
            "priority": [.text("normal"), .text("low")],
            "title": [.text("a"), .text("é"), .text("e\u{301}"), .text("")],
            "notes": [.text("ab"), .text("😀")], "due": [.date(20_779), .date(0)],
            "starts": [.datetime(0, zone: nil)], "planned": [.duration(5_400), .duration(6_000)],
            "customer.name": [.text("a")], "customer.kind": [.text("person")],
            "tags": [.choices(["vip"]), .choices([])],
            "in": [.int(1)],
        ]
        var values: [String: Value] = [:]
        for (name, options) in choices.sorted(by: { $0.key < $1.key }) where Int.random(in: 0...2, using: &random) > 0 {
            values[name] = options.randomElement(using: &random)
        }
        return values
    }
}
