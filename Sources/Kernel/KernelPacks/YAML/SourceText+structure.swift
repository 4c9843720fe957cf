import Kernel

extension SourceText {
    /// An anchor or a tag in front of a node.
    struct Property {
        enum Kind {
            case anchor
            case tag
        }

        let kind: Kind
        let span: SourceSpan
    }

    /// The anchors and tags between two indices, and the index where the node behind them starts.
    func properties(from start: Int, to end: Int) -> (found: [Property], contentStart: Int) {
        var found: [Property] = []
        var index = start
        while index < end, let scalar = scalar(at: index) {
            switch scalar {
            case "&", "!":
                let behind = endOfProperty(from: index)
                found.append(Property(kind: scalar == "&" ? .anchor : .tag, span: span(from: index, to: behind)))
                index = behind
            case "#": index = line(position(of: index).line).endIndex
            case _ where SourceText.isBlank(scalar) || SourceText.isBreak(scalar): index += 1
            default: return (found, index)
            }
        }
        return (found, end)
    }

    private func endOfProperty(from start: Int) -> Int {
        var index = start + 1
        let isVerbatim = scalar(at: start) == "!" && scalar(at: index) == "<"
        while let scalar = scalar(at: index), !SourceText.isBlank(scalar), !SourceText.isBreak(scalar) {
            if !isVerbatim, ",[]{}".unicodeScalars.contains(scalar) { break }
            index += 1
        }
        return index
    }

    /// Where a `%` directive stands when it is the next thing after blanks, comments and `...`; else `nil`.
    func directive(after start: Int) -> Int? {
        var index = start
        while let scalar = scalar(at: index) {
            switch scalar {
            case "#": index = line(position(of: index).line).endIndex
            case "." where scalars[index...].starts(with: "...".unicodeScalars): index += 3
            case _ where SourceText.isBlank(scalar) || SourceText.isBreak(scalar): index += 1
            default: return scalar == "%" && position(of: index).column == 1 ? index : nil
            }
        }
        return nil
    }

    /// The span from an index to the end of its line.
    func restOfLine(from index: Int) -> SourceSpan {
        span(from: index, to: line(position(of: index).line).endIndex)
    }

    /// Where the characters of a text stand between two indices.
    func origin(of text: String, _ style: YAMLScalar.Style, from start: Int, to end: Int) -> YAMLScalar.Origin {
        let origin = plainOrigin(of: text, style, from: start, to: end)
        guard origin == .scattered else { return origin }
        return runs(of: text, style, from: start, to: end).map(YAMLScalar.Origin.runs) ?? .scattered
    }

    private func plainOrigin(
        of text: String,
        _ style: YAMLScalar.Style,
        from start: Int,
        to end: Int
    ) -> YAMLScalar.Origin {
        let quote = style == .quoted ? 1 : 0
        switch style {
        case .plain, .quoted:
            guard start + quote <= end - quote, end <= scalars.count else { return .scattered }
            let written = scalars[(start + quote)..<(end - quote)]
            // U+2028 and U+2029 stay in a text that runs over them, so equality alone does not mean one line.
            guard written.elementsEqual(text.unicodeScalars), !written.contains(where: SourceText.isBreak)
            else { return .scattered }
            let (line, column) = position(of: start + quote)
            return .inline(line: line, column: column)
        case .literal:
            return blockOrigin(of: text, header: position(of: start).line)
        case .folded:
            return .scattered
        }
    }

    /// A literal's lines stand as written behind its indentation, which is what the first line with text has in excess.
    private func blockOrigin(of text: String, header: Int) -> YAMLScalar.Origin {
        let lines = text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: SourceText.isBreak)
        guard let first = lines.firstIndex(where: { !$0.allSatisfy { $0 == " " } }) else { return .scattered }
        let written = line(header + 1 + first)
        let indent = written.prefix { $0 == " " }.count - lines[first].prefix { $0 == " " }.count
        guard indent > 0, written.dropFirst(indent).elementsEqual(lines[first]) else { return .scattered }
        return .block(line: header + 1, column: indent + 1)
    }
}

extension String {
    /// The text as a finding quotes it: one line, cut at 60 characters.
    var clipped: String {
        let shown = unicodeScalars.prefix(60).map { SourceText.isBreak($0) ? " " : Character($0) }
        return String(shown) + (unicodeScalars.dropFirst(60).isEmpty ? "" : "…")
    }
}
