/// One tenant's data, opened.
///
/// The store adds the row filter, the field mask and the tenant itself; there is no other door to a tenant's rows.
package protocol TenantStore: TenantLifecycle {
    /// The tenant whose file or rows these are; compared with the scope at every use.
    var tenant: TenantID { get }

    /// Runs a read on a snapshot, synchronously on the caller's thread.
    /// - Throws: `KernelError`; `unavailable` when the disk fails.
    func read<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T

    /// Like `read`, for a body that asks once: one statement needs no snapshot around it.
    func readOne<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T

    /// Like `read`, on one of the blocking threads: for what takes longer than about 5 ms.
    func readAside<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any SnapshotBackend) throws -> T
    ) async throws -> T

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

    /// Expands the schema for the model that this binary resolves from `state()`, where the store was last expanded for
    /// another one: an older version of a capability, an older form of the store. Called before the first use of a tenant.
    /// - Throws: `unavailable` when it cannot be done; nothing is changed then.
    func prepare(for model: TenantModel) throws

    /// Verifies the journal's hash chain from the first entry to the last and against the anchored head.
    func verifyJournal() throws -> JournalVerification

    /// The last entries of the journal, oldest first, as JSON objects, at most `limit`.
    func journalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]]
}

extension TenantStore {
    /// The last entries of the journal, whatever they are.
    package func journalTail(limit: Int, after: Int64?) throws -> [[UInt8]] {
        try journalTail(limit: limit, after: after, JournalFilter())
    }

    /// Expands the schema for a model and switches to a state without keeping what takes it back.
    package func change<T: Sendable>(
        _ scope: TenantScope,
        to state: TenantState,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T {
        try await change(scope, to: state, receipt: nil, renames: .none, body)
    }
}
