import Kernel

/// Appends rows to one journal inside the running transaction.
///
/// The head lives in memory: numbers are drawn without asking the database. Whoever rolls a savepoint back restores the
/// head that was before it, and drops the writer when the whole transaction failed.
final class JournalWriter: JournalAppender {
    /// Where the journal ends, rows of the running transaction included.
    private(set) var head: JournalHead
    private let random: any RandomSource

    init(head: JournalHead, random: any RandomSource) {
        self.head = head
        self.random = random
    }

    func append(_ scope: TenantScope, _ entry: JournalEntry, on connection: any SQLConnection) throws {
        try append(JournalFacts(scope, entry), on: connection)
    }

    /// Appends what a write without a tenant's scope says.
    func append(_ facts: JournalFacts, on connection: any SQLConnection) throws {
        let salt = random.bytes(16)
        let chain = JournalChain(
            seq: head.seq + 1,
            at: facts.at,
            principal: facts.principal,
            entity: facts.entity,
            record: facts.record,
            action: facts.action,
            version: facts.version,
            digest: JournalChain.digest(salt: salt, details: facts.details)
        )
        let hash = chain.hash(after: head.hash)
        try connection.run(
            """
            INSERT INTO journal(seq, at, principal, acting_as, request_id, entity, record, action, version, details, \
            salt, digest, hash) VALUES(?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(chain.seq), .int(chain.at), .text(chain.principal), .text(facts.requestID), .text(chain.entity),
                .text(chain.record), .text(chain.action), .int(chain.version), .blob(facts.details), .blob(salt),
                .blob(chain.digest), .blob(hash),
            ]
        )
        head = JournalHead(seq: chain.seq, hash: hash)
    }

    /// Puts the head back after a savepoint was rolled back.
    func restore(_ head: JournalHead) {
        self.head = head
    }
}
