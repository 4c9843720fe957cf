import Kernel
import Testing

@testable import KernelPacks

@Suite struct SourceTextTests {
    private func source(_ text: String) -> SourceText {
        SourceText(file: "f", bytes: Array(text.utf8))
    }

    private func line(_ text: String, _ number: Int) -> String {
        String(String.UnicodeScalarView(source(text).line(number)))
    }

    @Test func `lines are found without their breaks`() {
        let text = "one\ntwo\r\nthree\rfour\u{2028}five"
        #expect((0...6).map { line(text, $0) } == ["", "one", "two", "three", "four", "five", ""])
    }

    @Test func `blank lines and a last break make lines of their own`() {
        #expect((1...4).map { line("a\n\r\n\nb", $0) } == ["a", "", "", "b"])
        #expect(source("a\n").position(of: 2).line == 2)
        #expect(line("", 1) == "")
    }

    @Test func `every index has its line and column`() {
        let text = source("ab\r\nc\n\nd")
        let places = (0...8).map { text.position(of: $0) }
        #expect(places.map(\.line) == [1, 1, 1, 1, 2, 2, 3, 4, 4])
        #expect(places.map(\.column) == [1, 2, 3, 4, 1, 2, 1, 1, 2])
    }

    @Test func `a span ends with its line and drops trailing blanks`() {
        let text = source("one  \ntwo")
        #expect(text.span(from: 0, to: 9).length == 3)
        #expect(text.span(from: 6, to: 99).length == 3)
        #expect(text.span(from: 3, to: 5).length == 1)
        #expect(text.span(from: 5, to: 5).length == 1)
    }

    @Test func `a span behind the end of the file stands at the end`() {
        let span = source("ab\n").span(from: 40, to: 41)
        #expect([span.line, span.column, span.length] == [2, 1, 1])
    }

    @Test func `what is not UTF-8 can still be shown`() {
        let text = SourceText(file: "f", bytes: [0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x62, 0x0A, 0x63])
        #expect(String(String.UnicodeScalarView(text.line(1))) == "a\u{FFFD}b")
        #expect(String(String.UnicodeScalarView(text.line(2))) == "c")
    }

    @Test(arguments: [
        ("%YAML", 0), ("# note\n\n%TAG", 8), ("...\n%TAG", 4), ("  \n... # note\n%", 14),
    ])
    func `a directive is found behind what says nothing`(text: String, index: Int) {
        #expect(source(text).directive(after: 0) == index)
    }

    @Test(arguments: ["", "a\n%b", " %a", "---\n%a", "# %a", "..\n%a"])
    func `a percent sign elsewhere is no directive`(text: String) {
        #expect(source(text).directive(after: 0) == nil)
    }

    @Test func `anchors and tags end at a blank or a bracket`() {
        let (found, start) = source("&a,b !t[x] ").properties(from: 0, to: 11)
        #expect(found.map(\.kind) == [.anchor])
        #expect(found.map(\.span.length) == [2])
        #expect(start == 2)
        let both = source("!<x,y> # n\n  &b\n c").properties(from: 0, to: 18)
        #expect(both.found.map(\.kind) == [.tag, .anchor])
        #expect(both.found.map(\.span.length) == [6, 2])
        #expect(both.contentStart == 17)
    }

    @Test func `a quoted word in a message stays on one short line`() {
        #expect("a\nb\u{2028}c".clipped == "a b c")
        #expect(String(repeating: "x", count: 60).clipped.count == 60)
        #expect(String(repeating: "x", count: 61).clipped == String(repeating: "x", count: 60) + "…")
    }
}
