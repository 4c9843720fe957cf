/// Base64 (RFC 4648, section 4) with padding, as other platforms write it.
package enum Base64 {
    /// The one text of these bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64Alphabet.standard.encode(bytes)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// The bytes of a text that `encode` wrote, or nil for any other text.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count % 4 == 0 else { return nil }
        let symbols = Array(text.utf8)
        let padding = symbols.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        return Base64Alphabet.standard.decode(symbols.dropLast(padding))
    }
}
