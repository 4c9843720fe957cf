import Kernel

/// What reads and writes records in one open tenant database: the query half of the store.
///
/// One per open database, so that it may remember that database's names.
package protocol RecordEngine: Sendable {
    /// What a read sees.
    func snapshot(_ connection: any SQLConnection) -> any SnapshotBackend

    /// What a write sees.
    func transaction(_ connection: any SQLConnection, journal: any JournalAppender) -> any TransactionBackend

    /// Whether there is room for a model already.
    func hasRoom(_ connection: any SQLConnection, for model: TenantModel) throws -> Bool

    /// Makes room for a model, inside the caller's savepoint, and answers what the rest of that savepoint sees. Nothing it
    /// remembers may outlive a savepoint that rolls back.
    func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        journal: any JournalAppender
    ) throws -> any TransactionBackend

    /// Makes room for a model where nothing else is to be written.
    func makeRoom(_ connection: any SQLConnection, for model: TenantModel) throws
}
