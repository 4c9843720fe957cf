extension SQLFragment {
    /// How many unfinished pieces SQLite's parser holds at the deepest place, at most; it has room for 100.
    ///
    /// Follows the grammar: `f(` is three pieces (name, parenthesis, distinct) and two more behind its first comma; `(` is
    /// one, a subquery eight more; a `CASE` is six; an operator that waits for its right side is two (operand, operator).
    var nesting: Int {
        var reader = NestingReader()
        for byte in text.utf8 { reader.take(byte) }
        reader.endWord()
        return reader.deepest
    }
}

/// Reads SQL once, byte by byte, as its parser would hold it.
private struct NestingReader {
    /// What is open: a parenthesis or a `CASE`.
    private struct Level {
        var own: Int
        var isCall = false
        /// Operators that wait for their right side, by precedence.
        var waiting: [Int] = []

        var pieces: Int { own + 2 * waiting.count }
    }

    private(set) var deepest = 0
    private var levels: [Level] = []
    private var level = Level(own: 0)
    private var outside = 0
    private var word: [UInt8] = []
    private var isCallable = false
    private var isQuoted = false

    mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") {
            isQuoted.toggle()
            isCallable = false
            return
        }
        if isQuoted { return }
        let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
        if isLetter || byte == UInt8(ascii: "_") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) {
            word.append(byte)
            return
        }
        endWord()
        switch byte {
        case UInt8(ascii: "("): open(isCallable ? Level(own: 3, isCall: true) : Level(own: 1))
        case UInt8(ascii: ")"): close()
        case UInt8(ascii: ","):
            level.waiting = []
            if level.isCall { level.own = 5 }
        case UInt8(ascii: "="): wait(4)
        case UInt8(ascii: "<"), UInt8(ascii: ">"): wait(5)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): wait(7)
        case UInt8(ascii: "|"): wait(9)
        default: break
        }
        if byte != UInt8(ascii: " ") { isCallable = false }
        deepest = max(deepest, outside + level.pieces)
    }

    mutating func endWord() {
        guard !word.isEmpty else { return }
        let text = String(decoding: word, as: UTF8.self)
        word = []
        isCallable = false
        switch text {
        case "OR": wait(1)
        case "AND": wait(2)
        case "NOT": wait(3)
        case "IS", "IN", "LIKE": wait(4)
        case "SELECT": level.own += 8
        case "FROM", "WHERE", "WHEN", "THEN", "ELSE", "ON", "BY": level.waiting = []
        case "CASE": open(Level(own: 6))
        case "END": close()
        case "NULL", "TRUE", "AS", "EXISTS", "DISTINCT": break
        default: isCallable = true
        }
        deepest = max(deepest, outside + level.pieces)
    }

    /// Operators that bind tighter are done before this one waits.
    private mutating func wait(_ precedence: Int) {
        level.waiting.removeAll { $0 >= precedence }
        level.waiting.append(precedence)
    }

    private mutating func open(_ next: Level) {
        levels.append(level)
        outside += level.pieces
        level = next
    }

    private mutating func close() {
        guard let before = levels.popLast() else { return }
        outside -= before.pieces
        level = before
    }
}
