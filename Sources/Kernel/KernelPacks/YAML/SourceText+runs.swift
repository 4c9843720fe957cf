import Kernel

extension SourceText {
    /// Where the characters of a text stand between two indices, when lines were joined or signs escaped.
    ///
    /// The text is what libyaml made of what is written: its characters stand there in order, apart from blanks and line
    /// breaks that it joined and from escapes. `nil` where they do not, so that a finding falls back to the whole.
    func runs(of text: String, _ style: YAMLScalar.Style, from start: Int, to end: Int) -> SourceRuns? {
        let isBlock = style == .literal || style == .folded
        let isQuoted = style == .quoted
        let first = isBlock ? lineStart(after: start) : start + (isQuoted ? 1 : 0)
        let last = min(isQuoted ? end - 1 : end, scalars.count)
        let quote = isQuoted ? scalar(at: start) : nil
        guard first <= last else { return nil }
        var walk = RunWalk(source: self, at: first, end: last, quote: quote)
        for scalar in text.unicodeScalars {
            guard walk.take(scalar) else { return nil }
        }
        return SourceRuns(walk.runs)
    }
}

/// Goes over what is written and over what it says at once.
private struct RunWalk {
    let source: SourceText
    /// The next character that is written.
    var at: Int
    let end: Int
    /// What the text stands in; `nil` for none.
    let quote: Unicode.Scalar?
    private(set) var runs: [SourceRuns.Run] = []
    private var offset = 0
    private var last: (line: Int, column: Int)?

    init(source: SourceText, at: Int, end: Int, quote: Unicode.Scalar?) {
        self.source = source
        self.at = at
        self.end = end
        self.quote = quote
    }

    /// Takes the next character of the text; `false` where it is not what is written.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipJoinedLine()
        let isSpace = SourceText.isBreak(scalar) || SourceText.isBlank(scalar)
        if !isSpace { skipSpace() }
        let written = at < end ? source.scalar(at: at) : nil
        note(at)
        if written == "\\", quote == "\"" {
            at += escapeLength
        } else if written == "'", quote == "'" {
            at += 2
        } else if isSpace {
            // Joined lines: a blank or a break of the text stands for any number of them.
            if let written, SourceText.isBreak(written) || SourceText.isBlank(written) { at += 1 }
        } else if written == scalar {
            at += 1
        } else {
            return false
        }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while at < end, let written = source.scalar(at: at), SourceText.isBreak(written) || SourceText.isBlank(written)
        {
            at += 1
            skipJoinedLine()
        }
    }

    /// A `\` at the end of a line says nothing and joins the next line without a blank.
    private mutating func skipJoinedLine() {
        while quote == "\"", at + 1 < end, source.scalar(at: at) == "\\",
            let next = source.scalar(at: at + 1), SourceText.isBreak(next)
        {
            at += 2
            while at < end, let blank = source.scalar(at: at), SourceText.isBlank(blank) || SourceText.isBreak(blank) {
                at += 1
            }
        }
    }

    private var escapeLength: Int {
        switch source.scalar(at: at + 1) {
        case "x": 4
        case "u": 6
        case "U": 10
        default: 2
        }
    }

    private mutating func note(_ index: Int) {
        let place = source.position(of: min(index, source.scalars.count))
        if last.map({ $0.line != place.line || $0.column + 1 != place.column }) ?? true {
            runs.append(SourceRuns.Run(offset: offset, line: place.line, column: place.column))
        }
        last = place
    }
}
