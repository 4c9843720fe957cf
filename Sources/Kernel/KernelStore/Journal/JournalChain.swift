import KernelCrypto

// The hash chain of a journal.
//
//   digest = SHA-256( salt || details )
//   hash   = SHA-256( prev || seq || at || principal || entity || record || action || version || digest )
//
// prev is the hash of the row before, 32 zero bytes for the first row. seq, at (milliseconds since 1970 UTC) and version
// are 8 bytes, two's complement, big-endian. principal, entity, record and action are their UTF-8 length as 4 bytes
// big-endian, then their UTF-8. prev and digest are 32 bytes. salt is 16 random bytes, details the JSON text as stored.
//
// The digest is kept in the row: details and salt can be erased or archived later and the chain still verifies, and
// without the salt nobody can guess erased details from the digest. Acting-as and request id are outside the chain.

/// The part of a journal row that its hash covers.
struct JournalChain {
    let seq: Int64
    let at: Int64
    let principal: String
    let entity: String
    let record: String
    let action: String
    let version: Int64
    let digest: [UInt8]

    /// The digest of what may be erased.
    static func digest(salt: [UInt8], details: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(salt)
        hash.update(details)
        return hash.finalize()
    }

    /// The row's hash after another row.
    func hash(after previous: [UInt8]) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(104 + principal.utf8.count + entity.utf8.count + record.utf8.count + action.utf8.count)
        message.append(contentsOf: previous)
        Self.append(seq, to: &message)
        Self.append(at, to: &message)
        Self.append(principal, to: &message)
        Self.append(entity, to: &message)
        Self.append(record, to: &message)
        Self.append(action, to: &message)
        Self.append(version, to: &message)
        message.append(contentsOf: digest)
        return SHA256.digest(message)
    }

    private static func append(_ number: Int64, to message: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { message.append(contentsOf: $0) }
    }

    private static func append(_ text: String, to message: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).bigEndian) { message.append(contentsOf: $0) }
        message.append(contentsOf: text.utf8)
    }
}
