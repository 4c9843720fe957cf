/// One tenant's data, opened. The store adds the row filter, the field mask and the tenant itself; there is no other
/// door to a tenant's rows.
package protocol TenantStore: AnyObject, Sendable {
    /// The tenant whose file or rows these are; compared with the scope at every use.
    var tenant: TenantID { get }

    /// Runs a read on a snapshot, synchronously on the caller's thread.
    /// - Throws: `KernelError`; `unavailable` when the disk fails.
    func read<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T

    /// Runs a write in a savepoint of its own inside the writer's next group; answers after the sync to disk.
    /// A throw rolls the savepoint back.
    /// - Throws: what `body` throws; `unavailable` when the group could not be made durable.
    func write<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T

    /// The stored answer of an idempotency key, or `nil`.
    func storedAnswer(_ scope: TenantScope, _ claim: IdempotencyClaim) throws -> StoredAnswer?

    /// Like `write`, and stores the answer under the claim in the same savepoint. When `body` throws a `KernelError`
    /// that is a final refusal, its savepoint is rolled back and the refusal's outcome is stored instead, in the same group.
    func write(
        _ scope: TenantScope,
        claim: IdempotencyClaim,
        refusal: @escaping @Sendable (KernelError) -> Outcome,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome

    /// What is enabled, as last switched.
    func state() throws -> TenantState

    /// Expands the schema for a model and switches to a state, in one transaction that is a group of its own; `body`
    /// sows seeds and journals in the same transaction.
    func change<T: Sendable>(
        _ scope: TenantScope,
        to state: TenantState,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T

    /// Verifies the journal's hash chain from the first entry to the last and against the anchored head.
    func verifyJournal() throws -> JournalVerification

    /// The last entries of the journal, oldest first, as JSON objects, at most `limit`.
    func journalTail(limit: Int, after: Int64?) throws -> [[UInt8]]
}

/// What is enabled for a tenant; stored in its database.
package struct TenantState: Hashable, Sendable, Codable {
    /// Capabilities switched on, by id.
    package var capabilities: [String]
    /// Packs switched on: id, version, hash of the source.
    package var packs: [EnabledPack]
    /// Packs switched off whose data is kept, so that their paths answer `capability_disabled`.
    package var dormant: [EnabledPack]
    /// The tenant's values of settings: id to JSON text.
    package var settings: [String: String]
    /// IANA time zone.
    package var zone: String
    /// ISO 4217 currency.
    package var currency: String
    /// BCP 47 language.
    package var language: String

    /// A pack that is on.
    package struct EnabledPack: Hashable, Sendable, Codable {
        package let id: String
        package let version: String
        package let hash: String

        package init(id: String, version: String, hash: String) {
            self.id = id
            self.version = version
            self.hash = hash
        }
    }

    package init(
        capabilities: [String] = [],
        packs: [EnabledPack] = [],
        dormant: [EnabledPack] = [],
        settings: [String: String] = [:],
        zone: String = "UTC",
        currency: String = "EUR",
        language: String = "en"
    ) {
        self.capabilities = capabilities
        self.packs = packs
        self.dormant = dormant
        self.settings = settings
        self.zone = zone
        self.currency = currency
        self.language = language
    }
}

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
