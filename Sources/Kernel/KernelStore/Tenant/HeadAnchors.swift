import Kernel
import Synchronization

/// Carries the heads of tenants' journals into the control database, where a cut tail is noticed against them, and takes
/// the dirty mark off tenants that have nothing left to deliver.
///
/// Heads gather for a moment and go in one transaction, so that anchoring costs one sync now and then and not one for
/// every group. What the last moment before a crash wrote is not anchored yet; opening a dirty tenant anchors it.
/// Marks stay until a tenant was quiet for a while: one that is written now and then does not pay for a mark each time.
final class HeadAnchors: Sendable {
    private struct State {
        var waiting: [TenantID: TenantOutbox] = [:]
        /// Marked tenants, and how many groups they had when they were looked at last; `nil` for those to come.
        var resting: [TenantID: (outbox: TenantOutbox, groups: UInt64?)] = [:]
    }

    private let control: SQLControlStore
    private let anchoring: DelayedJob
    private let unmarking: DelayedJob
    private let state = Mutex(State())

    /// Heads gather for `interval` seconds; a mark is taken off after `quiet` seconds without a write at the earliest,
    /// twice that at the latest.
    init(control: SQLControlStore, pool: BlockingPool, interval: Double, quiet: Double) {
        self.control = control
        anchoring = DelayedJob(pool: pool, interval: interval)
        unmarking = DelayedJob(pool: pool, interval: quiet)
    }

    /// Notes that a tenant's group ended, or that its journal is longer than its anchor says.
    func note(_ outbox: TenantOutbox) {
        state.withLock { state in
            state.waiting[outbox.tenant] = outbox
            if state.resting[outbox.tenant] == nil { state.resting[outbox.tenant] = (outbox, nil) }
        }
        anchoring.request { [weak self] in self?.failed { try $0.flush() } ?? false }
        unmarking.request { [weak self] in self?.unmarkAgain() ?? false }
    }

    /// Anchors what waits.
    /// - Throws: what the control database refuses; the heads wait on then.
    func flush() throws {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        let heads = waiting.compactMapValues(\.unanchored)
        guard !heads.isEmpty else { return }
        do {
            try control.anchor(heads)
        } catch {
            state.withLock { $0.waiting.merge(waiting) { newer, _ in newer } }
            throw error
        }
        for (tenant, head) in heads { waiting[tenant]?.anchored(head) }
    }

    /// Takes the marks off tenants that were quiet since the call before this one.
    ///
    /// Answers whether marked tenants are left.
    @discardableResult
    func unmarkQuiet() throws -> Bool {
        try flush()
        let quiet = state.withLock { state in
            let quiet = state.resting.filter { $0.value.outbox.groups == $0.value.groups }
            for (tenant, one) in state.resting { state.resting[tenant] = (one.outbox, one.outbox.groups) }
            return quiet
        }
        guard !quiet.isEmpty else { return hasResting }
        let settled = try control.unmarkDirty(quiet.values.map(\.outbox)) { outbox in
            outbox.settle(since: quiet[outbox.tenant]?.groups)
        }
        state.withLock { state in
            for tenant in settled where state.resting[tenant]?.outbox.isMarked == false { state.resting[tenant] = nil }
        }
        return hasResting
    }

    /// Delivers what a tenant has and takes its mark off, unless its anchor must stay as it is.
    func release(_ outbox: TenantOutbox) throws {
        try flush()
        try control.unmarkDirty([outbox]) { $0.settle() }
    }

    /// Delivers what waits, then asks for nothing more: the control database closes after it.
    func close() throws {
        anchoring.stop()
        unmarking.stop()
        defer { state.withLock { $0 = State() } }
        try flush()
    }

    private var hasResting: Bool { state.withLock { !$0.resting.isEmpty } }

    /// Runs a job; answers whether it failed.
    private func failed(_ job: (HeadAnchors) throws -> Void) -> Bool {
        do {
            try job(self)
            return false
        } catch {
            return true
        }
    }

    private func unmarkAgain() -> Bool {
        do {
            return try unmarkQuiet()
        } catch {
            return true
        }
    }
}
