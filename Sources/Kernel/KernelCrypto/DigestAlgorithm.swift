internal import CLibcrypto

/// An algorithm of libcrypto, looked up once: OpenSSL 3 otherwise searches its providers on every digest,
/// which costs more than hashing a short message.
///
/// Shared without a lock: a fetched `EVP_MD` is immutable and counts its references atomically,
/// and this value holds a reference until the process ends.
struct DigestAlgorithm: @unchecked Sendable {
    let pointer: OpaquePointer

    static let sha256 = DigestAlgorithm("SHA256")

    private init(_ name: String) {
        guard let pointer = EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("This machine's libcrypto offers no \(name); check its configuration file.")
        }
        self.pointer = pointer
    }
}

/// Stops the process unless libcrypto reports success.
///
/// Digests and HMACs accept every input, so they can fail only when memory runs out, where Swift stops as well.
/// Going on would hand out a digest that is not one.
func requireSuccess(_ status: Int32, _ operation: StaticString) {
    precondition(status == 1, "libcrypto failed: \(operation)")
}
