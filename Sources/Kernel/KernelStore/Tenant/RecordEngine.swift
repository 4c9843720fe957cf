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

    /// Makes room for a model, inside the caller's savepoint, and answers what the rest of that savepoint sees, and what was
    /// done. Nothing it remembers may outlive a savepoint that rolls back.
    func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        renames: NameChanges,
        journal: any JournalAppender
    ) throws -> (backend: any TransactionBackend, steps: [SchemaStep])

    /// Takes rows along that speak of things which have another name now: states, roles, sown rows, sealed values.
    /// `steps` are what became of tables and columns.
    func rename(
        _ changes: NameChanges,
        after steps: [SchemaStep],
        _ scope: TenantScope,
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) throws

    /// What the rest of a savepoint sees in which names of tables and columns may have gone.
    func renewed(_ connection: any SQLConnection, journal: any JournalAppender) -> any TransactionBackend

    /// Seals every secret of a database for another tenant.
    func reseal(_ connection: any SQLConnection, from old: TenantID, to new: TenantID) throws

    /// How many secrets of a tenant's database no key opens.
    func sealed(_ connection: any SQLConnection, in tenant: TenantID) throws -> Int

    /// Forgets every name: tables or columns have gone.
    func forgetNames()

    /// Makes room for a model where nothing else is to be written.
    func makeRoom(_ connection: any SQLConnection, for model: TenantModel) throws
}
