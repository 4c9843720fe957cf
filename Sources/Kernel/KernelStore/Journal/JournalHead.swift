/// Where a journal ends: the last row's number and hash.
package struct JournalHead: Hashable, Sendable {
    /// The last row's seq; 0 for an empty journal.
    package let seq: Int64
    /// The last row's hash; 32 zero bytes for an empty journal.
    package let hash: [UInt8]

    package init(seq: Int64, hash: [UInt8]) {
        self.seq = seq
        self.hash = hash
    }

    /// The head of a journal without rows.
    package static let empty = JournalHead(seq: 0, hash: [UInt8](repeating: 0, count: 32))

    /// Reads the head of the database a connection stands on.
    package static func read(_ connection: any SQLConnection) throws -> JournalHead {
        try connection.first("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1") { row in
            JournalHead(seq: row.int(0), hash: row.blob(1))
        } ?? .empty
    }

    /// Whether the journal a connection stands on has this entry: it was neither cut nor rewritten before here.
    package func isHeld(by connection: any SQLConnection) throws -> Bool {
        guard seq > 0 else { return true }
        return try connection.first("SELECT hash FROM journal WHERE seq = ?", [.int(seq)]) { $0.blob(0) } == hash
    }
}
