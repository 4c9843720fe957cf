/// The id of a record: a UUID in canonical lower-case text (RFC 9562).
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 36 characters, lower-case hexadecimal with hyphens.
    public let raw: String

    /// Reads a UUID of any version, either case; `nil` when the shape is wrong.
    ///
    /// Not generic: ids are read many times per request, and a generic body costs more than what it does.
    public init?(_ text: String) {
        guard let canonical = RecordID.canonical(text) else { return nil }
        raw = canonical
    }

    /// Reads a UUID of any version, either case; `nil` when the shape is wrong.
    public init?(_ text: Substring) {
        self.init(String(text))
    }

    /// A UUIDv7 from a time and 10 random bytes (RFC 9562 section 5.7).
    /// - Parameters:
    ///   - milliseconds: Unix time in milliseconds; 48 bits are kept.
    ///   - random: at least 10 bytes; version and variant bits are overwritten.
    package init(milliseconds: Int64, random: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<6 {
            bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (8 * (5 - index)))
        }
        for index in 6..<16 where index - 6 < random.count {
            bytes[index] = random[index - 6]
        }
        bytes[6] = 0x70 | (bytes[6] & 0x0f)
        bytes[8] = 0x80 | (bytes[8] & 0x3f)
        raw = RecordID.text(of: bytes)
    }

    /// Whether version and variant are those of UUIDv7, the only form accepted for ids that clients make.
    public var isVersion7: Bool {
        let bytes = raw.utf8
        return bytes[bytes.index(bytes.startIndex, offsetBy: 14)] == UInt8(ascii: "7")
            && "89ab".utf8.contains(bytes[bytes.index(bytes.startIndex, offsetBy: 19)])
    }

    /// The raw text.
    public var description: String { raw }

    /// Orders ids by their text, which for UUIDv7 is by time.
    public static func < (left: RecordID, right: RecordID) -> Bool {
        left.raw < right.raw
    }

    private static func canonical(_ text: String) -> String? {
        var text = text
        switch text.withUTF8({ form(of: $0) }) {
        case .none: return nil
        case .lower: return text
        case .mixed: return text.lowercased()
        }
    }

    private enum Form { case none, lower, mixed }

    private static func form(of bytes: UnsafeBufferPointer<UInt8>) -> Form {
        guard bytes.count == 36 else { return .none }
        var form = Form.lower
        for index in 0..<36 {
            let byte = bytes[index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return .none }
                continue
            }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): break
            case UInt8(ascii: "A")...UInt8(ascii: "F"): form = .mixed
            default: return .none
            }
        }
        return form
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func text(of bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
