/// Reads JSON text (RFC 8259), strictly: UTF-8, unique member names, one value, bounded depth, no lone surrogates.
///
/// Foundation's decoders accept duplicate names and turn numbers into doubles; both would lose what a person typed.
package struct JSONReader {
    /// Why a text is not JSON that is accepted here.
    package struct Failure: Error, Hashable {
        /// The byte at which reading stopped, from 0.
        package let offset: Int
        /// One sentence.
        package let message: String
    }

    /// Deepest nesting accepted.
    package static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one value and nothing after it.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var reader = JSONReader(bytes)
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.failure("Something follows the value") }
        return value
    }

    private func failure(_ message: String) -> Failure {
        Failure(offset: position, message: "\(message) at byte \(position).")
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) { position += 1 }
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure("Nested deeper than \(Self.maximumDepth)") }
        switch peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        case nil: throw failure("The text ends early")
        default: throw failure("Unexpected character")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("Unexpected character") }
        position += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("A member name is missing") }
            let name = try string()
            guard names.insert(name).inserted else { throw failure("A member name stands twice") }
            skipSpace()
            guard peek() == UInt8(ascii: ":") else { throw failure("A colon is missing") }
            position += 1
            skipSpace()
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            guard try more(closing: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        var items: [JSONValue] = []
        skipSpace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
            guard try more(closing: UInt8(ascii: "]")) else { return .array(items) }
        }
    }

    /// Steps over a comma (more follows) or the closing character (no more).
    private mutating func more(closing: UInt8) throws(Failure) -> Bool {
        guard let next = peek() else { throw failure("The text ends early") }
        guard next == closing || next == UInt8(ascii: ",") else { throw failure("A comma is missing") }
        position += 1
        return next != closing
    }

    private mutating func number() throws(Failure) -> String {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let whole = try digits()
        if whole.count > 1, whole.first == UInt8(ascii: "0") { throw failure("A number begins with 0") }
        if peek() == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(Failure) -> ArraySlice<UInt8> {
        let start = position
        while let next = peek(), (48...57).contains(next) { position += 1 }
        guard position > start else { throw failure("A digit is missing") }
        return bytes[start..<position]
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var out: [UInt8] = []
        var start = position
        while let next = peek() {
            switch next {
            case UInt8(ascii: "\""):
                out.append(contentsOf: bytes[start..<position])
                guard let text = String(validating: out, as: UTF8.self) else { throw failure("Text is not UTF-8") }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                out.append(contentsOf: bytes[start..<position])
                position += 1
                out.append(contentsOf: try escape().utf8)
                start = position
            case 0..<0x20: throw failure("A control character stands in a text")
            default: position += 1
            }
        }
        throw failure("A text does not end")
    }

    private mutating func escape() throws(Failure) -> String {
        guard let next = peek() else { throw failure("The text ends early") }
        position += 1
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(Character(try unicodeEscape()))
        default: throw failure("Unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xd800..<0xdc00).contains(high), peek() == UInt8(ascii: "\\") else {
            throw failure("A surrogate stands alone")
        }
        position += 1
        guard peek() == UInt8(ascii: "u") else { throw failure("A surrogate stands alone") }
        position += 1
        let low = try codeUnit()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        else { throw failure("A surrogate stands alone") }
        return scalar
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("The text ends early") }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("Not a hex digit") }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
