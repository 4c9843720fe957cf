import Synchronization

/// Keeps one tenant's reads from occupying every core while others ask too.
///
/// Reads run synchronously on the few threads of the process, first come first served: a tenant with a hundred
/// connections would make everybody else wait behind a hundred reads. So while more than one tenant asks, each may run
/// `lanes` reads at once, fewer than there are cores, and its others wait aside. A tenant that is alone is never held.
final class FairTurns: Sendable {
    fileprivate struct State {
        var last: TenantID?
        var mixedUntil = Int64.min
        var running: [TenantID: Int] = [:]
        var waiting: [TenantID: [CheckedContinuation<Void, Never>]] = [:]
    }

    /// After this time without another tenant's request a tenant is alone.
    private static let memory: Int64 = 1_000

    private let lanes: Int
    private let clock: any WallClock
    private let state = Mutex(State())

    /// - Parameters:
    ///   - lanes: reads that one of several tenants may run at once.
    ///   - clock: the time.
    init(lanes: Int, clock: any WallClock) {
        self.lanes = lanes
        self.clock = clock
    }

    /// Requests that wait aside now.
    var waitingCount: Int {
        state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } }
    }

    /// Waits for a tenant's turn.
    /// - Returns: whether ``end(_:)`` is to be called after it.
    func begin(_ tenant: TenantID) async -> Bool {
        let now = clock.now()
        let (isCounted, mustWait) = state.withLock { state -> (Bool, Bool) in
            if let last = state.last, last != tenant { state.mixedUntil = now + Self.memory }
            state.last = tenant
            guard now < state.mixedUntil else { return (false, false) }
            return state.take(tenant, lanes) ? (true, false) : (true, true)
        }
        if mustWait { await wait(tenant) }
        return isCounted
    }

    /// A turn is over; the next one of the same tenant begins.
    func end(_ tenant: TenantID) {
        let next = state.withLock { $0.pass(tenant) }
        next?.resume()
    }

    private func wait(_ tenant: TenantID) async {
        await withCheckedContinuation { continuation in
            // A turn may have ended since it was looked for.
            let isTaken = state.withLock { state in
                if state.take(tenant, lanes) { return true }
                state.waiting[tenant, default: []].append(continuation)
                return false
            }
            if isTaken { continuation.resume() }
        }
    }
}

extension FairTurns.State {
    fileprivate mutating func take(_ tenant: TenantID, _ lanes: Int) -> Bool {
        guard running[tenant, default: 0] < lanes else { return false }
        running[tenant, default: 0] += 1
        return true
    }

    /// Hands the turn on, or gives it back.
    fileprivate mutating func pass(_ tenant: TenantID) -> CheckedContinuation<Void, Never>? {
        if var queue = waiting[tenant], !queue.isEmpty {
            let next = queue.removeFirst()
            waiting[tenant] = queue.isEmpty ? nil : queue
            return next
        }
        running[tenant] = running[tenant].flatMap { $0 > 1 ? $0 - 1 : nil }
        return nil
    }
}
