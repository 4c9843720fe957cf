/// What KernelCrypto refuses.
///
/// No case carries a value, so a description cannot leak a password, salt or hash.
package enum CryptoError: Error, Hashable, Sendable {
    /// scrypt parameters outside the bounds of `Scrypt.Parameters`.
    case parametersOutOfBounds
    /// A salt that is not `PasswordHash.saltLength` bytes long.
    case saltLength
    /// A password with U+0000, which scrypt cannot tell from one without it at the end.
    case passwordHoldsNUL
    /// A stored password hash that is not in the one form `PasswordHash` writes.
    case passwordHashFormat
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
        case .derivationFailed: "The key could not be derived."
        }
    }
}
