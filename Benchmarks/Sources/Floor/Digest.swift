import CLibcrypto

/// SHA-256 of some bytes.
func sha256(_ parts: [UInt8]...) -> [UInt8] {
    let message = parts.count == 1 ? parts[0] : Array(parts.joined())
    var digest = [UInt8](repeating: 0, count: 32)
    _ = SHA256(message, message.count, &digest)
    return digest
}

/// Random bytes.
func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    _ = RAND_bytes(&bytes, Int32(count))
    return bytes
}

/// A UUIDv7 of a time.
func identifier(at milliseconds: Int64) -> String {
    let random = randomBytes(10)
    var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> Int64(40 - 8 * $0)) } + random
    bytes[6] = bytes[6] & 0x0f | 0x70
    bytes[8] = bytes[8] & 0x3f | 0x80
    let symbols = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text.append(0x2d) }
        text += [symbols[Int(byte >> 4)], symbols[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
}
