internal import CLibcrypto

// A sealed value is one piece of bytes:
//
//   IV (12) | TAG (16) | DATA (as long as the text)
//
// AES-256-GCM. The associated data is not in it: who opens a value must know where it stands.

/// AES-256-GCM (NIST SP 800-38D) with a random nonce for each value.
package enum AESGCM {
    /// Bytes of a key.
    package static let keyLength = 32
    /// Bytes of a nonce; random ones are safe for 2^32 values of one key.
    package static let nonceLength = 12
    private static let tagLength = 16

    /// Seals a text.
    /// - Returns: IV, tag and ciphertext, one after the other.
    /// - Throws: `CryptoError.keyLength` for a key or a nonce of another length.
    package static func seal(
        _ text: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        associated: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        guard key.count == keyLength, nonce.count == nonceLength else { throw .keyLength }
        let context = Context()
        requireSuccess(EVP_EncryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce), "AES-GCM init")
        var written: Int32 = 0
        let status = EVP_EncryptUpdate(context.pointer, nil, &written, associated, Int32(associated.count))
        requireSuccess(status, "AES-GCM associated data")
        var data = [UInt8](repeating: 0, count: text.count + tagLength)
        requireSuccess(EVP_EncryptUpdate(context.pointer, &data, &written, text, Int32(text.count)), "AES-GCM")
        data.removeLast(data.count - Int(written))
        var rest = [UInt8](repeating: 0, count: tagLength)
        requireSuccess(EVP_EncryptFinal_ex(context.pointer, &rest, &written), "AES-GCM final")
        var tag = [UInt8](repeating: 0, count: tagLength)
        let got = EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag)
        requireSuccess(got, "AES-GCM tag")
        return nonce + tag + data
    }

    /// Opens what `seal` made with the same key and associated data.
    ///
    /// Nothing is answered before the tag has verified.
    /// - Throws: `CryptoError.notAuthentic` for anything else, without saying what differs.
    package static func open(_ sealed: [UInt8], key: [UInt8], associated: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard key.count == keyLength else { throw .keyLength }
        guard sealed.count >= nonceLength + tagLength else { throw .notAuthentic }
        let nonce = Array(sealed.prefix(nonceLength))
        var tag = Array(sealed[nonceLength..<nonceLength + tagLength])
        let data = Array(sealed.dropFirst(nonceLength + tagLength))
        let context = Context()
        requireSuccess(EVP_DecryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce), "AES-GCM init")
        let set = EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag)
        requireSuccess(set, "AES-GCM tag")
        var written: Int32 = 0
        let status = EVP_DecryptUpdate(context.pointer, nil, &written, associated, Int32(associated.count))
        requireSuccess(status, "AES-GCM associated data")
        var text = [UInt8](repeating: 0, count: data.count + tagLength)
        requireSuccess(EVP_DecryptUpdate(context.pointer, &text, &written, data, Int32(data.count)), "AES-GCM")
        let length = Int(written)
        var rest = [UInt8](repeating: 0, count: tagLength)
        guard EVP_DecryptFinal_ex(context.pointer, &rest, &written) == 1 else {
            text.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
            throw .notAuthentic
        }
        return Array(text.prefix(length))
    }
}

/// A cipher context that is freed on every path.
private struct Context: ~Copyable {
    let pointer: OpaquePointer

    init() {
        guard let pointer = EVP_CIPHER_CTX_new() else { preconditionFailure("Out of memory for a cipher.") }
        self.pointer = pointer
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }
}
