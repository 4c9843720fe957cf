internal import CLibcrypto

/// The password-based key derivation scrypt (RFC 7914).
package enum Scrypt {
    /// Derives `byteCount` bytes from a password's UTF-8, exactly as typed: no normalisation, no trimming.
    ///
    /// Blocks its thread, with the default parameters for about half a second: never call it on an event loop.
    ///
    /// The memory limit, in bytes, has to be said: left alone, libcrypto refuses everything above 32 MiB, the default
    /// parameters included. Throws `derivationFailed` when the limit is too low or memory is refused.
    static func derive(
        password: String,
        salt: [UInt8],
        parameters: Parameters,
        byteCount: Int,
        memoryLimit: UInt64
    ) throws(CryptoError) -> [UInt8] {
        var password = password
        var key = [UInt8](repeating: 0, count: byteCount)
        // Read in place: a copy of the password in an array would stay behind in freed memory.
        let status = password.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                EVP_PBE_scrypt(
                    characters.baseAddress,
                    characters.count,
                    salt,
                    salt.count,
                    UInt64(parameters.n),
                    UInt64(parameters.r),
                    UInt64(parameters.p),
                    memoryLimit,
                    &key,
                    byteCount
                )
            }
        }
        guard status == 1 else {
            // The reason stays in the thread's queue and would be taken for the failure of a later call.
            ERR_clear_error()
            throw .derivationFailed
        }
        return key
    }
}
