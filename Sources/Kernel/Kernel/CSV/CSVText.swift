// CSV as this server writes and reads it (RFC 4180):
//
//   UTF-8, comma, lines end with CRLF (LF is read too), a header line with names. A cell with a comma, a quote, a line
//   break, or a space at either end stands in quotes, in which a quote is doubled. No value is an empty cell; the empty
//   text is `""`. A byte order mark at the beginning is read over, and never written.
//
// Formula injection: spreadsheets run a text that begins with = + - @, a tab or a line break as a formula. Such a text is
// written with an apostrophe before it, and so is one that begins with apostrophes and then one of these; reading takes
// one apostrophe away again, so that what is exported is imported as it was.

/// One cell as it stood in the text.
package struct CSVCell: Hashable, Sendable {
    /// The content, quotes undone.
    package let text: String
    /// Whether it stood in quotes.
    package let isQuoted: Bool

    package init(_ text: String, isQuoted: Bool = false) {
        self.text = text
        self.isQuoted = isQuoted
    }

    /// Whether there is nothing at all.
    package var isNothing: Bool { text.isEmpty && !isQuoted }
}

/// Texts that a spreadsheet would run.
package enum CSVFormula {
    /// The text, harmless in a spreadsheet.
    package static func guarded(_ text: String) -> String {
        isRun(text) ? "'" + text : text
    }

    /// The text that `guarded` was given.
    package static func unguarded(_ text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") && isRun(text) ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Whether it begins with what a spreadsheet runs, apostrophes before it not counted.
    private static func isRun(_ text: String) -> Bool {
        switch text.utf8.first(where: { $0 != UInt8(ascii: "'") }) {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0a, 0x0d: true
        default: false
        }
    }
}

/// Appends lines of CSV to bytes.
package struct CSVWriter: Sendable {
    /// The text so far.
    package private(set) var bytes: [UInt8] = []
    private var isFirst = true

    package init() {}

    /// Begins a line's next cell; `nil` is no value.
    package mutating func cell(_ text: String?) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        guard let text else { return }
        guard Self.needsQuotes(text) else { return bytes.append(contentsOf: text.utf8) }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Ends the line.
    package mutating func endLine() {
        bytes.append(contentsOf: [0x0d, 0x0a])
        isFirst = true
    }

    private static func needsQuotes(_ text: String) -> Bool {
        let edges = [text.utf8.first, text.utf8.last]
        if edges.contains(nil) || edges.contains(UInt8(ascii: " ")) || edges.contains(0x09) { return true }
        return text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    }
}
