import Kernel
import Testing

@Suite struct ExpressionParserTests {
    private func outline(_ text: String) -> String {
        let (tree, findings) = ExpressionParser.parse(text)
        return tree?.outline ?? ExpressionFixture.shown(findings)
    }

    @Test(arguments: [
        ("a or b and not c", "(or a (and b (not c)))"),
        ("not a or b", "(or (not a) b)"),
        ("not a = b", "(not (= a b))"),
        ("not not a", "(not (not a))"),
        ("a and b and c or d", "(or (and a b c) d)"),
        ("a and (b or c)", "(and a (or b c))"),
        ("(a and b) and c", "(and (and a b) c)"),
        ("a = b + c * d", "(= a (b + (c * d)))"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a - b - c & d", "(a - b - c & d)"),
        ("a * b / c % d", "(a * b / c % d)"),
        ("-a * -b", "((- a) * (- b))"),
        ("a - -1", "(a - (- 1))"),
        ("a < 1 and b >= 2", "(and (< a 1) (>= b 2))"),
        ("a != b", "(!= a b)"),
        ("a<=b", "(<= a b)"),
        ("a in b", "(in a b)"),
        ("a not in [1, 2]", "(not-in a [1, 2])"),
        ("not a in []", "(not (in a []))"),
        ("not a not in []", "(not (not-in a []))"),
    ])
    func `operators bind as the grammar says`(text: String, expected: String) {
        #expect(outline(text) == expected)
    }

    @Test(arguments: [
        ("12", "12"), ("12.50", "12.50"), ("007", "7"), ("0.000000001", "0.000000001"),
        ("9223372036854775808", "9223372036854775808"),
        ("90 min", "5400s"), ("2 h", "7200s"), ("7d", "604800s"), ("- 2 h", "(- 7200s)"),
        (#""text""#, "'text'"), ("'text'", "'text'"), ("''", "''"),
        (#""say ""hi""""#, #"'say "hi"'"#), ("'it''s'", "'it's'"),
        (#""a\"b""#, #"'a"b'"#), (#"'it\'s'"#, "'it's'"), (#""it\'s""#, "'it's'"), (#""C:\\x""#, #"'C:\x'"#),
        (#""it's""#, "'it's'"), (#""it''s""#, "'it''s'"), ("\"a\nb\"", "'a\nb'"),
        ("true", "true"), ("false", "false"), ("null", "null"),
        ("a", "a"), ("a.b.c", "a.b.c"), ("a . b", "a.b"), ("_a1", "_a1"), ("True", "True"),
        ("`in`", "`in`"), ("a.`or`", "a.`or`"), ("tenant.`customers.site`", "tenant.`customers.site`"),
        ("`a b-c`", "`a b-c`"), ("min", "min"), ("h = d", "(= h d)"),
        ("now()", "now()"), ("f(a, 1 + 2, [])", "f(a, (1 + 2), [])"), ("f (a)", "f(a)"),
        ("[a, 'b', [1]]", "[a, 'b', [1]]"), ("  a\t=\r\n1 ", "(= a 1)"), ("((a))", "a"),
        ("sum(time_entries.minutes) > 90 min", "(> sum(time_entries.minutes) 5400s)"),
        ("any(lines, parent.x = x and y in z)", "any(lines, (and (= parent.x x) (in y z)))"),
    ])
    func `literals, names, calls and lists are read`(text: String, expected: String) {
        #expect(outline(text) == expected)
    }

    @Test(arguments: [
        ("", "P404@0+1 The expression is empty"),
        ("   ", "P404@3+1 The expression is empty"),
        ("a =", "P404@3+1 Expected a value, but the expression ends here"),
        ("= a", "P404@0+1 Expected a value, not `=`"),
        ("a = = b", "P404@4+1 Expected a value, not `=`"),
        ("a b", "P404@2+1 Expected an operator or the end, not `b`"),
        ("a AND b", "P404@2+3 Expected an operator or the end, not `AND` (write `and`)"),
        ("a = b = c", "P404@6+1 Comparisons do not chain (join two of them with `and`)"),
        ("1 < a <= 3", "P404@6+2 Comparisons do not chain (join two of them with `and`)"),
        ("a in b not in c", "P404@7+3 Comparisons do not chain (join two of them with `and`)"),
        (
            "a = not b",
            "P404@4+3 Expected a value, not `not` (put `not` and what follows it in parentheses)"
        ),
        ("a and or b", "P404@6+2 Expected a value, not `or`"),
        ("(a", "P404@2+1 Expected an operator or `)`, but the expression ends here"),
        ("a)", "P404@1+1 Expected an operator or the end, not `)`"),
        ("()", "P404@1+1 Expected a value, not `)`"),
        ("[a b]", "P404@3+1 Expected an operator or `]`, not `b`"),
        ("[a,]", "P404@3+1 Expected a value, not `]`"),
        ("f(a", "P404@3+1 Expected an operator or `)`, but the expression ends here"),
        ("a.", "P404@2+1 Expected a name, but the expression ends here"),
        ("a.1", "P404@2+1 Expected a name, not `1`"),
        (
            "a.in = 1",
            "P404@2+2 Expected a name, not the keyword `in` (a field of that name stands in backquotes)"
        ),
        ("12.", "P404@2+1 Expected an operator or the end, not `.`"),
        (".5", "P404@0+1 Expected a value, not `.`"),
        (
            "a > 90 days",
            "P404@7+4 Expected an operator or the end, not `days` (a duration is a whole number of `min`, `h` or `d`)"
        ),
        (
            "a > 1.5 h",
            "P406@4+5 A duration is a whole number of `min`, `h` or `d` that fits in 64 bits of seconds"
        ),
        (
            "a > 9000000000000000000 d",
            "P406@4+21 A duration is a whole number of `min`, `h` or `d` that fits in 64 bits of seconds"
        ),
        ("`f`(a)", "P404@3+1 Expected an operator or the end, not `(`"),
        (
            "a this_is_a_name_of_more_than_24",
            "P404@2+30 Expected an operator or the end, not `this_is_a_name_of_more_t...`"
        ),
    ])
    func `what breaks the grammar is reported at its place`(text: String, expected: String) {
        #expect(outline(text) == expected)
    }

    @Test func `ranges span the parts, in scalars`() throws {
        let tree = try #require(ExpressionParser.parse("\"e\u{301}😀\" = a.b").tree)
        #expect(tree.range == ScalarRange(0, 11))
        guard case .compare(_, let left, let right) = tree.kind else {
            Issue.record("not a comparison")
            return
        }
        #expect(left.range == ScalarRange(0, 5))
        #expect(right.range == ScalarRange(8, 3))
    }

    @Test func `64 levels are read and one more is refused at its bracket`() throws {
        func nested(_ count: Int, _ open: String, _ close: String, inside: String = "a") -> String {
            String(repeating: open, count: count) + inside + String(repeating: close, count: count)
        }
        for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")"), ("not ", ""), ("-", "")] {
            #expect(ExpressionParser.parse(nested(64, open, close)).tree != nil, "\(open)")
            let refused = ExpressionParser.parse(nested(65, open, close)).findings
            #expect(refused.map(\.code) == [.tooDeep], "\(open)")
            let offset = 64 * open.count + (open == "f(" ? 1 : 0)
            #expect(refused.first?.range.offset == offset, "\(open)")
        }
    }

    @Test func `levels beside one another do not add up`() {
        let text = Array(repeating: "(not (a))", count: 100).joined(separator: " and ")
        #expect(ExpressionParser.parse(text).tree != nil)
    }

    @Test func `thousands of brackets end in a finding, not in a crash`() {
        for open in ["(", "[", "f(", "-", "not ", "a = (", "f([-("] {
            let text = String(String(repeating: open, count: 4_000).prefix(4_000))
            let (tree, findings) = ExpressionParser.parse(text)
            #expect(tree == nil)
            #expect(findings.map(\.code) == [.tooDeep], "\(open)")
        }
    }

    @Test func `a long chain is flat`() throws {
        let sum = try #require(ExpressionParser.parse(Array(repeating: "1", count: 2_000).joined(separator: "+")).tree)
        guard case .arithmetic(_, let steps) = sum.kind else {
            Issue.record("not a chain")
            return
        }
        #expect(steps.count == 1_999)
        let either = try #require(
            ExpressionParser.parse(Array(repeating: "a", count: 667).joined(separator: " or ")).tree
        )
        guard case .or(let items) = either.kind else {
            Issue.record("not an or")
            return
        }
        #expect(items.count == 667)
    }

    @Test func `4,000 characters are read and one more is refused, counted in scalars`() {
        let longest = "\"" + String(repeating: "😀", count: 3_998) + "\""
        #expect(ExpressionParser.parse(longest).tree != nil)
        let refused = ExpressionParser.parse(longest + " ")
        #expect(
            ExpressionFixture.shown(refused.findings)
                == "P401@4000+1 An expression has at most 4,000 characters, this one 4001"
        )
        #expect(ExpressionParser.parse(String(repeating: "e\u{301}", count: 2_001)).findings.map(\.code) == [.tooLong])
    }
}
