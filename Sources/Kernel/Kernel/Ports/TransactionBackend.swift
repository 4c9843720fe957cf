/// What a write sees: a snapshot it can change.
///
/// Primitives only: validation, decisions and guards are the kernel's.
package protocol TransactionBackend: SnapshotBackend {
    /// Inserts a record with all its values, link tables included.
    func insert(_ scope: TenantScope, _ entity: EntityModel, _ record: Record) throws

    /// Writes a record's version, who changed it and when, what of owner, state and bin differs from `current`, and the
    /// values of the fields that `changed` names.
    func update(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        after current: Record,
        changed: Set<String>
    ) throws

    /// Runs a part of the write in a savepoint of its own: a throw undoes that part alone, its journal rows included.
    func attempt<T>(_ body: () throws -> T) throws -> T

    /// Appends one journal row in this transaction.
    func journal(_ scope: TenantScope, _ entry: JournalEntry) throws

    /// Remembers which row a seed made.
    func remember(
        _ scope: TenantScope,
        pack: String,
        entity: EntityID,
        key: String,
        record: RecordID,
        hash: String
    ) throws
}
