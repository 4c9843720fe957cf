import Kernel
import KernelPacks

/// One thing that did not come out as a test expects.
package struct PackTestFailure: Hashable, Sendable {
    /// One sentence.
    package let message: String
    /// The place of the expectation or of the step.
    package let span: SourceSpan?
    /// What was expected, one thing a line; `nil` where the message says it all.
    package let expected: String?
    /// What came out.
    package let got: String?

    init(_ message: String, at span: SourceSpan?, expected: String? = nil, got: String? = nil) {
        self.message = message
        self.span = span
        self.expected = expected
        self.got = got
    }

    /// The failure as a finding, at its place.
    func diagnostic(in test: PackTest) -> Diagnostic {
        Diagnostic(.testFailed, "\(test.name.text): \(message)", at: span ?? test.name.span)
    }

    /// What was expected below what came out: lines that only one of them has are marked, `-` expected, `+` got.
    var comparison: String {
        guard let expected, let got else { return "" }
        let (wanted, found) = (Self.lines(expected), Self.lines(got))
        guard wanted.count > 1 || found.count > 1 else { return "  expected  \(expected)\n  got       \(got)\n" }
        return Self.difference(wanted, found).map { "  \($0)\n" }.joined()
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func difference(_ wanted: [String], _ found: [String]) -> [String] {
        let changes = found.difference(from: wanted)
        let removed = Set(changes.removals.compactMap { if case .remove(let at, _, _) = $0 { at } else { nil } })
        var lines = wanted.enumerated().map { (removed.contains($0) ? "- " : "  ") + $1 }
        var position = 0
        let inserted = Dictionary(
            changes.insertions.compactMap { change -> (Int, String)? in
                if case .insert(let at, let text, _) = change { (at, text) } else { nil }
            },
            uniquingKeysWith: { first, _ in first }
        )
        var result: [String] = []
        // Walks what was found; lines that were expected and are missing stand where they were.
        var rest = lines[...]
        while position < found.count || !rest.isEmpty {
            while let next = rest.first, next.hasPrefix("- ") {
                result.append(next)
                rest.removeFirst()
            }
            if let text = inserted[position] {
                result.append("+ " + text)
            } else if let next = rest.popFirst() {
                result.append(next)
            }
            position += 1
        }
        lines = result
        return lines
    }
}
