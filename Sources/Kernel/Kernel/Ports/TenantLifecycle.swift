/// What a tenant's store does for changes of its packs: looks ahead, keeps receipts, takes changes back.
package protocol TenantLifecycle: AnyObject, Sendable {
    /// What the store would do to make room for a model; changes nothing.
    func schemaSteps(for model: TenantModel, renames: NameChanges) throws -> [SchemaStep]

    /// One count for each question, on a model that knows what is asked.
    func census(_ questions: [CensusQuestion], of model: TenantModel) throws -> [Int64]

    /// Every receipt, newest first.
    func receipts() throws -> [Receipt]

    /// What became of every change so far: `ID STATUS`, newest first. No receipt is read for it.
    func changeStatuses() throws -> [String]

    /// Expands the schema for a model and switches to a state, in one transaction that is a group of its own; `body` sows
    /// seeds and journals in the same transaction. What has another name keeps its place and its rows. With a receipt, everything that takes the change back is kept beside it.
    func change<T: Sendable>(
        _ scope: TenantScope,
        to state: TenantState,
        receipt: Receipt?,
        renames: NameChanges,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T

    /// Takes the newest change that is in force back, in one transaction; the scope's model is the one to return to.
    ///
    /// `now` is the model in force, `renames` lead back to the former names. Answers what was lost.
    /// - Throws: 409 `undo_loses` with what would be lost, unless `accept` is exactly that many rows.
    func undo(
        _ scope: TenantScope,
        _ receipt: Receipt,
        from now: TenantModel,
        to state: TenantState,
        renames: NameChanges,
        accept: Int64?,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Void
    ) async throws -> [UndoLoss]

    /// Removes everything that a pack left behind, in one transaction.
    func purge(_ scope: TenantScope, _ order: PurgeOrder) async throws -> PurgeReport

    /// Removes for good what packs retired, in one transaction; earlier changes can no longer be taken back.
    func drop(_ scope: TenantScope, _ order: DropOrder) async throws

    /// Writes the tenant's file anew, so that nothing of what was deleted is left in it.
    func rewrite() async throws
}
