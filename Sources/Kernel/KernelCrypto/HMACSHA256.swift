internal import CLibcrypto

/// HMAC with SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    /// The 32-byte authentication code of a message.
    ///
    /// Compare codes with `ConstantTime.equal` only.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(unsafeUninitializedCapacity: SHA256.byteCount) { output, count in
            let algorithm = DigestAlgorithm.sha256.pointer
            let code = HMAC(algorithm, key, Int32(key.count), message, message.count, output.baseAddress, nil)
            requireSuccess(code == nil ? 0 : 1, "HMAC-SHA-256")
            count = SHA256.byteCount
        }
    }
}
