/// What a database refused, without the values that were bound.
package struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, as far as the store acts on it.
    package enum Kind: String, Hashable, Sendable {
        /// The disk or a quota is full.
        case full
        /// The disk failed to read, write or sync.
        case io
        /// Another connection holds the lock.
        case busy
        /// The file is damaged or no database.
        case corrupt
        /// A unique or foreign key was violated.
        case constraint
        /// Memory ran out.
        case nomem
        /// The file cannot be written.
        case readonly
        /// There is no such database.
        case missing
        /// The database is closed.
        case closed
        /// Anything else, such as wrong SQL.
        case other
    }

    /// What the store acts on.
    package let kind: Kind
    /// The driver's code, for the log.
    package let code: Int32
    /// The driver's words; never holds bound values.
    package let message: String

    package init(_ kind: Kind, code: Int32 = 0, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// Whether the medium failed, so that nothing of the transaction can be trusted.
    package var isMedium: Bool {
        switch kind {
        case .full, .io, .nomem, .readonly, .corrupt: true
        case .busy, .constraint, .missing, .closed, .other: false
        }
    }

    package var description: String { "\(kind.rawValue) (\(code)): \(message)" }
}
