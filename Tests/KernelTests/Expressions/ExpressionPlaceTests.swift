import Kernel
import Testing

/// Where findings point: exactly at the text that is wrong, counted in scalars.
@Suite struct ExpressionPlaceTests {
    /// The texts that the findings of an expression point at.
    private func marked(_ text: String, in context: CheckingContext = ExpressionFixture.context) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let parsed = ExpressionParser.parse(text)
        let findings =
            parsed.tree.map { ExpressionChecker.check(condition: $0, in: context).findings } ?? parsed.findings
        return findings.map { finding in
            let end = min(finding.range.offset + finding.range.length, scalars.count)
            var view = String.UnicodeScalarView()
            if finding.range.offset < end { view.append(contentsOf: scalars[finding.range.offset..<end]) }
            return String(view)
        }
    }

    @Test(arguments: [
        ("title = 'x' and wibble", ["wibble"]),
        ("wibble or (not wobble and `wubble`)", ["wibble", "wobble", "`wubble`"]),
        ("title = '😀e\u{301}' and wibble", ["wibble"]),
        ("customer.wibble.x = 1", ["wibble"]),
        ("customer . wibble = 1", ["wibble"]),
        ("settings.wibble > 1 or input.wobble > 1", ["wibble", "wobble"]),
        ("me.wibble = 1", ["wibble"]),
        ("state in [draft, wibble, done, wobble]", ["wibble", "wobble"]),
        ("urgent and rooms = 'x' and closed", ["rooms = 'x'"]),
        ("urgent and ( rooms ) = ( 'x' )", ["rooms ) = ( 'x'"]),
        ("due > 'soon' or due < \"never\"", ["'soon'", "\"never\""]),
        ("contains(title, rooms)", ["rooms"]),
        ("contains(title, 'a', 'b') or urgent", ["contains(title, 'a', 'b')"]),
        ("not sum(lines.minutes) > 5", ["minutes"]),
        ("rooms * title > 5 and rooms - due = 0", ["*", "-"]),
        ("urgent and (title)", ["title"]),
        ("rooms > 99999999999999999999", ["99999999999999999999"]),
        ("urgent and title == 'x'", ["=="]),
        ("urgent and 'open", ["'open"]),
        ("rooms in [1, 2", [""]),
        ("customer.parent.parent.parent.name = 'x'", ["parent.name"]),
        ("rooms in title", ["title"]),
        ("`title` = [ 1 , 2 ]", ["[ 1 , 2 ]"]),
        ("urgent\n  and\twibble", ["wibble"]),
    ])
    func `findings mark what is wrong`(text: String, expected: [String]) {
        #expect(marked(text) == expected)
    }

    @Test func `columns count scalars, as spans do`() {
        let span = SourceSpan(file: "pack.yaml", line: 2, column: 10, length: 1)
        let source = ExpressionSource("title = '😀e\u{301}' and wibble", at: span)
        let diagnostics = ExpressionCompiler.condition(source, in: ExpressionFixture.context).diagnostics
        #expect(diagnostics.map(\.span?.column) == [28])
        #expect(diagnostics.map(\.span?.length) == [6])
    }

    @Test func `a finding of a filter names the character from 1`() throws {
        let context = ExpressionFixture.request(hiding: [])
        let error = #expect(throws: KernelError.self) {
            try ExpressionCompiler.filter("title = '😀e\u{301}' and wibble", in: context)
        }
        #expect(error?.findings.first?.message.contains("(character 19)") == true)
    }
}
