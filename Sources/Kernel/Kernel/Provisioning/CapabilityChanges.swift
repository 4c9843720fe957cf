extension PackChanges {
    /// Switches a capability on, with those it needs.
    func enableCapability(_ id: String, for tenant: Tenant) async throws -> Report {
        _ = try descriptor(id)
        let view = tenant.current
        var target = view.state
        target.capabilities = tenants.library.catalog.closure(of: target.capabilities + [id]).map(\.descriptor.id)
        let added = Set(target.capabilities).subtracting(view.state.capabilities).sorted()
        guard !added.isEmpty else { return Report(changed: false, view: view) }
        let next = try tenants.view(view.entry, state: target)
        let receipt = try await switchTo(next, tenant, action: "enable_capability", id) { writer in
            for capability in added { try writer.journalChange("kernel.capability", capability, "enabled") }
        }
        return Report(capabilities: added, view: next, receipt: receipt)
    }

    /// Switches a capability off; its records are kept and hidden.
    /// - Throws: 409 `in_use` naming what needs it, or when it is a core capability.
    func disableCapability(_ id: String, for tenant: Tenant) async throws -> Report {
        let descriptor = try descriptor(id)
        let view = tenant.current
        guard !descriptor.isCore else { throw KernelError(.inUse, "`\(id)` is part of every tenant.") }
        guard view.state.capabilities.contains(id) else { return Report(changed: false, view: view) }
        let users = try needing(descriptor, in: view.state)
        guard users.isEmpty else {
            throw KernelError(
                .inUse,
                "`\(id)` is needed by \(users.map { "`\($0)`" }.joined(separator: ", ")); disable that first."
            )
        }
        var target = view.state
        target.capabilities.removeAll { $0 == id }
        let next = try tenants.view(view.entry, state: target)
        let receipt = try await switchTo(next, tenant, action: "disable_capability", id) { writer in
            try writer.journalChange("kernel.capability", id, "disabled")
        }
        return Report(view: next, receipt: receipt)
    }

    private func descriptor(_ id: String) throws -> CapabilityDescriptor {
        let all = tenants.library.catalog.capabilities.map(\.descriptor)
        guard let descriptor = all.first(where: { $0.id == id }) else {
            let hint = DidYouMean.question(for: id, in: all.map(\.id))
            throw KernelError(.notFound, "There is no capability `\(id)` in this server.\(hint)")
        }
        return descriptor
    }

    /// Capabilities and packs of a tenant that need what one offers.
    private func needing(_ descriptor: CapabilityDescriptor, in state: TenantState) throws -> [String] {
        let all = tenants.library.catalog.capabilities.map(\.descriptor)
        let capabilities = all.filter { state.capabilities.contains($0.id) && $0.id != descriptor.id }.filter {
            CapabilityOrder.needs(of: $0, in: all).contains(descriptor.id)
        }
        let packs = try state.packs.filter { pack in
            try tenants.library.definition(hash: pack.hash, id: pack.id).requires.contains { need in
                descriptor.provides.contains { $0.meets(need) }
            }
        }
        return capabilities.map(\.id) + packs.map(\.id)
    }
}
