import Kernel
import Synchronization

/// The place of one tenant among the open databases.
///
/// Whoever works on the file borrows it; a file is closed only while nobody does.
final class TenantSlot: Sendable {
    private struct State {
        var file: TenantFile?
        var borrowers = 0
        /// When it was borrowed last, on the folder's own count.
        var touched: UInt64 = 0
        var returned: [CheckedContinuation<Void, Never>] = []
    }

    let tenant: TenantID
    /// One for the process: files of the tenant come and go.
    let outbox: TenantOutbox
    private let state = Mutex(State())

    init(_ tenant: TenantID) {
        self.tenant = tenant
        outbox = TenantOutbox(tenant)
    }

    /// When the open file was borrowed last; `nil` when it is closed or must stay: borrowed, or in trouble.
    var idleSince: UInt64? {
        state.withLock { state in
            guard let file = state.file, state.borrowers == 0, file.writer.health.trouble == nil else { return nil }
            return state.touched
        }
    }

    /// Whether the file is open.
    var isOpen: Bool { state.withLock { $0.file != nil } }

    /// Why the open file takes no writes.
    var trouble: String? { state.withLock { $0.file }?.writer.health.trouble }

    /// The open file, borrowed; `nil` when it is closed.
    func borrow(at time: UInt64) -> TenantFile? {
        state.withLock { state in
            guard let file = state.file else { return nil }
            state.borrowers += 1
            state.touched = time
            return file
        }
    }

    /// Puts an opened file here, borrowed.
    func install(_ file: TenantFile, at time: UInt64) {
        state.withLock { state in
            state.file = file
            state.borrowers += 1
            state.touched = time
        }
    }

    /// Ends a borrowing.
    func giveBack() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.borrowers -= 1
            guard state.borrowers == 0 else { return [] }
            defer { state.returned = [] }
            return state.returned
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Takes the file out to close it, unless somebody borrowed it since it was found idle.
    func takeIdle(since time: UInt64) -> TenantFile? {
        state.withLock { state in
            guard state.borrowers == 0, state.touched == time else { return nil }
            defer { state.file = nil }
            return state.file
        }
    }

    /// Waits until nobody borrows the file, and takes it out.
    func takeWhenReturned() async -> TenantFile? {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.borrowers > 0 { state.returned.append(continuation) }
                return state.borrowers == 0
            }
            if isFree { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.file = nil }
            return state.file
        }
    }
}
