internal import CLibcrypto

/// SHA-256 (FIPS 180-4): `digest` for bytes at hand, a value with `update` for bytes that come in pieces.
package struct SHA256: ~Copyable {
    /// Bytes of a digest.
    package static let byteCount = 32

    private let context: OpaquePointer

    /// An empty message.
    package init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("Out of memory for a digest.") }
        self.context = context
        requireSuccess(EVP_DigestInit_ex(context, DigestAlgorithm.sha256.pointer, nil), "SHA-256 init")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        requireSuccess(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "SHA-256 update")
    }

    /// Appends to the message.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends to the message, without a copy where the bytes lie in one piece.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if done == nil { update(Array(bytes)) }
    }

    /// The digest of the whole message; ends the value.
    package consuming func finalize() -> [UInt8] {
        Array(unsafeUninitializedCapacity: Self.byteCount) { output, count in
            requireSuccess(EVP_DigestFinal_ex(context, output.baseAddress, nil), "SHA-256 final")
            count = Self.byteCount
        }
    }
}

extension SHA256 {
    /// The digest of bytes in memory.
    package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        Array(unsafeUninitializedCapacity: byteCount) { output, count in
            let algorithm = DigestAlgorithm.sha256.pointer
            let status = EVP_Digest(bytes.baseAddress, bytes.count, output.baseAddress, nil, algorithm, nil)
            requireSuccess(status, "SHA-256")
            count = byteCount
        }
    }

    /// The digest of an array.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest($0) }
    }

    /// The digest of any bytes, such as a slice or the UTF-8 of a text.
    package static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.withContiguousStorageIfAvailable { digest(UnsafeRawBufferPointer($0)) } ?? digest(Array(bytes))
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package static func hex(_ bytes: [UInt8]) -> String {
        Hex.encode(digest(bytes))
    }
}
