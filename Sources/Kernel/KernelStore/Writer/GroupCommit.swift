import Kernel

// One group of writes = one transaction = one sync to disk.
//
//   BEGIN IMMEDIATE
//     SAVEPOINT member  ... the write ...  RELEASE member            (or ROLLBACK TO member; RELEASE member)
//     SAVEPOINT member  ... the next ...
//   COMMIT                                                            the sync; answers come after it
//
// A write that throws undoes its own savepoint, and the journal's number and hash in memory with it. A failure of the
// medium (full, I/O, memory) or of COMMIT ends the group: SQLite may have rolled back everything by itself, released
// savepoints included, so every member is told `unavailable`, and the head is read again for the next group.

/// Runs the members of one group.
struct GroupCommit {
    /// How a group ended.
    enum Ending {
        /// On disk: the journal's new end, and the answers to give now.
        case committed(head: JournalHead, answers: [@Sendable () -> Void])
        /// Nothing of it is there.
        case failed(StoreFailure)
    }

    private let connection: WatchedConnection
    private let context: WriterContext

    private init(_ connection: WatchedConnection, journal: JournalWriter) {
        self.connection = connection
        context = WriterContext(connection: connection, journal: journal)
    }

    /// Runs a group on the writing connection; `head` is the journal's end as the group before left it, `nil` to read it.
    static func run(
        _ items: [WriterItem],
        on database: any SQLDatabase,
        head: JournalHead?,
        random: any RandomSource
    ) -> Ending {
        do {
            return try database.withWriter { connection in
                // A ROLLBACK that failed before would make every later BEGIN fail.
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                do {
                    return try transaction(items, on: WatchedConnection(connection), head: head, random: random)
                } catch {
                    // The failure that ended the group is the one to tell; SQLite may have rolled back already.
                    if connection.isInTransaction { try? connection.execute("ROLLBACK") }
                    throw error
                }
            }
        } catch {
            return .failed(error as? StoreFailure ?? StoreFailure(.other, "\(error)"))
        }
    }

    private static func transaction(
        _ items: [WriterItem],
        on connection: WatchedConnection,
        head: JournalHead?,
        random: any RandomSource
    ) throws -> Ending {
        try connection.run("BEGIN IMMEDIATE")
        let journal = JournalWriter(head: try head ?? JournalHead.read(connection), random: random)
        let group = GroupCommit(connection, journal: journal)
        var answers: [@Sendable () -> Void] = []
        answers.reserveCapacity(items.count)
        for item in items { answers.append(try group.member(item)) }
        try connection.run("COMMIT")
        guard !connection.isInTransaction else { throw StoreFailure(.other, "COMMIT left the transaction open.") }
        return .committed(head: journal.head, answers: answers)
    }

    /// Runs one write in its savepoint; throws only what ends the group.
    private func member(_ item: WriterItem) throws -> @Sendable () -> Void {
        let before = context.journal.head
        try connection.run("SAVEPOINT member")
        let verdict = item.run(context)
        try connection.requireTransaction()
        switch verdict {
        case .keep(let answer):
            try connection.run("RELEASE member")
            return answer
        case .undo(let after, let answer):
            try undo(to: before)
            let failure = try after.flatMap { try remember($0, before: before) }
            try connection.run("RELEASE member")
            guard let failure else { return answer }
            return { item.fail(failure) }
        }
    }

    /// Runs what takes the place of a rolled back write; answers why it could not.
    private func remember(_ body: (WriterContext) throws -> Void, before: JournalHead) throws -> KernelError? {
        do {
            try body(context)
            return nil
        } catch {
            try connection.requireTransaction()
            try undo(to: before)
            return (error as? StoreFailure)?.unavailable
                ?? KernelError.unavailable("The answer could not be kept.", cause: "\(error)")
        }
    }

    private func undo(to head: JournalHead) throws {
        try connection.run("ROLLBACK TO member")
        context.journal.restore(head)
    }
}
