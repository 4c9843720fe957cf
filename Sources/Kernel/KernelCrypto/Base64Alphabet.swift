/// Base64 (RFC 4648) without padding, in one of its two alphabets.
///
/// Every byte sequence has exactly one text and every other text is refused: foreign characters, padding, line breaks,
/// a length that no byte sequence has, and bits left over at the end that are not zero. Otherwise several texts would
/// stand for one token or signature.
struct Base64Alphabet: Sendable {
    private let symbols: [UInt8]
    /// The six bits of each character, or `foreign`.
    private let values: [UInt8]

    private static let foreign: UInt8 = 0xFF

    /// Section 4: ends in `+/`.
    static let standard = Base64Alphabet(last: "+/")
    /// Section 5: ends in `-_`, safe in URLs, headers and file names.
    static let urlSafe = Base64Alphabet(last: "-_")

    private init(last: String) {
        symbols = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
        var values = [UInt8](repeating: Self.foreign, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var pending = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 6 {
                pending -= 6
                text.append(symbols[Int(bits >> UInt32(pending) & 0x3F)])
            }
        }
        if pending > 0 { text.append(symbols[Int(bits << UInt32(6 - pending) & 0x3F)]) }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var pending = 0
        for symbol in text {
            let value = values[Int(symbol)]
            guard value != Self.foreign else { return nil }
            bits = bits << 6 | UInt32(value)
            pending += 6
            if pending >= 8 {
                pending -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
        }
        let leftOver = bits & (1 << UInt32(pending) - 1)
        return leftOver == 0 ? bytes : nil
    }
}
