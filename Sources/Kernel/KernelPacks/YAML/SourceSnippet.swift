/// A line of a file and the carets below it, as a terminal with cells of one width shows them.
struct SourceSnippet {
    /// The line, without trailing blanks.
    let line: String
    /// Blanks up to the place, then `^` and `~` for every further cell of it.
    let carets: String

    /// The most scalars of a line that are shown; more are cut, with `…` where something is missing.
    static let window = 160
    /// How many of them stand before the place.
    private static let before = 60

    init(line source: ArraySlice<Unicode.Scalar>, column: Int, length: Int) {
        let target = max(0, column - 1)
        let isCut = source.count > SourceSnippet.window
        let first = isCut ? max(0, min(target, source.count) - SourceSnippet.before) : 0
        let shown = source.dropFirst(first).prefix(SourceSnippet.window)
        var text = first > 0 ? "…" : ""
        var cells = first > 0 ? 1 : 0
        var start: Int?
        var end: Int?
        for (offset, scalar) in shown.enumerated() {
            if first + offset == target { start = cells }
            if first + offset == target + length { end = cells }
            let width = scalar == "\t" ? 4 - cells % 4 : scalar.cells
            if scalar == "\t" { text += String(repeating: " ", count: width) } else { text += scalar.printable }
            cells += width
        }
        if first + shown.count < source.count { text += "…" }
        // A place behind the line, such as its end, lies that many cells further.
        let from = start ?? cells + max(0, target - first - shown.count)
        let to = end ?? (start == nil ? from + 1 : cells)
        line = String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
        carets = String(repeating: " ", count: from) + "^" + String(repeating: "~", count: max(0, to - from - 1))
    }
}

extension Unicode.Scalar {
    /// How many cells of a terminal it takes: 0 for marks on another, 2 for East Asian wide characters and emoji.
    var cells: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .format: return isDirectional ? 1 : 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            return properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// Itself, or U+FFFD where it could command a terminal or turn the direction of what follows.
    var printable: String {
        let isControl = properties.generalCategory == .control || SourceText.isBreak(self)
        return isControl || isDirectional ? "\u{FFFD}" : String(self)
    }

    private var isDirectional: Bool {
        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) || value == 0x200E || value == 0x200F
    }
}

extension String {
    /// One line that cannot command a terminal.
    var printable: String {
        unicodeScalars.reduce(into: "") { $0 += SourceText.isBreak($1) || $1 == "\t" ? " " : $1.printable }
    }
}
