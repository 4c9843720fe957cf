/// What a read handler sees: the tenant at one moment, within the principal's rows.
public struct Snapshot: Sendable {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let store: any TenantStore

    package init(scope: TenantScope, store: any TenantStore) {
        self.scope = scope
        self.store = store
    }
}

/// What a write handler sees, in its own savepoint.
public struct Transaction {
    /// Who asks, for which tenant.
    public let scope: TenantScope
    package let backend: any TransactionBackend
    package let ids: IDGenerator

    package init(scope: TenantScope, backend: any TransactionBackend, ids: IDGenerator) {
        self.scope = scope
        self.backend = backend
        self.ids = ids
    }
}
