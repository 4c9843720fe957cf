import Kernel
import Logging
import Synchronization

/// The open tenant databases: opened on demand, at most so many, the one used longest ago closed first.
///
/// Opening and closing happen one at a time, under `turn`; using an open file takes its slot's lock for a moment only.
/// Files in use are never closed, so that more than the bound may be open while more than the bound are in use.
final class OpenTenants: Sendable {
    /// What opening needs from the folder.
    struct Parts: Sendable {
        let driver: any SQLDriver
        let directory: String
        let clock: any WallClock
        let random: any RandomSource
        let pool: BlockingPool
        let engine: @Sendable () -> any RecordEngine
        let probeInterval: Double
        let limits: GroupWriter.Limits
        let logger: Logger
    }

    let control: SQLControlStore
    let anchors: HeadAnchors
    /// Hears of every commit.
    let commits = CommitFeed()
    private let parts: Parts
    private let bound: Int
    private let slots = Mutex<[TenantID: TenantSlot]>([:])
    private let time = Atomic<UInt64>(0)
    private let isClosed = Atomic<Bool>(false)
    private let turn = Mutex(())
    private let lastSweep = Atomic<UInt64>(0)

    init(_ parts: Parts, control: SQLControlStore, anchors: HeadAnchors, bound: Int) {
        self.parts = parts
        self.control = control
        self.anchors = anchors
        self.bound = bound
    }

    /// The threads for what takes long.
    var pool: BlockingPool { parts.pool }

    /// Tenants whose files are open now.
    var open: [TenantID] {
        all().filter(\.isOpen).map(\.tenant).sorted()
    }

    /// The first database that takes no writes, and why.
    var trouble: String? {
        for slot in all() {
            if let trouble = slot.trouble { return "tenant \(slot.tenant): \(trouble)" }
        }
        return nil
    }

    /// Lends a tenant's file.
    func use<T>(_ tenant: TenantID, _ body: (TenantFile) throws -> T) throws -> T {
        let slot = slot(tenant)
        let file = try borrow(slot)
        defer { slot.giveBack() }
        return try body(file)
    }

    /// Lends a tenant's file until a write is answered.
    func use<T>(_ tenant: TenantID, _ body: (TenantFile) async throws -> T) async throws -> T {
        let slot = slot(tenant)
        let file = try borrow(slot)
        defer { slot.giveBack() }
        return try await body(file)
    }

    /// What a tenant has still to deliver.
    func outbox(of tenant: TenantID) -> TenantOutbox {
        slot(tenant).outbox
    }

    /// Makes a tenant's database where there is none, and opens it.
    func create(_ tenant: TenantID) throws {
        let slot = slot(tenant)
        _ = try borrow(slot, create: true)
        slot.giveBack()
    }

    /// Closes what nobody used since the sweep before this one.
    func sweep() {
        let before = lastSweep.exchange(time.load(ordering: .relaxed), ordering: .relaxed)
        turn.withLock { _ in
            for slot in all() {
                if let since = slot.idleSince, since <= before { close(slot, since: since) }
            }
        }
    }

    /// Opens nothing more, waits for those at work and closes everything.
    func close() async {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        // Whoever is opening a file at this moment finishes first; later ones find the folder closed.
        turn.withLock { _ in }
        for slot in all() {
            guard let file = await slot.takeWhenReturned() else { continue }
            await file.writer.close()
            finish(file, slot.outbox)
        }
    }

    private func all() -> [TenantSlot] {
        slots.withLock { Array($0.values) }
    }

    private func slot(_ tenant: TenantID) -> TenantSlot {
        slots.withLock { slots in
            if let slot = slots[tenant] { return slot }
            let slot = TenantSlot(tenant)
            slots[tenant] = slot
            return slot
        }
    }

    private func tick() -> UInt64 {
        time.wrappingAdd(1, ordering: .relaxed).newValue
    }

    private func borrow(_ slot: TenantSlot, create: Bool = false) throws -> TenantFile {
        if let file = slot.borrow(at: tick()) { return file }
        return try turn.withLock { _ in
            if let file = slot.borrow(at: tick()) { return file }
            guard !isClosed.load(ordering: .sequentiallyConsistent) else {
                throw KernelError.unavailable("The server is stopping.", cause: "the data folder is closed")
            }
            makeRoom()
            let file = try openFile(slot, create: create)
            slot.install(file, at: tick())
            return file
        }
    }

    private func makeRoom() {
        var open = all().filter(\.isOpen)
        while open.count >= bound {
            let idle = open.compactMap { slot in slot.idleSince.map { (slot: slot, since: $0) } }
            guard let oldest = idle.min(by: { $0.since < $1.since }) else { return }
            close(oldest.slot, since: oldest.since)
            open.removeAll { $0 === oldest.slot }
        }
    }

    private func openFile(_ slot: TenantSlot, create: Bool) throws -> TenantFile {
        let file = try TenantFile.open(
            TenantFile.Opening(
                driver: parts.driver,
                path: "\(parts.directory)/\(slot.tenant).db",
                tenant: slot.tenant,
                create: create,
                now: parts.clock.now(),
                engine: parts.engine(),
                writer: { self.writer(slot.outbox, $0) }
            )
        )
        do {
            try compare(file, slot.outbox)
            return file
        } catch {
            file.database.close()
            throw error
        }
    }

    /// Compares an opened file's journal with its anchor, and notes what is still to be anchored.
    private func compare(_ file: TenantFile, _ outbox: TenantOutbox) throws {
        let anchor = try control.anchoredHead(file.tenant)
        let (head, isHeld) = try file.read { connection in
            (try JournalHead.read(connection), try anchor?.isHeld(by: connection) ?? true)
        }
        outbox.opened(at: head, anchored: anchor, isHeld: isHeld)
        if !isHeld {
            let metadata: Logger.Metadata = ["tenant.id": "\(file.tenant)", "journal.seq": "\(anchor?.seq ?? 0)"]
            parts.logger.error(
                "A journal does not hold its anchored entry: it was cut or rewritten.",
                metadata: metadata
            )
        } else if outbox.unanchored != nil {
            anchors.note(outbox)
        }
    }

    private func writer(_ outbox: TenantOutbox, _ database: any SQLDatabase) -> GroupWriter {
        let (control, anchors, commits, logger) = (control, anchors, commits, parts.logger)
        return GroupWriter(
            database: database,
            pool: parts.pool,
            random: parts.random,
            health: StoreHealth(pool: parts.pool, interval: parts.probeInterval),
            limits: parts.limits,
            hooks: GroupWriter.Hooks(
                begin: { try outbox.begin { try control.markDirty(outbox.tenant) } },
                ended: { head in
                    outbox.ended(at: head)
                    anchors.note(outbox)
                    commits.wake(outbox.tenant)
                },
                failed: { failure in
                    let metadata: Logger.Metadata = ["tenant.id": "\(outbox.tenant)", "store.failure": "\(failure)"]
                    logger.error("A group of writes failed.", metadata: metadata)
                }
            )
        )
    }

    /// Closes a file that is idle.
    ///
    /// Its writer has nothing queued: a write borrows the file until it is answered.
    private func close(_ slot: TenantSlot, since time: UInt64) {
        if let file = slot.takeIdle(since: time) { finish(file, slot.outbox) }
    }

    private func finish(_ file: TenantFile, _ outbox: TenantOutbox) {
        file.database.close()
        guard outbox.isMarked else { return }
        do {
            try anchors.release(outbox)
        } catch {
            // It stays marked: the next start looks at it once more.
            let metadata: Logger.Metadata = ["tenant.id": "\(file.tenant)", "error": "\(error)"]
            parts.logger.warning("A tenant stays marked dirty.", metadata: metadata)
        }
    }
}
