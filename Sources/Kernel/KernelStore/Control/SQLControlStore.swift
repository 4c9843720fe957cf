import Kernel

/// The control database.
///
/// Every write is a transaction of its own, on disk when the call returns, with a row in the control database's own
/// journal where an auditor asks for one.
package final class SQLControlStore: ControlStore {
    private let database: any SQLDatabase
    private let random: any RandomSource
    let clock: any WallClock
    /// The end of this database's own journal, kept outside of it.
    let anchor: ControlAnchor
    /// Whether the disk takes writes.
    package let health: StoreHealth

    /// Opens the database, making it where there is none.
    init(
        path: String,
        driver: any SQLDriver,
        clock: any WallClock,
        random: any RandomSource,
        health: StoreHealth,
        anchor: ControlAnchor
    ) throws {
        self.clock = clock
        self.random = random
        self.health = health
        self.anchor = anchor
        do {
            database = try driver.open(path: path, create: true)
            try database.withWriter { connection in
                let history = SystemTables.control
                let position = try history.position(connection)
                guard position < history.migrations.count else { return }
                try connection.transaction { try history.advance(connection, from: position, now: clock.now()) }
            }
        } catch let failure as StoreFailure {
            throw failure.unavailable
        }
        try adoptAnchor()
    }

    /// Runs a read.
    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        do {
            return try database.read(body)
        } catch {
            throw callersError(error)
        }
    }

    /// Runs a write; it is on disk when this returns.
    @discardableResult
    func write<T>(_ body: (any SQLConnection, JournalWriter) throws -> T) throws -> T {
        if let refusal = health.refusal { throw refusal }
        do {
            let (result, head) = try database.withWriter { connection in
                try connection.transaction {
                    let before = try JournalHead.read(connection)
                    let journal = JournalWriter(head: before, random: random)
                    let result = try body(connection, journal)
                    return (result, journal.head == before ? nil : journal.head)
                }
            }
            if let head { anchor.note(head) }
            return result
        } catch let failure as StoreFailure {
            health.report(failure) { [weak self] in self?.recheck() ?? true }
            throw failure.unavailable
        }
    }

    /// What the journal says of a change here.
    ///
    /// The port's calls carry no principal: the kernel's own hand did it.
    func facts(_ entity: String, _ record: String, _ action: String, by identity: RecordID? = nil) -> JournalFacts {
        JournalFacts(
            at: clock.now(),
            principal: identity?.raw ?? Principal.system(reason: "control").journalName,
            entity: entity,
            record: record,
            action: action
        )
    }

    /// The last entries of the control database's own journal, oldest first, as JSON objects.
    package func journalTail(
        limit: Int,
        after: Int64? = nil,
        _ filter: JournalFilter = JournalFilter()
    ) throws -> [[UInt8]] {
        try read { try JournalTail.read($0, limit: limit, after: after, filter) }
    }

    /// Anchors the journal's end and closes the database, whether or not the anchor could be written.
    func close() throws {
        defer { database.close() }
        try anchor.close()
    }

    /// Tries whether the disk takes writes again, and turns the health green when it does.
    func recheck() -> Bool {
        do {
            try ProbeWrite.run(on: database)
            health.heal()
            return true
        } catch {
            return false
        }
    }
}
