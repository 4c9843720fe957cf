/// A place in a source file.
///
/// Lines and columns count from 1; columns count Unicode scalars.
public struct SourceSpan: Hashable, Sendable {
    /// The file as the author named it.
    public let file: String
    /// Line, from 1.
    public let line: Int
    /// Column, from 1.
    public let column: Int
    /// Length in Unicode scalars on that line; at least 1.
    public let length: Int

    /// A span on one line.
    public init(file: String, line: Int, column: Int, length: Int) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
    }
}

/// One finding about a pack, a catalog or an expression.
public struct Diagnostic: Hashable, Sendable {
    /// How grave a finding is.
    ///
    /// Only `error` refuses.
    public enum Severity: String, Sendable {
        /// The input is refused.
        case error
        /// The input is accepted; its author should look.
        case warning
        /// An explanation that belongs to another finding.
        case note
    }

    /// How grave it is.
    public let severity: Severity
    /// Stable code such as `P212`.
    public let code: String
    /// One sentence; ids stand in backquotes.
    public let message: String
    /// Where, when it came from a file.
    public let span: SourceSpan?
    /// What would mend it, such as "did you mean `assignees`?".
    public let hint: String?

    /// A finding.
    public init(
        _ severity: Severity = .error,
        code: String,
        _ message: String,
        at span: SourceSpan? = nil,
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.span = span
        self.hint = hint
    }
}

/// Suggestions for misspelt names.
public enum DidYouMean {
    /// The nearest of `names` within a third of the word's length (optimal string alignment distance), or `nil`.
    public static func nearest(to word: String, in names: some Sequence<String>) -> String? {
        let limit = max(1, word.count / 3)
        let near = names.map { (distance($0, word), $0) }.filter { $0.0 <= limit && $0.1 != word }
        return near.min { ($0.0, $0.1) < ($1.0, $1.1) }?.1
    }

    /// "did you mean `x`?" for the nearest name, or `nil`.
    public static func hint(for word: String, in names: some Sequence<String>) -> String? {
        nearest(to: word, in: names).map { "did you mean `\($0)`?" }
    }

    /// " Did you mean `x`?" for the nearest name, to stand behind a sentence; empty where no name is near.
    public static func question(for word: String, in names: some Sequence<String>) -> String {
        nearest(to: word, in: names).map { " Did you mean `\($0)`?" } ?? ""
    }

    /// Edits, transpositions counted once, that turn one word into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                let cost = a[i] == b[j] ? 0 : 1
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + cost)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
