import Dispatch
import Kernel
import KernelCrypto
import KernelIdentity
import Synchronization

/// A clock that stands until a test moves it.
final class ManualClock: WallClock {
    private let time = Mutex<Int64>(1_700_000_000_000)

    func now() -> Int64 { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }

    func advance(minutes: Int64) { advance(seconds: minutes * 60) }
}

/// Bytes that never repeat and are the same in each run.
final class CountingRandom: RandomSource {
    private let counter = Mutex(0)

    func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let number = counter.withLock { counter in
                counter += 1
                return counter
            }
            bytes += SHA256.digest("\(number)".utf8)
        }
        return Array(bytes.prefix(count))
    }
}

/// Members of tenants, by hand.
final class MembershipsFake: MembershipDirectory {
    struct Membership: Sendable {
        var active = true
        var spaces: [Space] = [.client]
    }

    private struct Key: Hashable {
        let identity: RecordID
        let tenant: TenantID
    }

    private struct State {
        var members: [Key: Membership] = [:]
        var broken: Set<TenantID> = []
    }

    private let state = Mutex(State())

    func set(_ identity: RecordID, _ tenant: TenantID, _ membership: Membership?) {
        state.withLock { $0.members[Key(identity: identity, tenant: tenant)] = membership }
    }

    func breakDown(_ tenant: TenantID) {
        state.withLock { _ = $0.broken.insert(tenant) }
    }

    func membership(_ identity: RecordID, in tenant: TenantID) throws -> (active: Bool, spaces: [Space])? {
        try state.withLock { state in
            if state.broken.contains(tenant) { throw ControlStoreFake.Broken() }
            return state.members[Key(identity: identity, tenant: tenant)].map { ($0.active, $0.spaces) }
        }
    }
}

/// Keeps threads busy until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Occupies one thread, or one place in the queue.
    func occupy(_ threads: WorkThreads) throws {
        try threads.submit { [semaphore] in semaphore.wait() }
    }

    /// Lets one go.
    func open() { semaphore.signal() }
}

/// Counts events from any thread.
final class Tally: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func add() { number.withLock { $0 += 1 } }
}

/// A record id that needs no unwrapping.
func recordID(_ number: UInt8) -> RecordID {
    RecordID(milliseconds: 1, random: [UInt8](repeating: number, count: 10))
}

/// The error that a body throws, or `nil`.
func error(of body: () async throws(KernelError) -> Void) async -> KernelError? {
    do throws(KernelError) {
        try await body()
        return nil
    } catch {
        return error
    }
}

extension KernelError {
    /// The seconds of `Retry-After`.
    var retryAfter: String? { headers.first { $0.name == "Retry-After" }?.value }
}
