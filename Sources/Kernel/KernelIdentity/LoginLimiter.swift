import Kernel
import KernelCrypto
import Synchronization

/// Limits guessing of passwords.
///
/// - **An address** with 5 failures in 15 minutes is locked out for 30 minutes. A success takes back the failures with
///   the same e-mail, never those with others: an account of one's own buys no guesses at another's.
/// - **An e-mail** with 5 failures in 15 minutes, from any addresses, answers one try after a delay of 1, 2, 5, 10 and
///   then 30 seconds. It is never locked, as then anybody could lock out anybody; an address where it signed in
///   before does not wait at all.
/// - **At once**: 16 tries of an address; and only as many of an e-mail as its failures leave.
///
/// An e-mail that nobody has is counted like any other. All is kept in memory, bounded, and by hash.
package final class LoginLimiter: Sendable {
    /// The figures.
    package struct Policy: Hashable, Sendable {
        /// Failures that are too many.
        package var failures = 5
        /// Milliseconds after which a failure is forgotten.
        package var window: Int64 = 15 * 60_000
        /// Milliseconds for which an address is locked out.
        package var lockout: Int64 = 30 * 60_000
        /// Milliseconds an e-mail waits after its `failures`-th failure and each one after; the last stays.
        package var delays: [Int64] = [1_000, 2_000, 5_000, 10_000, 30_000]
        /// Tries of one address at the same time.
        package var concurrent = 16
        /// Addresses, e-mails and pairs of both remembered, of each so many.
        package var remembered = 20_000

        package init() {}
    }

    /// An admitted try; its outcome must be told by `finish`.
    package struct Attempt: Sendable {
        fileprivate let address: Key
        fileprivate let email: Key
        fileprivate var pair: Key { address + email }
    }

    /// How a try ended.
    package enum Result: Sendable {
        /// The password was right.
        case succeeded
        /// Refused.
        case failed
        /// Nothing was found out, such as with a full queue.
        case abandoned
    }

    fileprivate typealias Key = [UInt8]

    private struct Failure {
        let at: Int64
        let email: Key
    }

    private struct Record {
        var failures: [Failure] = []
        var closedUntil = Int64.min
    }

    private struct State {
        var addresses: BoundedCache<Key, Record>
        var emails: BoundedCache<Key, Record>
        /// Pairs of an address and an e-mail that signed in there.
        var known: BoundedCache<Key, Bool>
        var running: [Key: Int] = [:]
    }

    private let policy: Policy
    private let clock: any WallClock
    private let state: Mutex<State>

    package init(clock: any WallClock, policy: Policy = Policy()) {
        self.policy = policy
        self.clock = clock
        let empty = BoundedCache<Key, Record>(capacity: policy.remembered)
        state = Mutex(State(addresses: empty, emails: empty, known: BoundedCache(capacity: policy.remembered)))
    }

    /// Lets a try through or refuses it.
    /// - Throws: `rateLimited` with `Retry-After` in seconds.
    package func admit(address: String, email: String) throws(KernelError) -> Attempt {
        let attempt = Attempt(
            address: SHA256.digest(NetworkAddress.network(of: address).utf8),
            email: SHA256.digest(email.utf8)
        )
        let now = clock.now()
        let wait = state.withLock { state in
            let wait = waiting(attempt, now, &state)
            if wait <= 0 {
                state.running[attempt.address, default: 0] += 1
                state.running[attempt.email, default: 0] += 1
            }
            return wait
        }
        guard wait <= 0 else { throw Self.refusal(milliseconds: wait) }
        return attempt
    }

    /// Tells how a try ended.
    ///
    /// Once for each.
    package func finish(_ attempt: Attempt, _ result: Result) {
        let now = clock.now()
        state.withLock { state in
            for key in [attempt.address, attempt.email] {
                let left = state.running[key, default: 1] - 1
                state.running[key] = left > 0 ? left : nil
            }
            switch result {
            case .abandoned: break
            case .failed: fail(attempt, now, &state)
            case .succeeded: succeed(attempt, &state)
            }
        }
    }

    /// Milliseconds until a try is let through; 0 for now.
    private func waiting(_ attempt: Attempt, _ now: Int64, _ state: inout State) -> Int64 {
        if let address = state.addresses[attempt.address], address.closedUntil > now {
            return address.closedUntil - now
        }
        if state.running[attempt.address, default: 0] >= policy.concurrent { return 1_000 }
        if state.known[attempt.pair] != nil { return 0 }
        let email = state.emails[attempt.email] ?? Record()
        if email.closedUntil > now { return email.closedUntil - now }
        let running = state.running[attempt.email, default: 0]
        return running > 0 && recent(email, now).count + running >= policy.failures ? 1_000 : 0
    }

    private func fail(_ attempt: Attempt, _ now: Int64, _ state: inout State) {
        let failure = Failure(at: now, email: attempt.email)
        var address = state.addresses[attempt.address] ?? Record()
        address.failures = recent(address, now) + [failure]
        if address.failures.count >= policy.failures {
            address = Record(closedUntil: max(address.closedUntil, now + policy.lockout))
        }
        state.addresses[attempt.address] = address

        var email = state.emails[attempt.email] ?? Record()
        // No more than tell the longest delay.
        email.failures = (recent(email, now) + [failure]).suffix(policy.failures + policy.delays.count - 1)
        let excess = email.failures.count - policy.failures
        if excess >= 0, let delay = policy.delays.prefix(excess + 1).last {
            email.closedUntil = max(email.closedUntil, now + delay)
        }
        state.emails[attempt.email] = email
    }

    private func succeed(_ attempt: Attempt, _ state: inout State) {
        if var address = state.addresses[attempt.address] {
            address.failures.removeAll { $0.email == attempt.email }
            state.addresses[attempt.address] = address
        }
        state.emails[attempt.email] = nil
        state.known[attempt.pair] = true
    }

    private func recent(_ record: Record, _ now: Int64) -> [Failure] {
        record.failures.filter { now - $0.at < policy.window }
    }

    private static func refusal(milliseconds: Int64) -> KernelError {
        var error = KernelError(.rateLimited, "Too many tries to sign in. Wait before the next one.")
        error.headers = [Outcome.Header("Retry-After", String((milliseconds + 999) / 1_000))]
        error.cause = "login limit"
        return error
    }
}
