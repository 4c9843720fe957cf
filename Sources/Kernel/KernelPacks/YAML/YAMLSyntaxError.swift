import Kernel

/// What libyaml says when it cannot go on, and how a pack author is told.
struct YAMLSyntaxError: Error {
    /// libyaml's words, such as "did not find expected key".
    let problem: String
    /// What it was doing, such as "while parsing a block mapping".
    let context: String?
    /// Index of the problem.
    let index: Int
    /// Index where the construct starts that it was reading.
    let contextIndex: Int?

    /// The finding: a sentence about the text, at the place that the author has to change.
    func diagnostic(in source: SourceText) -> Diagnostic {
        if let tab = tab(in: source) { return tab }
        if let property = property(in: source) { return property }
        let wording = wording(in: source)
        let isAtEnd = source.scalar(at: index) == nil
        let place = (wording.atContext || isAtEnd ? contextIndex : nil) ?? index
        let span = wording.wholeLine ? source.restOfLine(from: place) : source.span(from: place, to: place + 1)
        return Diagnostic(.syntax, wording.message, at: span, hint: wording.hint)
    }

    /// The finding about a tab that indents.
    static func tab(at index: Int, in source: SourceText) -> Diagnostic {
        let span = source.span(from: index, to: index + 1)
        return Diagnostic(.tabIndentation, "a tab stands in the indentation", at: span, hint: "indent with spaces")
    }

    private func tab(in source: SourceText) -> Diagnostic? {
        if problem.hasPrefix("found a tab character") || problem.contains("cannot start any token"),
            source.scalar(at: index) == "\t"
        {
            return YAMLSyntaxError.tab(at: index, in: source)
        }
        // Of a plain text libyaml names the start of the continuation; the tab stands further on.
        guard problem.hasPrefix("found a tab character") else { return nil }
        let line = source.line(source.position(of: index).line)
        return line.firstIndex(of: "\t").map { YAMLSyntaxError.tab(at: $0, in: source) }
    }

    /// An anchor, alias, tag or directive is refused as such, however badly it is spelt.
    private func property(in source: SourceText) -> Diagnostic? {
        let kinds: [String: (code: PackCode, name: String)] = [
            "while scanning an anchor": (.anchor, "anchors"),
            "while scanning an alias": (.alias, "aliases"),
            "while scanning a tag": (.tag, "tags"),
            "while parsing a tag": (.tag, "tags"),
            "while parsing a node": (.tag, "tags"),
            "while scanning a directive": (.directive, "`%` directives"),
        ]
        guard let context, let kind = kinds[context] else { return nil }
        let start = contextIndex ?? index
        return Diagnostic(
            kind.code,
            "\(kind.name) are not part of the pack format",
            at: source.span(from: start, to: start + 1),
            hint: source.scalar(at: start).map { "put a text that starts with `\($0)` in quotes" }
        )
    }
}
