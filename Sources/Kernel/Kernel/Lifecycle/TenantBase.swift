import KernelCrypto

/// The state of a tenant that a plan is made for.
enum TenantBase {
    /// SHA-256 over the model, what is enabled, and what became of every change so far.
    static func hash(of view: Tenant.View, receipts: [Receipt]) throws -> String {
        var state = view.state
        // Values of settings are the tenant's work, not its shape: no plan depends on them.
        state.settings = [:]
        let lines =
            [view.model.hash, try LifecycleText.write(state)]
            + receipts.map { "\($0.id.raw) \($0.status.rawValue)" }
        return SHA256.hex(Array(lines.joined(separator: "\n").utf8))
    }
}

/// The routes of a model, as `METHOD /path`.
enum ModelRoutes {
    static func all(of model: TenantModel) -> Set<String> {
        Set(OpenAPIOperations.records(of: model, access: nil).map { "\($0.method) \($0.path)" })
    }
}
