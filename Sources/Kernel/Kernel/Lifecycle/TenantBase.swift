import KernelCrypto

/// The state of a tenant that a plan is made for.
enum TenantBase {
    /// SHA-256 over the model, what is enabled, and what became of every change so far (`ID STATUS`, newest first).
    static func hash(of view: Tenant.View, changes: [String]) throws -> String {
        var state = view.state
        // Values of settings are the tenant's work, not its shape: no plan depends on them.
        state.settings = [:]
        let lines =
            [view.model.hash, try LifecycleText.write(state)] + changes
        return SHA256.hex(Array(lines.joined(separator: "\n").utf8))
    }
}

/// The routes of a model, as `METHOD /path`.
enum ModelRoutes {
    static func all(of model: TenantModel) -> Set<String> {
        Set(OpenAPIOperations.records(of: model, access: nil).map { "\($0.method) \($0.path)" })
    }
}
