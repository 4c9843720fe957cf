internal import CLibcrypto

/// Comparison of secrets.
package enum ConstantTime {
    /// Whether both hold the same bytes, in a time that tells nothing about where they differ.
    ///
    /// The lengths are not secret: different lengths are unequal at once.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
    }
}
