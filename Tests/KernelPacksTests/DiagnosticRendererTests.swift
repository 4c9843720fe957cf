import Foundation
import Kernel
import KernelPacks
import Testing

@Suite struct DiagnosticRendererTests {
    private func span(_ line: Int, _ column: Int, _ length: Int, file: String = "pack.yaml") -> SourceSpan {
        SourceSpan(file: file, line: line, column: column, length: length)
    }

    private func show(_ source: String, _ diagnostics: Diagnostic...) -> String {
        DiagnosticRenderer(sources: [SourceText(file: "pack.yaml", bytes: Array(source.utf8))]).text(diagnostics)
    }

    /// The carets below a line for one finding.
    private func carets(_ source: String, column: Int, length: Int) -> (line: String, carets: String) {
        let lines = show(source, Diagnostic(.syntax, "here", at: span(1, column, length)))
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return (lines[1], lines[2])
    }

    @Test func `a finding looks as the format's reference shows it`() {
        let path = "Packs/cleaning/pack.yaml"
        let source = String(repeating: "\n", count: 54) + "    scopes: { assigned: work_orders.asignees }\n"
        let finding = Diagnostic(
            code: "P212",
            "`asignees` is not a field of work-orders.work_order",
            at: span(55, 37, 8, file: path),
            hint: "did you mean `assignees`?"
        )
        let renderer = DiagnosticRenderer(sources: [SourceText(file: path, bytes: Array(source.utf8))])
        #expect(
            renderer.text([finding]) == """
                Packs/cleaning/pack.yaml:55:37 error P212: `asignees` is not a field of work-orders.work_order
                    scopes: { assigned: work_orders.asignees }
                                                    ^~~~~~~~  did you mean `assignees`?

                """
        )
    }

    @Test func `severities are named`() {
        let text = show(
            "a: 1\n",
            Diagnostic(.warning, .syntax, "one", at: span(1, 1, 1)),
            Diagnostic(.note, .syntax, "two", at: span(1, 4, 1))
        )
        #expect(
            text == """
                pack.yaml:1:1 warning P005: one
                a: 1
                ^
                pack.yaml:1:4 note P005: two
                a: 1
                   ^

                """
        )
    }

    @Test func `findings come by file, line and column, each once`() {
        let a = Diagnostic(.syntax, "a", at: span(2, 1, 1))
        let b = Diagnostic(.syntax, "b", at: span(1, 9, 1))
        let c = Diagnostic(.syntax, "c", at: span(1, 2, 1))
        let other = Diagnostic(.syntax, "d", at: span(1, 1, 1, file: "entities/a.yaml"))
        let nowhere = Diagnostic(.syntax, "e", at: nil)
        let ordered = DiagnosticRenderer.ordered([a, b, a, c, other, nowhere, b])
        #expect(ordered == [nowhere, other, c, b, a])
    }

    @Test func `errors come before warnings, whatever their places`() {
        let warning = Diagnostic(.warning, .syntax, "a", at: span(1, 1, 1))
        let error = Diagnostic(.syntax, "b", at: span(9, 1, 1))
        let note = Diagnostic(.note, .syntax, "c", at: span(1, 1, 1))
        let other = Diagnostic(.syntax, "d", at: span(2, 1, 1, file: "z.yaml"))
        #expect(DiagnosticRenderer.ordered([note, warning, other, error]) == [error, other, warning, note])
    }

    private func untranslated(_ count: Int, _ languages: String, file: String = "pack.yaml") -> [Diagnostic] {
        (0..<count).map { index in
            let message = "`role/r\(index)` has no text in \(languages)"
            return Diagnostic(.warning, .translationMissing, message, at: span(index + 1, 1, 1, file: file))
        }
    }

    @Test func `texts without a translation are one finding for a file and a language`() {
        let all = untranslated(40, "`de`") + untranslated(2, "`fr`") + untranslated(4, "`de`", file: "entities/a.yaml")
        let lines = DiagnosticRenderer().text(all).split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "entities/a.yaml:1:1 warning P641: 4 texts have no text in `de`: `role/r0` (line 1), `role/r1` (line 2), `role/r2` (line 3) and 1 more",
                "  `--format json` tells each",
                "pack.yaml:1:1 warning P641: 40 texts have no text in `de`: `role/r0` (line 1), `role/r1` (line 2), `role/r2` (line 3) and 37 more",
                "  `--format json` tells each",
                "pack.yaml:1:1 warning P641: `role/r0` has no text in `fr`",
                "pack.yaml:2:1 warning P641: `role/r1` has no text in `fr`",
            ]
        )
        #expect(DiagnosticRenderer().json(all).components(separatedBy: "P641").count == 47)
    }

    @Test func `findings at one place come by code and message`() {
        let one = Diagnostic(.unknownKey, "x", at: span(1, 1, 1))
        let two = Diagnostic(.syntax, "z", at: span(1, 1, 1))
        let three = Diagnostic(.syntax, "y", at: span(1, 1, 1))
        #expect(DiagnosticRenderer.ordered([one, two, three]) == [three, two, one])
    }

    @Test func `a finding without a known line is shown without one`() {
        #expect(
            show("", Diagnostic(.syntax, "lost", at: span(3, 1, 1, file: "x.yaml"), hint: "look"))
                == "x.yaml:3:1 error P005: lost\n  look\n"
        )
        #expect(show("", Diagnostic(.syntax, "lost", at: nil)) == "error P005: lost\n")
    }

    @Test func `tabs are widened in the line and below it`() {
        let shown = carets("\ta:\tx\n", column: 5, length: 1)
        #expect(shown.line == "    a:  x")
        #expect(shown.carets == "        ^")
    }

    @Test func `wide characters take two cells, marks none`() {
        #expect(carets("字字: x\n", column: 5, length: 1).carets == "      ^")
        #expect(carets("😀: x\n", column: 1, length: 1).carets == "^~")
        #expect(carets("e\u{301}: x\n", column: 5, length: 1).carets == "   ^")
        #expect(carets("äö: x\n", column: 5, length: 1).carets == "    ^")
        #expect(carets("a: 字字\n", column: 4, length: 2).carets == "   ^~~~")
    }

    @Test func `a place at or behind the end of the line has a caret`() {
        #expect(carets("ab\n", column: 3, length: 1).carets == "  ^")
        #expect(carets("ab\n", column: 5, length: 1).carets == "    ^")
        #expect(carets("ab\n", column: 2, length: 9).carets == " ^")
        #expect(carets("", column: 1, length: 1).carets == "^")
    }

    @Test func `trailing blanks are not shown`() {
        #expect(carets("a: 1   \t \n", column: 1, length: 1).line == "a: 1")
    }

    @Test func `a long line is cut to a window around the place`() {
        let source = String(repeating: "a", count: 500) + "BC" + String(repeating: "d", count: 500)
        let shown = carets(source, column: 501, length: 2)
        let (before, after) = (String(repeating: "a", count: 60), String(repeating: "d", count: 98))
        #expect(shown.line == "…\(before)BC\(after)…")
        #expect(shown.carets == String(repeating: " ", count: 61) + "^~")
    }

    @Test func `a place in a long line's beginning or end stays visible`() {
        let source = String(repeating: "a", count: 300)
        let first = carets(source, column: 1, length: 1)
        #expect(first.line == String(repeating: "a", count: 160) + "…")
        #expect(first.carets == "^")
        let last = carets(source, column: 301, length: 1)
        #expect(last.line == "…" + String(repeating: "a", count: 60))
        #expect(last.carets == String(repeating: " ", count: 61) + "^")
        let long = carets(source, column: 1, length: 300)
        #expect(long.carets == "^" + String(repeating: "~", count: 159))
    }

    @Test func `nothing an author wrote reaches a terminal as a command`() {
        let text = show(
            "a: \u{1B}[31m\u{202E}x\u{7}\n",
            Diagnostic(.syntax, "key `\u{1B}[0m\nb\u{202E}`", at: span(1, 1, 1), hint: "try\t\u{9B}x")
        )
        let commands = text.unicodeScalars.filter {
            $0.value < 0x20 && $0 != "\n" || [0x9B, 0x202E].contains($0.value)
        }
        #expect(commands.isEmpty)
        #expect(text.split(separator: "\n").count == 3)
        #expect(text.contains("key `\u{FFFD}[0m b\u{FFFD}`"))
    }

    @Test func `the summary counts what there is`() {
        let error = Diagnostic(.syntax, "a", at: nil)
        let second = Diagnostic(.syntax, "b", at: nil)
        let warning = Diagnostic(.warning, .syntax, "c", at: nil)
        let note = Diagnostic(.note, .syntax, "d", at: nil)
        #expect(DiagnosticRenderer.summary([error, second, error, warning]) == "2 errors, 1 warning")
        #expect(DiagnosticRenderer.summary([note, error]) == "1 error, 1 note")
        #expect(DiagnosticRenderer.summary([warning, warning]) == "1 warning")
        #expect(DiagnosticRenderer.summary([]) == "no findings")
    }

    @Test func `the JSON form is exact`() {
        let findings = [
            Diagnostic(.warning, .syntax, "a \"b\"\n", at: span(2, 3, 4), hint: "c\\d"),
            Diagnostic(.emptyDocument, "nothing", at: nil),
        ]
        #expect(
            DiagnosticRenderer().json(findings) == """
                [
                {"severity":"error","code":"P006","file":null,"line":null,"column":null,"length":null,\
                "message":"nothing","hint":null},
                {"severity":"warning","code":"P005","file":"pack.yaml","line":2,"column":3,"length":4,\
                "message":"a \\"b\\"\\n","hint":"c\\\\d"}
                ]

                """
        )
    }

    @Test func `the JSON form can be read back`() throws {
        let reading = Reading("a: &x \"\\0\"\na: 2\n\"k\\e\": !t 1\nb: ]\n")
        let json = DiagnosticRenderer().json(reading.diagnostics)
        let objects = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(objects.map { $0["code"] as? String } == ["P009", "P003", "P013", "P011", "P005"])
        let keys: Set = ["severity", "code", "file", "line", "column", "length", "message", "hint"]
        for object in objects { #expect(Set(object.keys) == keys) }
        let empty = try JSONSerialization.jsonObject(with: Data(DiagnosticRenderer().json([]).utf8)) as? [Any]
        #expect(empty?.isEmpty == true)
    }
}
