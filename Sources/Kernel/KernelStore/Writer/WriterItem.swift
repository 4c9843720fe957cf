import Kernel

/// What a write sees while it runs in its savepoint.
struct WriterContext {
    let connection: any SQLConnection
    let journal: JournalWriter
}

/// One write that waits for the writer.
struct WriterItem: Sendable {
    /// What becomes of the savepoint, and what answers the caller once the group is on disk.
    enum Verdict {
        /// The savepoint is kept.
        case keep(answer: @Sendable () -> Void)
        /// The savepoint is rolled back; `after` then runs in its place, where there is something to remember.
        case undo(after: ((WriterContext) throws -> Void)?, answer: @Sendable () -> Void)
    }

    /// Whether it is a group of its own.
    let isAlone: Bool
    /// Runs on the writer's thread.
    let run: @Sendable (WriterContext) -> Verdict
    /// Answers the caller when the group, or this write, could not be made durable.
    let fail: @Sendable (KernelError) -> Void
}

extension StoreFailure {
    /// What a caller is told: nothing was changed, try again.
    var unavailable: KernelError {
        KernelError.unavailable("The data cannot be reached now. Nothing was changed.", cause: "store: \(self)")
    }
}

/// The error a caller sees for what a read or a write threw.
func callersError(_ error: any Error) -> any Error {
    (error as? StoreFailure)?.unavailable ?? error
}
