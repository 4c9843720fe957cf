import Kernel

/// One tenant's data in a database of its own.
///
/// Opens the file when it is used and closed; so a store may be kept while its file comes and goes.
package final class SQLTenantStore: TenantStore {
    package let tenant: TenantID
    let files: OpenTenants

    init(tenant: TenantID, files: OpenTenants) {
        self.tenant = tenant
        self.files = files
    }

    package func read<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T {
        try files.use(tenant) { file in
            try file.require(scope)
            return try file.read { try body(file.engine.snapshot($0)) }
        }
    }

    package func readOne<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T {
        try files.use(tenant) { file in
            try file.require(scope)
            return try file.readOne { try body(file.engine.snapshot($0)) }
        }
    }

    package func readAside<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any SnapshotBackend) throws -> T
    ) async throws -> T {
        try await files.use(tenant) { file in
            try file.require(scope)
            return try await files.pool.run { try file.read { try body(file.engine.snapshot($0)) } }
        }
    }

    package func write<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T {
        try await files.use(tenant) { file in
            try file.require(scope)
            return try await file.writer.perform { context in
                try file.requireInForce(scope)
                return try body(file.engine.transaction(context.connection, journal: context.journal))
            }
        }
    }

    package func storedAnswer(_ scope: TenantScope, _ claim: IdempotencyClaim) throws -> StoredAnswer? {
        try files.use(tenant) { file in
            try file.require(scope)
            return try file.readOne { try IdempotencyTable.find(claim, now: scope.now, on: $0) }
        }
    }

    package func write(
        _ scope: TenantScope,
        claim: IdempotencyClaim,
        refusal: @escaping @Sendable (KernelError) -> Outcome,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome {
        try await files.use(tenant) { file in
            try file.require(scope)
            let claimed = ClaimedWrite(claim: claim, now: scope.now, refusal: refusal) { context in
                try file.requireInForce(scope)
                return try body(file.engine.transaction(context.connection, journal: context.journal))
            }
            return try await file.writer.perform(claimed)
        }
    }

    package func state() throws -> TenantState {
        try files.use(tenant) { try $0.state() }
    }

    package func prepare(for model: TenantModel) throws {
        try files.use(tenant) { try $0.prepare(for: model) }
    }

    package func verifyJournal() throws -> JournalVerification {
        try files.use(tenant) { file in
            // Before the snapshot: what is anchored later is longer than what the snapshot sees.
            let anchor = try files.control.anchoredHead(tenant)
            return try file.read { try JournalVerifier.verify($0, anchor: anchor) }
        }
    }

    package func journalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]] {
        try files.use(tenant) { file in
            try file.read { try JournalTail.read($0, limit: limit, after: after, filter) }
        }
    }
}
