/// What of an entity a device carries without a network, and what becomes of changes that were made there.
///
/// A declaration: the model tells it; devices follow it (offline-and-web.md 1.2).
public struct OfflineRule: Hashable, Sendable {
    /// How far a device carries records, within what the grants give; `nil` for none.
    public var read: Scope?
    /// Which records by their time; `nil` for all.
    public var window: Window?
    /// The record operations that may be made without a network.
    public var write: Set<RecordVerb>
    /// What becomes of a field that changed on both sides, by field; `*` for the others.
    public var merge: [String: Merge]
    /// What becomes of a change whose permission was lost meanwhile.
    public var onForbidden: OnForbidden
    /// What becomes of a delete of a record that changed meanwhile.
    public var delete: Delete
    /// Where it stands.
    public let span: SourceSpan?

    /// A stretch of time around now.
    public struct Window: Hashable, Sendable {
        /// The date or instant that counts.
        public let field: String
        /// Days back.
        public let past: Int64
        /// Days ahead.
        public let future: Int64

        /// A window.
        public init(_ field: String, past: Int64, future: Int64) {
            self.field = field
            self.past = past
            self.future = future
        }
    }

    /// What becomes of a field that changed on both sides.
    public enum Merge: String, Hashable, Sendable, CaseIterable {
        /// The last to reach the server; the loser is recorded and shown.
        case newest
        /// Refused, and kept with both values for somebody to decide.
        case ask
        /// Numbers: what was added adds up.
        case add
        /// Options and references: added and removed one by one.
        case set
        /// Texts and lists: put behind what is there.
        case append
        /// The first to write it wins.
        case once
        /// Never from a device.
        case server
        /// Of the whole record: it is only created, corrections are new records.
        case appendOnly = "append_only"
    }

    /// What becomes of a change whose permission was lost meanwhile.
    public enum OnForbidden: String, Hashable, Sendable, CaseIterable {
        /// Kept for a reviewer.
        case quarantine
        /// Left to the person who made it.
        case drop
    }

    /// What becomes of a delete of a record that changed meanwhile.
    public enum Delete: String, Hashable, Sendable, CaseIterable {
        /// Only what did not change is deleted.
        case ifUnchanged = "if_unchanged"
        /// The delete wins.
        case wins
        /// A delete is never taken from a device.
        case never
    }

    /// A rule.
    public init(
        read: Scope?,
        window: Window? = nil,
        write: Set<RecordVerb> = [],
        merge: [String: Merge] = [:],
        onForbidden: OnForbidden = .quarantine,
        delete: Delete = .ifUnchanged,
        at span: SourceSpan? = nil
    ) {
        self.read = read
        self.window = window
        self.write = write
        self.merge = merge
        self.onForbidden = onForbidden
        self.delete = delete
        self.span = span
    }
}
