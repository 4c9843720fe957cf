import Kernel
import KernelCrypto

/// A session's token: 256 random bits as 43 characters of base64url.
///
/// Only the SHA-256 of the bits is kept.
package enum SessionToken {
    private static let byteCount = 32
    private static let length = 43

    /// A fresh token and what it is found by.
    package static func make(_ random: any RandomSource) -> (token: String, hash: [UInt8]) {
        let bytes = random.bytes(byteCount)
        return (Base64URL.encode(bytes), SHA256.digest(bytes))
    }

    /// What a token is found by; `nil` for a text that `make` cannot have written.
    package static func hash(_ token: String) -> [UInt8]? {
        guard token.utf8.count == length, let bytes = Base64URL.decode(token), bytes.count == byteCount else {
            return nil
        }
        return SHA256.digest(bytes)
    }
}
