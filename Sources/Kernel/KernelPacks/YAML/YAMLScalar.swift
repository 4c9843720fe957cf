import Kernel

/// One piece of text in a YAML document.
package struct YAMLScalar: Hashable, Sendable {
    /// How the author wrote it.
    package enum Style: Hashable, Sendable {
        /// Without quotes.
        case plain
        /// In single or double quotes.
        case quoted
        /// After `|`, line breaks kept.
        case literal
        /// After `>`, lines joined.
        case folded
    }

    /// Where the characters of the text stand in the file.
    package enum Origin: Hashable, Sendable {
        /// One after the other on one line, the first at this place.
        case inline(line: Int, column: Int)
        /// Line by line, each from this column, the first on this line.
        case block(line: Int, column: Int)
        /// Escaped, or in lines that were joined.
        case runs(SourceRuns)
        /// Nobody knows.
        case scattered
    }

    /// The text; it holds no U+0000.
    package let text: String
    /// Where it stands, quotes included.
    ///
    /// Nothing written (`key:`) has the span of its key.
    package let span: SourceSpan
    /// How it was written.
    package let style: Style
    /// Where its characters stand.
    package let origin: Origin

    package init(text: String, span: SourceSpan, style: Style, origin: Origin = .scattered) {
        self.text = text
        self.span = span
        self.style = style
        self.origin = origin
    }

    /// Whether nothing was written, as after `key:`.
    ///
    /// A quoted empty text is something.
    package var isAbsent: Bool { style == .plain && text.isEmpty }

    /// The place of the text without its quotes, as far as it stands on its first line.
    package var textSpan: SourceSpan { span(at: 0, length: text.unicodeScalars.count) }

    /// The place of a part of the text, so that a finding inside an expression points at the very word.
    ///
    /// Falls back to the whole text where it is not known.
    /// - Parameters:
    ///   - offset: Unicode scalars before the part.
    ///   - length: Unicode scalars of the part; at least 1 is marked.
    /// - Returns: A place on one line.
    package func span(at offset: Int, length: Int) -> SourceSpan {
        switch origin {
        case .inline(let line, let column):
            return SourceSpan(file: span.file, line: line, column: column + offset, length: max(1, length))
        case .block(let line, let column):
            let before = text.unicodeScalars.prefix(offset)
            let lines = before.count(where: SourceText.isBreak)
            let inLine = before.reversed().prefix { !SourceText.isBreak($0) }.count
            let rest = text.unicodeScalars.dropFirst(offset).prefix { !SourceText.isBreak($0) }.count
            return SourceSpan(
                file: span.file,
                line: line + lines,
                column: column + inLine,
                length: max(1, min(length, rest))
            )
        case .runs(let runs):
            return runs.span(at: offset, length: length, in: span.file)
        case .scattered:
            return span
        }
    }

    /// Where its characters stand, when not on one line as they are read.
    package var runs: SourceRuns? {
        switch origin {
        case .inline, .scattered: return nil
        case .runs(let runs): return runs
        case .block:
            var runs: [SourceRuns.Run] = []
            var isNew = true
            for (offset, scalar) in text.unicodeScalars.enumerated() {
                if isNew {
                    let place = span(at: offset, length: 1)
                    runs.append(SourceRuns.Run(offset: offset, line: place.line, column: place.column))
                }
                isNew = SourceText.isBreak(scalar)
            }
            return SourceRuns(runs)
        }
    }
}
