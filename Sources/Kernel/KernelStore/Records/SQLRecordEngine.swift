import Kernel

/// The query half of the store for one open tenant database.
///
/// `plans` is one for the whole process.
package struct SQLRecordEngine: RecordEngine {
    private let plans: QueryPlans
    private let layout = StoreLayout()

    package init(plans: QueryPlans) {
        self.plans = plans
    }

    package func snapshot(_ connection: any SQLConnection) -> any SnapshotBackend {
        SQLSnapshotBackend(connection: connection, plans: plans, layout: layout)
    }

    package func transaction(
        _ connection: any SQLConnection,
        journal: any JournalAppender
    ) -> any TransactionBackend {
        SQLTransactionBackend(connection: connection, journal: journal, plans: plans, layout: layout)
    }

    package func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        journal: any JournalAppender
    ) throws -> any TransactionBackend {
        try SchemaExpander.expand(connection, model: model)
        // A layout of its own: what it learns must not outlive a savepoint that rolls back.
        return SQLTransactionBackend(connection: connection, journal: journal, plans: plans, layout: StoreLayout())
    }

    package func hasRoom(_ connection: any SQLConnection, for model: TenantModel) throws -> Bool {
        try SchemaExpander.isCurrent(connection, model: model)
    }

    package func makeRoom(_ connection: any SQLConnection, for model: TenantModel) throws {
        try SchemaExpander.expand(connection, model: model)
    }
}
