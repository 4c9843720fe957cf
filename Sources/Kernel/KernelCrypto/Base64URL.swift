/// Base64 for URLs, headers and tokens (RFC 4648, section 5), without padding.
package enum Base64URL {
    /// The one text of these bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        Base64Alphabet.urlSafe.encode(bytes)
    }

    /// The bytes of a text that `encode` wrote, or nil for any other text.
    package static func decode(_ text: String) -> [UInt8]? {
        Base64Alphabet.urlSafe.decode(text.utf8)
    }
}
