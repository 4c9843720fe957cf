import Kernel
import Synchronization

/// Carries the heads of tenants' journals into the control database, where a cut tail is noticed against them.
///
/// Heads gather for a moment and go in one transaction, so that anchoring costs one sync now and then and not one for
/// every group. What the last moment before a crash wrote is not anchored yet; opening a dirty tenant anchors it.
final class HeadAnchors: Sendable {
    private struct State {
        var waiting: [TenantID: JournalHead] = [:]
        var isScheduled = false
    }

    private let control: SQLControlStore
    private let pool: BlockingPool
    private let interval: Double
    private let state = Mutex(State())

    init(control: SQLControlStore, pool: BlockingPool, interval: Double) {
        self.control = control
        self.pool = pool
        self.interval = interval
    }

    /// Notes the newest head of a tenant.
    func note(_ tenant: TenantID, _ head: JournalHead) {
        let isFirst = state.withLock { state in
            state.waiting[tenant] = head
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { schedule() }
    }

    /// Writes what waits.
    /// - Throws: what the control database refuses; the heads wait on then.
    func flush() throws {
        let heads = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        guard !heads.isEmpty else { return }
        do {
            try control.anchor(heads)
        } catch {
            state.withLock { $0.waiting.merge(heads) { newer, _ in newer } }
            throw error
        }
    }

    private func schedule() {
        pool.submit(after: interval) { [weak self] in
            guard let self else { return }
            state.withLock { $0.isScheduled = false }
            do {
                try flush()
            } catch {
                let isFirst = state.withLock { state in
                    defer { state.isScheduled = true }
                    return !state.isScheduled
                }
                if isFirst { schedule() }
            }
        }
    }
}
