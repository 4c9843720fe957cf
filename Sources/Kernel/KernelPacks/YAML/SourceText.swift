import Kernel

/// The characters of a file, addressable by index, line and column.
///
/// Lines end where YAML 1.1 ends them, as libyaml counts: LF, CR, CRLF, U+0085, U+2028, U+2029. Scalars are kept
/// decoded so that every look-up is O(1) or a binary search, even in a file that is one line of a megabyte.
package struct SourceText: Sendable {
    /// The file as the author named it.
    package let file: String
    let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(file: String, scalars: [Unicode.Scalar]) {
        self.file = file
        self.scalars = scalars
        var starts = [0]
        var index = 0
        while index < scalars.count {
            if scalars[index] == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
            if SourceText.isBreak(scalars[index]) { starts.append(index + 1) }
            index += 1
        }
        lineStarts = starts
    }

    /// The text of a file for showing, whatever its bytes: what is not UTF-8 becomes U+FFFD, a leading BOM goes.
    package init(file: String, bytes: [UInt8]) {
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        self.init(file: file, scalars: scalars)
    }

    /// The scalar at an index; `nil` at the end.
    func scalar(at index: Int) -> Unicode.Scalar? {
        scalars.indices.contains(index) ? scalars[index] : nil
    }

    /// One line without its break; empty beyond the last.
    ///
    /// Lines count from 1.
    func line(_ number: Int) -> ArraySlice<Unicode.Scalar> {
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : scalars.count
        while end > start, SourceText.isBreak(scalars[end - 1]) { end -= 1 }
        return scalars[start..<end]
    }

    /// Where the line behind that of an index starts; the end where there is none.
    func lineStart(after index: Int) -> Int {
        let line = position(of: index).line
        return line < lineStarts.count ? lineStarts[line] : scalars.count
    }

    /// Line and column of an index, both from 1.
    func position(of index: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return (low + 1, index - lineStarts[low] + 1)
    }

    /// The span between two indices, as far as it lies on its first line and without trailing blanks; at least 1 long.
    func span(from start: Int, to end: Int) -> SourceSpan {
        let start = min(max(0, start), scalars.count)
        let (line, column) = position(of: start)
        var end = min(end, self.line(line).endIndex)
        while end > start + 1, scalars[end - 1] == " " || scalars[end - 1] == "\t" { end -= 1 }
        return SourceSpan(file: file, line: line, column: column, length: max(1, end - start))
    }

    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t"
    }
}
