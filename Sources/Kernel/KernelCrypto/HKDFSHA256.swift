/// HKDF with SHA-256 (RFC 5869): separate keys from one, each for its purpose.
package enum HKDFSHA256 {
    /// `count` bytes, at most 8,160, that tell nothing about the key or about those of another salt or purpose.
    package static func derive(key: [UInt8], salt: [UInt8], purpose: [UInt8], count: Int) -> [UInt8] {
        precondition((0...255 * SHA256.byteCount).contains(count), "A derived key is too long.")
        let pseudorandom = HMACSHA256.authenticate(key, key: salt)
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            block = HMACSHA256.authenticate(block + purpose + [number], key: pseudorandom)
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
