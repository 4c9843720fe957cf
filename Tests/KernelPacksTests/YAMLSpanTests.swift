import Kernel
import KernelPacks
import Testing

@Suite struct YAMLSpanTests {
    private func span(_ line: Int, _ column: Int, _ length: Int) -> SourceSpan {
        SourceSpan(file: "pack.yaml", line: line, column: column, length: length)
    }

    @Test func `a text spans its characters, quotes included`() {
        let reading = Reading("a: word  # note\nb: 'two words'\nc: \"x\"\n")
        #expect(reading["a"]?.span == span(1, 4, 4))
        #expect(reading["b"]?.span == span(2, 4, 11))
        #expect(reading["c"]?.span == span(3, 4, 3))
    }

    @Test func `columns count Unicode scalars, not bytes`() {
        let reading = Reading("äöü: [😀, e\u{301}, end]\n")
        guard case .sequence(let items, let list)? = reading["äöü"] else {
            Issue.record("not a list")
            return
        }
        #expect(list == span(1, 6, 12))
        #expect(items.map(\.span) == [span(1, 7, 1), span(1, 10, 2), span(1, 14, 3)])
    }

    @Test func `a text of several lines spans its first one`() {
        let reading = Reading("a: one\n  two\nb: \"one\n  two\"\nc: |  # note\n  one\n")
        #expect(reading["a"]?.scalar?.text == "one two")
        #expect(reading["a"]?.span == span(1, 4, 3))
        #expect(reading["b"]?.span == span(3, 4, 4))
        #expect(reading["c"]?.span.line == 5)
    }

    @Test func `a list or mapping in brackets spans them on the first line`() {
        let reading = Reading("a: [x, y]  \nb: { c: 1 } # note\nc: [x,\n  y]\n")
        #expect(reading["a"]?.span == span(1, 4, 6))
        #expect(reading["b"]?.span == span(2, 4, 8))
        #expect(reading["c"]?.span == span(3, 4, 3))
    }

    @Test func `a list of dashes spans the first, a mapping of lines its first key`() {
        let reading = Reading("a:\n  - x\n  - y\nb:\n  long: 1\n  c: 2\n")
        #expect(reading["a"]?.span == span(2, 3, 1))
        #expect(reading["b"]?.span == span(5, 3, 4))
    }

    @Test func `a key spans itself`() {
        guard case .mapping(let entries, _)? = Reading("a: 1\n'b c' : 2\n").node else {
            Issue.record("not a mapping")
            return
        }
        #expect(entries.map(\.keySpan) == [span(1, 1, 1), span(2, 1, 5)])
    }

    @Test func `a part of a plain or quoted text has its own place`() throws {
        let reading = Reading("a: { assigned: work_orders.asignees }\nb: \"count(x) > 0\"\n")
        guard case .mapping(let entries, _)? = reading["a"] else {
            Issue.record("not a mapping")
            return
        }
        let plain = try #require(entries.first?.value.scalar)
        #expect(plain.span(at: 12, length: 8) == span(1, 28, 8))
        let quoted = try #require(reading["b"]?.scalar)
        #expect(quoted.span(at: 6, length: 1) == span(2, 11, 1))
        #expect(quoted.span(at: 0, length: 0) == span(2, 5, 1))
    }

    @Test func `a part of a literal text has its own line`() throws {
        let literal = try #require(Reading("a: |\n  one\n\n    two three\n  four\n")["a"]?.scalar)
        #expect(literal.text == "one\n\n  two three\nfour\n")
        #expect(literal.span(at: 0, length: 3) == span(2, 3, 3))
        #expect(literal.span(at: 7, length: 3) == span(4, 5, 3))
        #expect(literal.span(at: 11, length: 5) == span(4, 9, 5))
        #expect(literal.span(at: 17, length: 4) == span(5, 3, 4))
    }

    @Test func `a part that runs over a line of a literal ends with the line`() throws {
        let literal = try #require(Reading("a: |\n  one\n  two\n")["a"]?.scalar)
        #expect(literal.span(at: 1, length: 6) == span(2, 4, 2))
    }

    @Test func `a text that runs over a Unicode line separator is not taken for one line`() throws {
        let plain = try #require(Reading("a: one\u{2028}  two\n")["a"]?.scalar)
        #expect(plain.origin == .scattered)
        let same = try #require(Reading("- [one\u{2028}two]\n").node)
        guard case .sequence(let items, _) = same, case .sequence(let words, _)? = items.first else {
            Issue.record("not a list in a list")
            return
        }
        #expect(words.first?.scalar?.text == "one\u{2028}two")
        #expect(words.first?.scalar?.origin == .scattered)
        #expect(words.first?.span == span(1, 4, 3))
    }

    @Test func `a literal with a Unicode line separator counts its lines`() throws {
        let literal = try #require(Reading("a: |\n  one\u{2028}  two\n  three\n")["a"]?.scalar)
        #expect(literal.text == "one\u{2028}two\nthree\n")
        #expect(literal.span(at: 4, length: 3) == span(3, 3, 3))
        #expect(literal.span(at: 8, length: 5) == span(4, 3, 5))
    }

    @Test func `a literal that starts with blanks keeps its columns`() throws {
        let literal = try #require(Reading("a: |2\n    one\n  two\n")["a"]?.scalar)
        #expect(literal.text == "  one\ntwo\n")
        #expect(literal.span(at: 2, length: 3) == span(2, 5, 3))
        #expect(literal.span(at: 6, length: 3) == span(3, 3, 3))
    }

    @Test(arguments: ["\"x \\u0041 y\"", "'it''s'", ">\n  one\n  two\n", "one\n  two"])
    func `a part falls back to the whole text where characters moved`(written: String) throws {
        let scalar = try #require(Reading("a: \(written)\n")["a"]?.scalar)
        #expect(scalar.origin == .scattered)
        #expect(scalar.span(at: 2, length: 1) == scalar.span)
    }
}
