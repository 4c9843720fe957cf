import Kernel
import Logging

/// The data folder: `control.db`, `tenants/<id>.db`, and `lock`, which makes one process its owner.
package final class DataFolder: StoreDirectory {
    /// What may be chosen.
    package struct Options: Sendable {
        /// Tenants open at once; bounded by the number of files the process may open.
        package var openTenants = 128
        /// Seconds between probe writes while a disk takes none.
        package var probeInterval = 2.0
        /// Seconds for which journal heads gather before they are anchored.
        package var anchorInterval = 1.0
        /// Seconds without a write after which a tenant with nothing left to deliver is no longer marked dirty.
        package var quietInterval = 10.0
        /// Seconds after which an unused tenant is closed at the earliest; twice that at the latest.
        ///
        /// `nil`: never.
        package var idleInterval: Double? = 300
        /// The bounds of each tenant's writer.
        package var writer = GroupWriter.Limits()

        package init() {}
    }

    /// What the folder works with.
    package struct Parts: Sendable {
        package var driver: any SQLDriver
        package var clock: any WallClock
        package var random: any RandomSource
        package var pool: BlockingPool
        /// Makes the record half for each database that is opened.
        package var engine: @Sendable () -> any RecordEngine
        package var logger: Logger

        package init(
            driver: any SQLDriver,
            clock: any WallClock,
            random: any RandomSource,
            pool: BlockingPool,
            engine: @escaping @Sendable () -> any RecordEngine,
            logger: Logger = Logger(label: "kernel.store")
        ) {
            self.driver = driver
            self.clock = clock
            self.random = random
            self.pool = pool
            self.engine = engine
            self.logger = logger
        }
    }

    /// The control database, with what only the store needs of it.
    package let controlStore: SQLControlStore
    let tenants: OpenTenants
    let anchors: HeadAnchors
    let path: String
    let pool: BlockingPool
    let driver: any SQLDriver
    let engine: @Sendable () -> any RecordEngine
    private let logger: Logger
    private let lock: FolderLock

    /// Takes the folder, making it where there is none.
    /// - Throws: `DataFolderError` when another process has it; `KernelError` when the control database cannot be opened.
    package init(path: String, parts: Parts, options: Options = Options()) throws {
        try FolderFiles.makePrivate(path)
        lock = try FolderLock(folder: path)
        try FolderFiles.makePrivate("\(path)/tenants")
        let bound = FileLimit.tenants(wanted: options.openTenants)
        self.path = path
        pool = parts.pool
        driver = parts.driver
        engine = parts.engine
        logger = parts.logger
        controlStore = try SQLControlStore(
            path: "\(path)/control.db",
            driver: parts.driver,
            clock: parts.clock,
            random: parts.random,
            health: StoreHealth(pool: parts.pool, interval: options.probeInterval),
            anchor: ControlAnchor(folder: path, pool: parts.pool, interval: options.anchorInterval)
        )
        try FolderFiles.sync(path)
        anchors = HeadAnchors(
            control: controlStore,
            pool: parts.pool,
            interval: options.anchorInterval,
            quiet: options.quietInterval
        )
        tenants = OpenTenants(
            OpenTenants.Parts(
                driver: parts.driver,
                directory: "\(path)/tenants",
                clock: parts.clock,
                random: parts.random,
                pool: parts.pool,
                engine: parts.engine,
                probeInterval: options.probeInterval,
                limits: options.writer,
                logger: parts.logger
            ),
            control: controlStore,
            anchors: anchors,
            bound: bound
        )
        if let interval = options.idleInterval { Self.scheduleSweeps(tenants, parts.pool, interval) }
    }

    package var control: any ControlStore { controlStore }

    /// Tenants whose files are open now.
    package var openTenants: [TenantID] { tenants.open }

    package var commits: CommitFeed { tenants.commits }

    package var trouble: String? {
        controlStore.health.trouble.map { "control database: \($0)" } ?? tenants.trouble
    }

    package func open(_ tenant: TenantID) throws -> any TenantStore {
        try tenants.use(tenant) { _ in }
        return SQLTenantStore(tenant: tenant, files: tenants)
    }

    package func create(_ tenant: TenantID) throws {
        try tenants.create(tenant)
        do {
            try FolderFiles.sync("\(path)/tenants")
        } catch {
            throw KernelError.unavailable("The tenant could not be made.", cause: "\(error)")
        }
    }

    package func verifyControlJournal() throws -> JournalVerification {
        try controlStore.verifyJournal()
    }

    package func controlJournalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]] {
        try controlStore.journalTail(limit: limit, after: after, filter)
    }

    /// Writes the journal heads that wait where they are anchored now.
    package func anchorHeads() throws {
        try anchors.flush()
        try controlStore.anchorJournal()
    }

    /// Takes the dirty marks off tenants that were quiet since the call before this one.
    package func unmarkQuiet() throws {
        try anchors.unmarkQuiet()
    }

    /// Closes the tenants that nobody used since the sweep before this one.
    package func sweep() {
        tenants.sweep()
    }

    package func close() async {
        await tenants.close()
        do {
            try await pool.run { [anchors, controlStore] in
                let heads = Result { try anchors.close() }
                try controlStore.close()
                try heads.get()
            }
        } catch {
            // Tenants whose heads wait are marked dirty still, and anchored when they are visited at the next start.
            logger.warning("Journal heads were not anchored.", metadata: ["error": "\(error)"])
        }
        lock.release()
    }

    private static func scheduleSweeps(_ tenants: OpenTenants, _ pool: BlockingPool, _ interval: Double) {
        pool.submit(after: interval) { [weak tenants, weak pool] in
            guard let tenants, let pool else { return }
            tenants.sweep()
            scheduleSweeps(tenants, pool, interval)
        }
    }
}
