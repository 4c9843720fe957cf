/// Reads the lines of a CSV text; see `CSVText.swift` for the form.
package struct CSVReader {
    /// A line with the place where it begins.
    package struct Line: Sendable, Equatable {
        /// Counted from 1, line breaks inside of quotes included.
        package let number: Int
        package let cells: [CSVCell]
    }

    /// Why a text is not CSV that is accepted here.
    package struct Failure: Error, Hashable {
        /// From 1.
        package let line: Int
        /// Cells of the line, from 1.
        package let column: Int
        /// One sentence.
        package let message: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// Every line that is not empty.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> [Line] {
        var reader = CSVReader(bytes)
        var lines: [Line] = []
        while reader.position < bytes.count {
            let line = try reader.nextLine()
            if line.cells != [CSVCell("")] { lines.append(line) }
        }
        return lines
    }

    private mutating func nextLine() throws(Failure) -> Line {
        let start = line
        var cells: [CSVCell] = []
        while true {
            cells.append(try cell(column: cells.count + 1))
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ",") { continue }
            if byte == 0x0d, position < bytes.count, bytes[position] == 0x0a { position += 1 }
            line += 1
            break
        }
        return Line(number: start, cells: cells)
    }

    private mutating func cell(column: Int) throws(Failure) -> CSVCell {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quoted(column) }
        let start = position
        while position < bytes.count, ![UInt8(ascii: ","), 0x0a, 0x0d].contains(bytes[position]) {
            if bytes[position] == UInt8(ascii: "\"") {
                throw Failure(
                    line: line,
                    column: column,
                    message: "A quote inside of a cell that does not begin with one."
                )
            }
            position += 1
        }
        return CSVCell(try text(bytes[start..<position], column))
    }

    private mutating func quoted(_ column: Int) throws(Failure) -> CSVCell {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else {
                    try requireEnd(column)
                    return CSVCell(try text(content[...], column), isQuoted: true)
                }
                position += 1
            } else if byte == 0x0a || (byte == 0x0d && !(position < bytes.count && bytes[position] == 0x0a)) {
                line += 1
            }
            content.append(byte)
        }
        throw Failure(line: start, column: column, message: "A quote that is opened here is not closed.")
    }

    private func requireEnd(_ column: Int) throws(Failure) {
        guard position < bytes.count, ![UInt8(ascii: ","), 0x0a, 0x0d].contains(bytes[position]) else { return }
        throw Failure(line: line, column: column, message: "Text after the closing quote.")
    }

    private func text(_ bytes: ArraySlice<UInt8>, _ column: Int) throws(Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(line: line, column: column, message: "Not UTF-8.")
        }
        return text
    }
}
