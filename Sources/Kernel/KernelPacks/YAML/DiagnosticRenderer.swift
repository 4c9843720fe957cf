import Kernel

/// Shows findings to people and to programs.
///
/// Text, one finding after the other:
///
///     pack.yaml:55:37 error P212: `asignees` is not a field of work-orders.work_order
///         scopes: { assigned: work_orders.asignees }
///                                         ^~~~~~~~  did you mean `assignees`?
///
/// The source line stands as in the file, tabs widened; a long one is cut to a window around the place. What an author
/// wrote reaches a terminal only with control characters replaced.
package struct DiagnosticRenderer: Sendable {
    private let sources: [String: SourceText]

    /// A renderer that shows lines of these files.
    ///
    /// A finding in any other file is shown without its line.
    package init(sources: [SourceText] = []) {
        self.sources = Dictionary(sources.map { ($0.file, $0) }) { first, _ in first }
    }

    /// Every finding once: errors, then warnings, then notes; each by file, line and column, those without a place first.
    package static func ordered(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return diagnostics.filter { seen.insert($0).inserted }.sorted(by: precedes)
    }

    /// "2 errors, 1 warning", or "no findings".
    package static func summary(_ diagnostics: [Diagnostic]) -> String {
        let all = Set(diagnostics)
        let counts = [Diagnostic.Severity.error, .warning, .note].compactMap { severity -> String? in
            let count = all.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return counts.isEmpty ? "no findings" : counts.joined(separator: ", ")
    }

    /// The findings for people, each ending in a line break.
    package func text(_ diagnostics: [Diagnostic]) -> String {
        folded(DiagnosticRenderer.ordered(diagnostics)).map(paragraph).joined()
    }

    private func paragraph(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.span.map { "\($0.file):\($0.line):\($0.column) " } ?? ""
        let head = "\(place)\(diagnostic.severity.rawValue) \(diagnostic.code): \(diagnostic.message)".printable + "\n"
        let hint = diagnostic.hint.map { "  " + $0.printable } ?? ""
        guard let span = diagnostic.span, let source = sources[span.file] else {
            return hint.isEmpty ? head : head + hint + "\n"
        }
        let snippet = SourceSnippet(line: source.line(span.line), column: span.column, length: span.length)
        return head + snippet.line + "\n" + snippet.carets + hint + "\n"
    }

    private static func rank(_ severity: Diagnostic.Severity) -> Int {
        switch severity {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
    }

    private static func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        if left.severity != right.severity { return rank(left.severity) < rank(right.severity) }
        let (a, b) = (left.span, right.span)
        if a?.file != b?.file { return (a?.file ?? "") < (b?.file ?? "") }
        let places = ((a?.line ?? 0, a?.column ?? 0), (b?.line ?? 0, b?.column ?? 0))
        if places.0 != places.1 { return places.0 < places.1 }
        return (left.code, left.message) < (right.code, right.message)
    }
}
