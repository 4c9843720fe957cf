/// The keys that seal secret fields, as the operator sees them; implemented by the store.
package protocol KeyKeeper: Sendable {
    /// Oldest first; the last one seals.
    var keys: [KeySummary] { get }

    /// Makes a key that seals from now on; the others still open.
    /// - Throws: `unavailable` where the keys cannot be written, 422 where they are not a file's.
    func rotate() throws(KernelError) -> KeySummary
}

/// A key without its bytes.
package struct KeySummary: Hashable, Sendable {
    /// Names it in sealed values.
    package let id: String
    /// When it was made, RFC 3339.
    package let made: String
    /// Whether new values are sealed with it.
    package let seals: Bool

    package init(id: String, made: String, seals: Bool) {
        self.id = id
        self.made = made
        self.seals = seals
    }
}
