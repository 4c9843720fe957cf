import Testing

@testable import Kernel

@Suite struct ExpressionLexerTests {
    private func findings(_ text: String) -> String {
        ExpressionFixture.shown(ExpressionParser.parse(text).findings)
    }

    @Test(arguments: [
        ("a == 1", "P402@2+2 `==` is not an operator (write `=`)"),
        ("a <> 1", "P402@2+2 `<>` is not an operator (write `!=`)"),
        ("a && b", "P402@2+2 `&&` is not an operator (write `and`)"),
        ("a || b", "P402@2+2 `||` is not an operator (write `or`)"),
        ("!a", "P402@0+1 `!` is not an operator (write `not`)"),
        ("a ≤ 1", "P402@2+1 `≤` is not an operator (write `<=`)"),
        ("a ≥ 1", "P402@2+1 `≥` is not an operator (write `>=`)"),
        ("a ≠ 1", "P402@2+1 `≠` is not an operator (write `!=`)"),
        ("a = ä", "P402@4+1 Unexpected character `ä` (U+00E4)"),
        ("a = $b", "P402@4+1 Unexpected character `$`"),
        ("a\u{a0}= 1", "P402@1+1 Unexpected character U+00A0"),
        ("a = \u{0}", "P402@4+1 Unexpected character U+0000"),
        ("a = “x”", "P402@4+1 Unexpected character U+201C\nP402@6+1 Unexpected character U+201D"),
        ("a = 😀", "P402@4+1 Unexpected character U+1F600"),
        ("a = 'x", "P403@4+2 This text is not closed (end it with `'`)"),
        ("a = \"x'", "P403@4+3 This text is not closed (end it with `\"`)"),
        (#"a = "x\""#, #"P403@4+4 This text is not closed (end it with `"`)"#),
        ("a = `b", "P403@4+2 This name is not closed (end it with a backquote)"),
        (
            "a = `b\nc`",
            "P403@4+2 This name is not closed (end it with a backquote)\nP403@8+1 This name is not closed (end it with a backquote)"
        ),
        ("a = ``", "P402@4+2 There is no name between these backquotes"),
        (
            #"a = "C:\temp\x""#,
            """
            P402@7+2 A backslash stands only before a quote or another backslash (write two for one)
            P402@12+2 A backslash stands only before a quote or another backslash (write two for one)
            """
        ),
        ("a = 'x\u{0}y'", "P402@6+1 Text holds no U+0000"),
        ("a = 1.0123456789", "P406@4+12 A number has at most 9 decimal places"),
        (
            "a = 9223372036854775809",
            "P406@4+19 The number is too large: at most 18 digits, or a 64-bit integer"
        ),
        (
            "a = 1000000000000000000.5",
            "P406@4+21 The number is too large: at most 18 digits, or a 64-bit integer"
        ),
        (
            "a = 12345678901234567890123456789012345678901234567890",
            "P406@4+50 The number is too large: at most 18 digits, or a 64-bit integer"
        ),
    ])
    func `bad characters are reported at their places`(text: String, expected: String) {
        #expect(findings(text) == expected)
    }

    @Test func `the largest decimals are read`() {
        #expect(ExpressionLexer("999999999.999999999").findings.isEmpty)
        #expect(ExpressionLexer("99999999999999999.9").findings.isEmpty)
    }

    @Test func `ten findings are enough`() {
        #expect(ExpressionParser.parse(String(repeating: "?", count: 1_000)).findings.count == 10)
        #expect(ExpressionParser.parse("'" + String(repeating: #"\q"#, count: 1_000) + "'").findings.count == 10)
    }

    @Test func `tokens follow one another without gaps but spaces`() {
        let text = "a.b<=1.5 and c in['x']"
        let lexer = ExpressionLexer(text)
        let scalars = Array(text.unicodeScalars)
        var end = 0
        for token in lexer.tokens.dropLast() {
            #expect(scalars[end..<token.range.offset].allSatisfy { $0 == " " })
            end = token.range.offset + token.range.length
        }
        #expect(end == scalars.count)
        #expect(lexer.tokens.count == 12)
    }

    @Test func `combining accents and scalars above U+FFFF stay as they are`() throws {
        let (tree, _) = ExpressionParser.parse("'e\u{301}😀é'")
        guard case .text(let text) = try #require(tree).kind else {
            Issue.record("not a text")
            return
        }
        #expect(Array(text.unicodeScalars) == ["e", "\u{301}", "😀", "é"])
    }

    /// A combining mark after a quote makes one Swift character of both; the lexer must still see the quote.
    @Test func `an accent right after the opening quote belongs to the text`() throws {
        let (tree, _) = ExpressionParser.parse("'\u{301}a'")
        guard case .text(let text) = try #require(tree).kind else {
            Issue.record("not a text")
            return
        }
        #expect(Array(text.unicodeScalars) == ["\u{301}", "a"])
    }
}
