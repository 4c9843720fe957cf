import Kernel
import Synchronization

// When a tenant is marked dirty in the control database:
//
//   clean   -- first group begins, mark written and synced -->   dirty
//   dirty   -- outbox empty, no group running, quiet for a while, mark removed -->   clean
//
// The mark is on disk before the group is, so start-up finds every tenant with something undelivered. Removing it and
// writing it are transactions of the control database's one writer. `settle` runs inside the removing one and turns the
// state to clean: a group that begins after that marks in a later transaction, and one that began before it is seen.

/// One tenant's undelivered journal and its mark, for as long as the process runs.
final class TenantOutbox: Sendable {
    private struct State {
        var cursor = OutboxCursor()
        var head = JournalHead.empty
        var isMarked = false
        var isWriting = false
        /// Groups so far, so that quiet can be told from busy.
        var groups: UInt64 = 0
        var isPinned = false
        /// Whether a group failed so that the journal on disk may be longer than known.
        var isUncertain = false
    }

    let tenant: TenantID
    private let state = Mutex(State())

    init(_ tenant: TenantID) {
        self.tenant = tenant
    }

    /// Notes what an opened file holds and what is anchored; `isHeld` says whether the journal has the anchored entry.
    ///
    /// A journal that does not keeps its old anchor, as evidence, whatever is written to it.
    func opened(at head: JournalHead, anchored: JournalHead?, isHeld: Bool) {
        state.withLock { state in
            state.head = head
            state.isPinned = !isHeld
            state.isUncertain = false
            state.cursor = OutboxCursor()
            state.cursor.append(to: head.seq)
            state.cursor.deliver(anchored?.seq ?? 0, to: .anchor)
        }
    }

    /// Before a group: `mark` writes the mark where there is none.
    func begin(mark: () throws -> Void) throws {
        let isMarked = state.withLock { state in
            state.isWriting = true
            return state.isMarked
        }
        guard !isMarked else { return }
        do {
            try mark()
            state.withLock { $0.isMarked = true }
        } catch {
            state.withLock { $0.isWriting = false }
            throw error
        }
    }

    /// After a group: the journal's end where it is known; `nil` for a group that failed.
    func ended(at head: JournalHead?) {
        state.withLock { state in
            state.isWriting = false
            state.groups &+= 1
            state.isUncertain = head == nil
            guard let head else { return }
            state.head = head
            state.cursor.append(to: head.seq)
        }
    }

    /// Groups so far.
    var groups: UInt64 { state.withLock { $0.groups } }

    /// Whether the control database says, or may say, that this tenant is dirty.
    var isMarked: Bool { state.withLock { $0.isMarked } }

    /// The end to anchor; `nil` where nothing is new, or where the anchor must stay as it is.
    var unanchored: JournalHead? {
        state.withLock { state in
            state.isPinned || state.cursor.isEmpty ? nil : state.head
        }
    }

    /// An end is anchored on disk.
    func anchored(_ head: JournalHead) {
        state.withLock { $0.cursor.deliver(head.seq, to: .anchor) }
    }

    /// Turns clean where nothing is left to deliver, nobody writes, and, if asked, no group ran since `groups`.
    ///
    /// Runs inside the transaction that removes the mark. Should that fail, the mark is written once more than needed.
    func settle(since groups: UInt64? = nil) -> Bool {
        state.withLock { state in
            let isQuiet = !state.isWriting && !state.isUncertain && groups ?? state.groups == state.groups
            guard isQuiet, state.cursor.isEmpty else { return false }
            state.isMarked = false
            return true
        }
    }
}
