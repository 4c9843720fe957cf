/// What KernelCrypto refuses.
///
/// No case carries a secret, so a description cannot leak a password, salt, key or hash.
package enum CryptoError: Error, Hashable, Sendable {
    /// scrypt parameters outside the bounds of `Scrypt.Parameters`.
    case parametersOutOfBounds
    /// A salt that is not `PasswordHash.saltLength` bytes long.
    case saltLength
    /// A password with U+0000, which scrypt cannot tell from one without it at the end.
    case passwordHoldsNUL
    /// A stored password hash that is not in the one form `PasswordHash` writes.
    case passwordHashFormat
    /// A key or a nonce that is not as long as the cipher needs it.
    case keyLength
    /// A sealed value that was not sealed with this key for this place, or was changed.
    case notAuthentic
    /// The key ring does not hold the key of this id.
    case noKey(String)
    /// libcrypto could not derive a key, in practice because memory was refused.
    case derivationFailed
}

extension CryptoError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .parametersOutOfBounds: "The scrypt parameters are out of bounds."
        case .saltLength: "The salt has the wrong length."
        case .passwordHoldsNUL: "The password holds a NUL character."
        case .passwordHashFormat: "The stored password hash cannot be read."
        case .keyLength: "A key or a nonce has the wrong length."
        case .notAuthentic: "The sealed value does not open: another key sealed it, it was moved, or it was changed."
        case .noKey("none"): "The key ring is empty."
        case .noKey(let id): "The key `\(id)` is not in the key ring."
        case .derivationFailed: "The key could not be derived."
        }
    }
}
