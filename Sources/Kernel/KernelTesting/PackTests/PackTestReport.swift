import Kernel
import KernelPacks

/// What came of a pack's tests.
package struct PackTestReport: Sendable {
    /// One test that ran.
    package struct Result: Sendable {
        /// The test.
        package let test: PackTest
        /// What did not come out as expected; empty when it passed.
        package let failures: [PackTestFailure]

        init(test: PackTest, failures: [PackTestFailure]) {
            self.test = test
            self.failures = failures
        }
    }

    /// What `kernel packs validate` says about the pack; its errors keep every test from running.
    package let check: PackReport
    /// The tests that ran, in the author's order.
    package let results: [Result]
    /// Moves, guards and row rules without a test; empty where only some tests ran.
    package let untested: [Diagnostic]
    /// Demo rows that a demo company could not get; empty where only some tests ran.
    package let demo: [Diagnostic]

    /// How long the tests ran, without what is made once for all of them.
    package let time: Duration

    init(
        check: PackReport,
        results: [Result] = [],
        untested: [Diagnostic] = [],
        demo: [Diagnostic] = [],
        time: Duration = .zero
    ) {
        self.demo = demo
        self.check = check
        self.results = results
        self.untested = untested
        self.time = time
    }

    /// Whether the pack is accepted, every test passed and every demo row can be sown.
    package var isPassed: Bool { check.isAccepted && demo.isEmpty && results.allSatisfy(\.failures.isEmpty) }

    /// Everything to be told to people: why the pack is refused, or what failed and what has no test.
    package var text: String {
        guard check.isAccepted else { return check.text }
        let failed = results.flatMap { result in
            result.failures.map { failure in
                check.text(of: [failure.diagnostic(in: result.test)]) + failure.comparison
            }
        }
        return failed.joined() + check.text(of: demo) + check.text(of: untested)
    }

    /// "12 passed", "11 passed, 1 failed", "no tests".
    package var summary: String {
        guard check.isAccepted else { return check.summary }
        let failed = results.count { !$0.failures.isEmpty }
        let parts = [
            results.isEmpty ? "no tests" : "\(results.count - failed) passed", failed == 0 ? "" : "\(failed) failed",
            demo.isEmpty ? "" : "\(demo.count) demo \(demo.count == 1 ? "row" : "rows") refused",
            untested.isEmpty ? "" : "\(untested.count) not tested",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// "in 540 ms, 14 ms a test"; `nil` where no test ran.
    package var timing: String? {
        guard !results.isEmpty else { return nil }
        let each = time / results.count
        return "in \(Self.milliseconds(time)) ms, \(Self.milliseconds(each)) ms a test"
    }

    private static func milliseconds(_ time: Duration) -> Int64 {
        Int64((time / .milliseconds(1)).rounded())
    }

    /// The same for programs.
    ///
    /// `{path, accepted, passed, milliseconds, diagnostics, tests: [{name, passed, file, line, failures: [{file, line,
    /// column, length, message, expected, got}]}], demo, untested}`.
    package func write(to writer: inout JSONWriter, path: String) {
        writer.object { writer in
            writer.key("path")
            writer.string(path)
            writer.key("accepted")
            writer.bool(check.isAccepted)
            writer.key("passed")
            writer.bool(isPassed)
            writer.key("milliseconds")
            writer.int(Self.milliseconds(time))
            writer.key("diagnostics")
            writer.raw(Array(check.json.utf8))
            writer.key("tests")
            writer.array(results) { $1.write(to: &$0) }
            writer.key("demo")
            writer.raw(Array(check.json(of: demo).utf8))
            writer.key("untested")
            writer.raw(Array(check.json(of: untested).utf8))
        }
    }
}

extension PackTestReport.Result {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("name")
            writer.string(test.name.text)
            writer.key("passed")
            writer.bool(failures.isEmpty)
            Self.place(test.name.span, &writer)
            writer.key("failures")
            writer.array(failures) { writer, failure in
                writer.object { writer in
                    Self.place(failure.span ?? test.name.span, &writer)
                    for (name, text) in [
                        ("message", failure.message), ("expected", failure.expected), ("got", failure.got),
                    ] {
                        writer.key(name)
                        if let text { writer.string(text) } else { writer.null() }
                    }
                }
            }
        }
    }

    private static func place(_ span: SourceSpan?, _ writer: inout JSONWriter) {
        writer.key("file")
        if let span { writer.string(span.file) } else { writer.null() }
        for (name, number) in [("line", span?.line), ("column", span?.column), ("length", span?.length)] {
            writer.key(name)
            if let number { writer.int(Int64(number)) } else { writer.null() }
        }
    }
}
