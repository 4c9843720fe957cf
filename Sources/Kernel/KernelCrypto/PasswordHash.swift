/// A password as it is stored.
///
/// The format is a PHC string: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`
/// - `ln`, `r`, `p`: decimal without leading zeros, within the bounds of `Scrypt.Parameters`
/// - salt: 16 bytes, hash: 32 bytes, both in standard base64 without padding
///
/// Only this form is read, character by character: another order, spelling or length is `passwordHashFormat`.
package struct PasswordHash: Sendable {
    /// Bytes of a salt.
    package static let saltLength = 16
    private static let hashLength = 32

    /// The cost it was made with.
    package let parameters: Scrypt.Parameters
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password.
    ///
    /// Blocks its thread, see `Scrypt`. The salt is 16 fresh random bytes, never used before.
    ///
    /// Throws `saltLength`, `passwordHoldsNUL`, `derivationFailed`.
    package static func make(
        password: String,
        salt: [UInt8],
        parameters: Scrypt.Parameters = .standard
    ) throws(CryptoError) -> PasswordHash {
        guard salt.count == saltLength else { throw .saltLength }
        guard !holdsNUL(password) else { throw .passwordHoldsNUL }
        let hash = try derive(password, salt, parameters)
        return PasswordHash(parameters: parameters, salt: salt, hash: hash)
    }

    /// Reads a stored hash.
    ///
    /// - Throws: `passwordHashFormat`, `parametersOutOfBounds`.
    package init(encoded: String) throws(CryptoError) {
        let parts = encoded.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1].elementsEqual("scrypt".utf8),
            let salt = Base64Alphabet.standard.decode(parts[3]), salt.count == Self.saltLength,
            let hash = Base64Alphabet.standard.decode(parts[4]), hash.count == Self.hashLength
        else { throw .passwordHashFormat }
        self.init(parameters: try Self.parameters(String(Substring(parts[2]))), salt: salt, hash: hash)
        // `Int` reads "+4" and "04" as well: what does not come out as it went in was not written here.
        guard self.encoded.utf8.elementsEqual(encoded.utf8) else { throw .passwordHashFormat }
    }

    private init(parameters: Scrypt.Parameters, salt: [UInt8], hash: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
    }

    /// The text to store.
    package var encoded: String {
        let base64 = Base64Alphabet.standard
        return "$scrypt$\(Self.text(parameters))$\(base64.encode(salt))$\(base64.encode(hash))"
    }

    /// Whether this is the password.
    ///
    /// Blocks its thread, see `Scrypt`.
    ///
    /// - Throws: `derivationFailed`: the password was not checked, which is not the same as wrong.
    package func verify(_ password: String) throws(CryptoError) -> Bool {
        guard !Self.holdsNUL(password) else { return false }
        return ConstantTime.equal(try Self.derive(password, salt, parameters), hash)
    }

    /// Whether the password should be hashed anew at this login, because the cost has been changed since.
    package func needsRehash(_ wanted: Scrypt.Parameters) -> Bool {
        parameters != wanted
    }

    /// HMAC, on which scrypt is built, fills a short key up with zeros: `secret` and `secret\u{0}` have one hash.
    private static func holdsNUL(_ password: String) -> Bool {
        password.utf8.contains(0)
    }

    private static func derive(
        _ password: String,
        _ salt: [UInt8],
        _ parameters: Scrypt.Parameters
    ) throws(CryptoError) -> [UInt8] {
        try Scrypt.derive(
            password: password,
            salt: salt,
            parameters: parameters,
            byteCount: hashLength,
            memoryLimit: parameters.memory
        )
    }

    private static func text(_ parameters: Scrypt.Parameters) -> String {
        "ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
    }

    private static func parameters(_ text: String) throws(CryptoError) -> Scrypt.Parameters {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3,
            fields[0].hasPrefix("ln="), let logN = Int(fields[0].dropFirst(3)),
            fields[1].hasPrefix("r="), let r = Int(fields[1].dropFirst(2)),
            fields[2].hasPrefix("p="), let p = Int(fields[2].dropFirst(2))
        else { throw .passwordHashFormat }
        return try Scrypt.Parameters(logN: logN, r: r, p: p)
    }
}

extension PasswordHash: CustomStringConvertible {
    /// Never the salt or the hash: a description ends up in logs.
    package var description: String { "PasswordHash(\(Self.text(parameters)))" }
}
