import Foundation
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
        #expect(plain.span(at: 4, length: 3) == span(2, 3, 3))
        let same = try #require(Reading("- [one\u{2028}two]\n").node)
        guard case .sequence(let items, _) = same, case .sequence(let words, _)? = items.first else {
            Issue.record("not a list in a list")
            return
        }
        let word = try #require(words.first?.scalar)
        #expect(word.text == "one\u{2028}two")
        #expect(word.span == span(1, 4, 3))
        #expect(word.span(at: 4, length: 3) == span(2, 1, 3))
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

    /// A text, a word of it, and where the word stands behind `a: `.
    struct Part: CustomTestStringConvertible, Sendable {
        let written: String
        let word: String
        let line: Int
        let column: Int
        var testDescription: String { written.debugDescription }
    }

    @Test(arguments: [
        Part(written: "\"x \\u0041 word\"", word: "word", line: 1, column: 14),
        Part(written: "\"x \\u0041 word\"", word: "A", line: 1, column: 7),
        Part(written: "\"a\\\"b\\\"\\tword\"", word: "word", line: 1, column: 13),
        Part(written: "\"one\\\n   two word\"", word: "word", line: 2, column: 8),
        Part(written: "\"one  \n\n   two word\"", word: "two", line: 3, column: 4),
        Part(written: "'it''s a word'", word: "word", line: 1, column: 13),
        Part(written: "'it''s\n  a word'", word: "word", line: 2, column: 5),
        Part(written: ">\n  one\n  two\n", word: "two", line: 3, column: 3),
        Part(written: ">-  # note\n  one\n\n    more word\n  two\n", word: "word", line: 4, column: 10),
        Part(written: ">2\n    one\n  two\n", word: "two", line: 3, column: 3),
        Part(written: "one\n  two", word: "two", line: 2, column: 3),
        Part(written: "one\n\n  two words", word: "words", line: 3, column: 7),
        Part(written: "\"äö \\xE4 😀 word\"", word: "word", line: 1, column: 15),
    ])
    func `a part has its own place where lines were joined or signs escaped`(part: Part) throws {
        let scalar = try #require(Reading("a: \(part.written)\n")["a"]?.scalar)
        let range = try #require(scalar.text.range(of: part.word))
        let offset = scalar.text[..<range.lowerBound].unicodeScalars.count
        let place = scalar.span(at: offset, length: part.word.unicodeScalars.count)
        #expect(place.line == part.line)
        #expect(place.column == part.column)
    }

    @Test func `a part that runs over a joined line ends with its line`() throws {
        let scalar = try #require(Reading("a: >\n  one two\n  three\n")["a"]?.scalar)
        #expect(scalar.text == "one two three\n")
        #expect(scalar.span(at: 4, length: 9) == span(2, 7, 4))
        #expect(scalar.span(at: 8, length: 5) == span(3, 3, 5))
    }

    @Test func `every character of a text in several lines lies where it is written`() throws {
        let written = "a: \"x = \\\"é\\\" and\n   (y\n\n   in [z])\"\n"
        let scalar = try #require(Reading(written)["a"]?.scalar)
        let lines = written.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        for (offset, character) in scalar.text.unicodeScalars.enumerated() where character.properties.isAlphabetic {
            let place = scalar.span(at: offset, length: 1)
            #expect(lines[place.line - 1][place.column - 1] == character)
        }
    }
}
