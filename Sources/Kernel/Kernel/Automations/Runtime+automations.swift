import Logging
import Synchronization

extension Runtime {
    /// Runs automations for as long as the server serves: tenants that may hold unhandled events first, then each one when
    /// something was written to it, and failed runs when they are due.
    /// - Parameter dirty: tenants that were written to when the process before this one ended.
    /// - Throws: `CancellationError` at the end.
    package func attendAutomations(dirty: [TenantID]) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: TenantID.self)
        let asked = AskedTenants()
        let ask: @Sendable (TenantID) -> Void = { tenant in
            if asked.add(tenant) { continuation.yield(tenant) }
        }
        let commits = parts.directory.commits
        tenants.whenOpened { tenant in
            // Listened to for as long as the server runs, as the tenant is remembered.
            _ = commits.listen(tenant.id) { [weak tenant] in
                if let tenant, AutomationRunner.isOn(tenant.current.model) { ask(tenant.id) }
            }
            ask(tenant.id)
        }
        for tenant in dirty { ask(tenant) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await tenant in stream {
                    asked.remove(tenant)
                    await self.runAutomationsQuietly(tenant)
                }
            }
            group.addTask {
                while true {
                    try await self.parts.sleep(.seconds(1))
                    for tenant in self.automations.dueTenants() { ask(tenant) }
                }
            }
            defer { continuation.finish() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Runs what is to be run in a tenant now.
    /// - Throws: what the store refuses with.
    package func runAutomations(_ id: TenantID) async throws {
        try await automations.run(tenants.tenant(id))
    }

    /// Has no automation follow from what happened in a tenant up to an entry of its journal; for tests of packs.
    package func passAutomations(_ id: TenantID, through seq: Int64) {
        automations.pass(id, through: seq)
    }

    /// A tenant in trouble must not keep the others from running; it is tried again with its next write or at the next
    /// start.
    private func runAutomationsQuietly(_ id: TenantID) async {
        do {
            try await runAutomations(id)
        } catch {
            parts.logger.warning(
                "automations stopped",
                metadata: ["tenant.id": "\(id)", "error": "\(error)"]
            )
        }
    }
}

/// Tenants that wait to be looked at, each once.
private final class AskedTenants: Sendable {
    private let tenants = Mutex<Set<TenantID>>([])

    func add(_ tenant: TenantID) -> Bool {
        tenants.withLock { $0.insert(tenant).inserted }
    }

    func remove(_ tenant: TenantID) {
        _ = tenants.withLock { $0.remove(tenant) }
    }
}
