/// Who takes something from a tenant's journal after it is on disk.
enum OutboxConsumer: CaseIterable, Sendable {
    /// Keeps the journal's end in the control database.
    case anchor
}

/// The outbox of a tenant: the journal past what every consumer has.
///
/// A consumer's position is where it keeps it, durably: the anchor's is its row in the control database.
struct OutboxCursor: Hashable, Sendable {
    /// The seq of the journal's last entry on disk.
    private(set) var end: Int64 = 0
    private var positions: [OutboxConsumer: Int64] = [:]

    /// What every consumer has.
    var delivered: Int64 {
        OutboxConsumer.allCases.map { positions[$0] ?? 0 }.min() ?? end
    }

    /// Whether nothing is left to deliver.
    var isEmpty: Bool { delivered >= end }

    /// The journal ends here now.
    mutating func append(to seq: Int64) {
        end = max(end, seq)
    }

    /// A consumer has everything up to here; a position never moves back.
    mutating func deliver(_ seq: Int64, to consumer: OutboxConsumer) {
        positions[consumer] = max(positions[consumer] ?? 0, seq)
    }
}
