import Synchronization

/// Tells those who listen to a tenant that its journal has grown, or that they should look again for another reason.
///
/// Says nothing of what happened: who is woken reads the journal from where they are. Waking costs nothing where nobody
/// listens, and never waits.
package final class CommitFeed: Sendable {
    private struct State {
        var listeners: [TenantID: [Int: @Sendable () -> Void]] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Calls `wake` from now on; it must return at once.
    /// - Returns: what ends it.
    package func listen(_ tenant: TenantID, _ wake: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.listeners[tenant, default: [:]][state.next] = wake
            return state.next
        }
        return { [weak self] in
            self?.state.withLock { state in
                state.listeners[tenant]?[number] = nil
                if state.listeners[tenant]?.isEmpty ?? false { state.listeners[tenant] = nil }
            }
        }
    }

    /// Wakes all who listen to a tenant.
    package func wake(_ tenant: TenantID) {
        let listeners = state.withLock { state in state.listeners[tenant].map { Array($0.values) } ?? [] }
        for wake in listeners { wake() }
    }

    /// How many listen to a tenant.
    package func listeners(_ tenant: TenantID) -> Int {
        state.withLock { $0.listeners[tenant]?.count ?? 0 }
    }
}
