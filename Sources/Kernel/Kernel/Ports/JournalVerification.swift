/// What verifying a journal found.
package struct JournalVerification: Sendable {
    /// Entries read.
    package let entries: Int64
    /// The last hash, hexadecimal.
    package let head: String
    /// The first broken place and why, or `nil` when the chain holds.
    package let broken: String?

    package init(entries: Int64, head: String, broken: String?) {
        self.entries = entries
        self.head = head
        self.broken = broken
    }
}
