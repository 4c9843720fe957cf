/// A claim of an idempotency key.
package struct IdempotencyClaim: Hashable, Sendable {
    /// Who: `Principal.journalName`.
    package let principal: String
    /// The key as sent.
    package let key: String
    /// SHA-256 of method, path, query, precondition and body.
    package let fingerprint: [UInt8]

    package init(principal: String, key: String, fingerprint: [UInt8]) {
        self.principal = principal
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// An answer kept under an idempotency key.
package struct StoredAnswer: Sendable {
    /// Of the request that was answered.
    package let fingerprint: [UInt8]
    /// Status, headers, body.
    package let outcome: Outcome

    package init(fingerprint: [UInt8], outcome: Outcome) {
        self.fingerprint = fingerprint
        self.outcome = outcome
    }
}
