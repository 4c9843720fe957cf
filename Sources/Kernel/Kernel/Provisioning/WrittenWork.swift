import Synchronization

/// Work that changes a tenant's database and the control database, which never commit together: written down first, and
/// crossed off when it is done or refused.
///
/// What a failing disk interrupted stays written down. This process takes it up again when the disk takes writes
/// (`Runtime.takeUpInterrupted`); what a stop interrupted is the next start's.
final class WrittenWork: Sendable {
    private let interrupted = Mutex<Set<RecordID>>([])

    /// Whether there is something to take up.
    var isAny: Bool { interrupted.withLock { !$0.isEmpty } }

    /// Writes work down and does it.
    /// - Throws: what `body` throws. A refusal changed nothing and must not be tried again; whatever else stopped it may
    ///   have left half of it.
    func run<T>(
        _ work: PendingWork,
        in control: any ControlStore,
        _ body: () async throws -> T
    ) async throws -> T {
        do {
            // Also where this fails: the row may be on disk all the same.
            try control.insertPending(work)
            let result = try await body()
            try control.deletePending(work.id)
            return result
        } catch let error as KernelError where error.problem != .unavailable {
            try crossOff(work, in: control)
            throw error
        } catch {
            note(work.id)
            throw error
        }
    }

    /// Remembers that work is to be taken up.
    func note(_ id: RecordID) {
        _ = interrupted.withLock { $0.insert(id) }
    }

    /// What is to be taken up, no longer remembered.
    func takeAll() -> Set<RecordID> {
        interrupted.withLock { ids in
            defer { ids = [] }
            return ids
        }
    }

    private func crossOff(_ work: PendingWork, in control: any ControlStore) throws {
        do {
            try control.deletePending(work.id)
        } catch {
            note(work.id)
            throw error
        }
    }
}
