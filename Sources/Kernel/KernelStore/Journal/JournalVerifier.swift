import Kernel
import KernelCrypto

/// Follows a journal's chain from the first row to the last (`kernel audit verify`).
///
/// It finds a changed, missing, added or reordered row. A tail cut off together with every trace in the database is found
/// by the anchored head, which is kept outside of it.
struct JournalVerifier {
    private var head = JournalHead.empty
    private var broken: String?
    private let anchor: JournalHead?

    private init(anchor: JournalHead?) {
        self.anchor = anchor
    }

    /// Verifies the journal on a snapshot.
    ///
    /// Read `anchor` before the snapshot begins: the journal grows meanwhile.
    static func verify(_ connection: any SQLConnection, anchor: JournalHead?) throws -> JournalVerification {
        var verifier = JournalVerifier(anchor: anchor)
        try connection.query(
            """
            SELECT seq, at, principal, entity, record, action, version, digest, hash, details, salt \
            FROM journal ORDER BY seq
            """,
            []
        ) { verifier.follow($0) }
        return verifier.finish()
    }

    private mutating func follow(_ row: any SQLRow) {
        guard broken == nil else { return }
        let seq = row.int(0)
        let chain = JournalChain(
            seq: seq,
            at: row.int(1),
            principal: row.text(2),
            entity: row.text(3),
            record: row.text(4),
            action: row.text(5),
            version: row.int(6),
            digest: row.blob(7)
        )
        let hash = row.blob(8)
        if seq != head.seq + 1 {
            broken = "Entry \(head.seq + 1) is missing: entry \(seq) follows entry \(head.seq)."
        } else if hash != chain.hash(after: head.hash) {
            broken = "Entry \(seq) was changed: its hash does not follow from entry \(head.seq)."
        } else if !row.isNull(9), JournalChain.digest(salt: row.blob(10), details: row.blob(9)) != chain.digest {
            broken = "Entry \(seq) was changed: its details do not match their digest."
        } else if let anchor, anchor.seq == seq, anchor.hash != hash {
            broken = "Entry \(seq) is not the one that was anchored: the journal was rewritten."
        }
        if broken == nil { head = JournalHead(seq: seq, hash: hash) }
    }

    private func finish() -> JournalVerification {
        var finding = broken
        if finding == nil, let anchor, anchor.seq > head.seq {
            finding =
                "Entries \(head.seq + 1) to \(anchor.seq) are missing: the journal was cut after entry \(head.seq)."
        }
        return JournalVerification(entries: head.seq, head: Hex.encode(head.hash), broken: finding)
    }
}
