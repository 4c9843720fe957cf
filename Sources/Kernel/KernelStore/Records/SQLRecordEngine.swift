import Kernel

/// The query half of the store for one open tenant database.
///
/// `plans` is one for the whole process.
package struct SQLRecordEngine: RecordEngine {
    private let plans: QueryPlans
    private let layout = StoreLayout()
    private let sealer: FieldSealer

    package init(plans: QueryPlans, sealer: FieldSealer = .none) {
        self.plans = plans
        self.sealer = sealer
    }

    package func snapshot(_ connection: any SQLConnection) -> any SnapshotBackend {
        SQLSnapshotBackend(connection: connection, plans: plans, layout: layout, sealer: sealer)
    }

    package func transaction(
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) -> any TransactionBackend {
        SQLTransactionBackend(connection: connection, journal: journal, plans: plans, layout: layout, sealer: sealer)
    }

    package func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        renames: NameChanges,
        journal: any JournalAppender
    ) throws -> (backend: any TransactionBackend, steps: [SchemaStep]) {
        let steps = try SchemaExpander.expand(connection, model: model, renames: renames)
        return (renewed(connection, journal: journal), steps)
    }

    package func rename(
        _ changes: NameChanges,
        after steps: [SchemaStep],
        _ scope: TenantScope,
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) throws {
        guard !changes.isEmpty else { return }
        try RenameRun(changes, steps, scope, sealer, on: connection, journal: journal).run()
    }

    package func renewed(_ connection: any SQLConnection, journal: any JournalAppender) -> any TransactionBackend {
        // A layout of its own: what it learns must not outlive a savepoint that rolls back.
        SQLTransactionBackend(
            connection: connection,
            journal: journal,
            plans: plans,
            layout: StoreLayout(),
            sealer: sealer
        )
    }

    package func reseal(_ connection: any SQLConnection, from old: TenantID, to new: TenantID) throws {
        try sealer.reseal(connection, from: old, to: new)
    }

    package func sealed(_ connection: any SQLConnection, in tenant: TenantID) throws -> Int {
        try sealer.sealed(connection, in: tenant)
    }

    package func forgetNames() {
        layout.forget()
    }

    package func hasRoom(_ connection: any SQLConnection, for model: TenantModel) throws -> Bool {
        try SchemaExpander.isCurrent(connection, model: model)
    }

    package func makeRoom(_ connection: any SQLConnection, for model: TenantModel) throws {
        try SchemaExpander.expand(connection, model: model)
    }
}
