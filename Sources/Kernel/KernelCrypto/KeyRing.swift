// Key ring, as text (a file of mode 0600, or the environment): a key per line, the newest last.
//
//   # a comment
//   <key id> <when it was made> <base64 of 32 bytes>
//
// The key id is the first 8 hexadecimal digits of SHA-256("kernel key " + key), so that a key cannot go by another's
// name. The last line seals, every line opens. In the environment `;` may stand for the end of a line.

/// The keys that seal secret fields.
package struct KeyRing: Sendable {
    /// One key.
    package struct Key: Sendable {
        /// Names it in sealed values.
        package let id: String
        /// When it was made, RFC 3339.
        package let made: String
        let bytes: [UInt8]
    }

    /// Oldest first; the last one seals.
    package private(set) var keys: [Key]

    /// A ring without a key; it neither seals nor opens.
    package static let empty = KeyRing(keys: [])

    private init(keys: [Key]) {
        self.keys = keys
    }

    /// Reads a ring.
    /// - Throws: `KeyRingError` naming the line; no key is told.
    package init(reading text: String) throws(KeyRingError) {
        keys = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == ";" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 3 else { throw .line(index + 1, "is not `<id> <time> <key>`") }
            guard let bytes = Base64.decode(words[2]), bytes.count == AESGCM.keyLength else {
                throw .line(index + 1, "holds no key of 32 bytes in Base64")
            }
            guard Self.id(of: bytes) == first else { throw .line(index + 1, "names a key that is another one") }
            guard !keys.contains(where: { $0.id == first }) else { throw .line(index + 1, "repeats a key") }
            keys.append(Key(id: String(first), made: String(words[1]), bytes: bytes))
        }
    }

    /// The ring as text, with a line that says what it is.
    package var text: String {
        let lines = keys.map { "\($0.id) \($0.made) \(Base64.encode($0.bytes))" }
        return
            (["# Keys of sealed values. Without them copies of the data cannot be read: keep them, apart from those."]
            + lines + [""]).joined(separator: "\n")
    }

    /// The ring with one key more, which seals from then on.
    package func adding(_ random: [UInt8], made: String) -> KeyRing {
        precondition(random.count == AESGCM.keyLength, "A key has 32 bytes.")
        return KeyRing(keys: keys + [Key(id: Self.id(of: random), made: made, bytes: random)])
    }

    private static func id(of key: [UInt8]) -> String {
        String(SHA256.hex(Array("kernel key ".utf8) + key).prefix(8))
    }
}

/// A key ring that cannot be read.
package enum KeyRingError: Error, Hashable, CustomStringConvertible {
    /// What is wrong with a line.
    case line(Int, String)

    package var description: String {
        switch self {
        case .line(let number, let problem): "Line \(number) of the keys \(problem)."
        }
    }
}
