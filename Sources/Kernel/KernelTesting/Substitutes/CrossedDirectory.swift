import Kernel

/// A broken data folder: what a person asks of one tenant is done in the file of another.
///
/// The kernel's own work still finds the right file, so that people can sign in.
///
/// The file itself would refuse a scope of another tenant; so a store of this folder also lies about whose scope it is.
package final class CrossedDirectory: StoreDirectory {
    private let base: any StoreDirectory

    package init(_ base: any StoreDirectory) {
        self.base = base
    }

    package var control: any ControlStore { base.control }

    package var commits: CommitFeed { base.commits }

    package var trouble: String? { base.trouble }

    package func open(_ tenant: TenantID) throws -> any TenantStore {
        let own = try base.open(tenant)
        guard let other = try control.tenants().first(where: { $0.id != tenant })?.id else { return own }
        return CrossedStore(own: own, other: try base.open(other))
    }

    package func create(_ tenant: TenantID) throws {
        try base.create(tenant)
    }

    package func verifyControlJournal() throws -> JournalVerification {
        try base.verifyControlJournal()
    }

    package func controlJournalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]] {
        try base.controlJournalTail(limit: limit, after: after, filter)
    }

    package func export(_ tenant: TenantID, to path: String, _ envelope: TenantEnvelope) async throws -> Int64 {
        try await base.export(tenant, to: path, envelope)
    }

    package func envelope(of path: String) async throws -> TenantEnvelope {
        try await base.envelope(of: path)
    }

    package func install(_ path: String, as tenant: TenantID) async throws -> Int {
        try await base.install(path, as: tenant)
    }

    package func discardDraft(of tenant: TenantID) async throws {
        try await base.discardDraft(of: tenant)
    }

    package func hasDatabase(of tenant: TenantID) -> Bool {
        base.hasDatabase(of: tenant)
    }

    package func close() async {
        await base.close()
    }
}

/// Two tenants' stores under one tenant's name.
private final class CrossedStore: TenantStore {
    private let own: any TenantStore
    private let other: any TenantStore

    init(own: any TenantStore, other: any TenantStore) {
        self.own = own
        self.other = other
    }

    var tenant: TenantID { own.tenant }

    private func crossed(_ scope: TenantScope) -> (store: any TenantStore, scope: TenantScope) {
        guard scope.principal.member != nil else { return (own, scope) }
        let forged = TenantScope(
            tenant: other.tenant,
            principal: scope.principal,
            model: scope.model,
            requestID: scope.requestID,
            teams: scope.teams,
            access: scope.access,
            now: scope.now,
            environment: scope.environment
        )
        return (other, forged)
    }

    func read<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T {
        let (store, scope) = crossed(scope)
        return try store.read(scope, body)
    }

    func readOne<T>(_ scope: TenantScope, _ body: (any SnapshotBackend) throws -> T) throws -> T {
        let (store, scope) = crossed(scope)
        return try store.readOne(scope, body)
    }

    func readAside<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any SnapshotBackend) throws -> T
    ) async throws -> T {
        let (store, scope) = crossed(scope)
        return try await store.readAside(scope, body)
    }

    func write<T: Sendable>(
        _ scope: TenantScope,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T {
        let (store, scope) = crossed(scope)
        return try await store.write(scope, body)
    }

    func storedAnswer(_ scope: TenantScope, _ claim: IdempotencyClaim) throws -> StoredAnswer? {
        let (store, scope) = crossed(scope)
        return try store.storedAnswer(scope, claim)
    }

    func write(
        _ scope: TenantScope,
        claim: IdempotencyClaim,
        refusal: @escaping @Sendable (KernelError) -> Outcome,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome {
        let (store, scope) = crossed(scope)
        return try await store.write(scope, claim: claim, refusal: refusal, body)
    }

    func state() throws -> TenantState {
        try own.state()
    }

    func prepare(for model: TenantModel) throws {
        try own.prepare(for: model)
    }

    func change<T: Sendable>(
        _ scope: TenantScope,
        to state: TenantState,
        receipt: Receipt?,
        renames: NameChanges,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T {
        try await own.change(scope, to: state, receipt: receipt, renames: renames, body)
    }

    func undo(
        _ scope: TenantScope,
        _ receipt: Receipt,
        from now: TenantModel,
        to state: TenantState,
        renames: NameChanges,
        accept: Int64?,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Void
    ) async throws -> [UndoLoss] {
        try await own.undo(scope, receipt, from: now, to: state, renames: renames, accept: accept, body)
    }

    func purge(_ scope: TenantScope, _ order: PurgeOrder) async throws -> PurgeReport {
        try await own.purge(scope, order)
    }

    func drop(_ scope: TenantScope, _ order: DropOrder) async throws {
        try await own.drop(scope, order)
    }

    func rewrite() async throws {
        try await own.rewrite()
    }

    func schemaSteps(for model: TenantModel, renames: NameChanges) throws -> [SchemaStep] {
        try own.schemaSteps(for: model, renames: renames)
    }

    func census(_ questions: [CensusQuestion], of model: TenantModel) throws -> [Int64] {
        try own.census(questions, of: model)
    }

    func receipts() throws -> [Receipt] {
        try own.receipts()
    }

    func changeStatuses() throws -> [String] {
        try own.changeStatuses()
    }

    func verifyJournal() throws -> JournalVerification {
        try own.verifyJournal()
    }

    func journalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]] {
        try own.journalTail(limit: limit, after: after, filter)
    }
}
