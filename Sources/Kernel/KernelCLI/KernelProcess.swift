import Foundation
import Kernel
import KernelCrypto
import KernelHTTP
import KernelIdentity
import KernelPacks
import KernelSQLite
import KernelStore
import Logging

/// Everything one process is made of: the composition root.
struct KernelProcess {
    /// What the command line says.
    struct Options: Sendable {
        var data: String
        var packs: [String]
        var insecureCookies = false
        var metricsToken: String?
        var rateLimits = RateLimits.none
        /// The file of the keys of sealed values; `nil` for `keys` in the data folder, or what `KERNEL_KEYS` holds.
        var keys: String?
        /// Whether a missing file of keys is made.
        var makesKeys = false
        /// Days for which a pack that was switched off is kept before it may be purged.
        var purgeAfter = 30
        /// The list of plugins to load.
        var plugins: String?
        var logger: Logger
    }

    let runtime: Runtime
    let folder: DataFolder
    let identity: Identity
    let metrics: Metrics
    let clock = SystemClock()
    let random = BufferedRandom()

    /// Takes the data folder and puts the parts together.
    /// - Throws: `Refusal` when the folder belongs to another process or the capabilities do not fit together.
    init(_ options: Options) throws {
        let clock = clock
        let random = random
        let catalog = try Self.catalog(options)
        let plans = QueryPlans()
        let chest = Self.chest(options, clock, random)
        let sealer = FieldSealer { chest.current }
        let parts = DataFolder.Parts(
            driver: SQLiteDriver(),
            clock: clock,
            random: random,
            pool: BlockingPool(),
            engine: { SQLRecordEngine(plans: plans, sealer: sealer) },
            logger: options.logger
        )
        do {
            folder = try DataFolder(path: options.data, parts: parts)
        } catch let error as DataFolderError {
            throw Refusal("\(error)")
        }
        try Self.fill(chest, options)
        let memberships = DeferredMemberships()
        var configuration = IdentityConfiguration(parameters: try Scrypt.Parameters(logN: 14, r: 8, p: 5))
        configuration.insecureCookies = options.insecureCookies
        identity = Identity(
            control: folder.control,
            clock: clock,
            random: random,
            memberships: memberships,
            logger: options.logger,
            configuration: configuration
        )
        metrics = Metrics()
        runtime = Runtime(
            RuntimeParts(
                catalog: catalog,
                directory: folder,
                sessions: identity,
                packs: PackFolders(folders: options.packs),
                keys: chest,
                clock: clock,
                random: random,
                metrics: metrics,
                logger: options.logger,
                version: ProductVersion.text,
                metricsToken: options.metricsToken,
                rateLimits: options.rateLimits,
                readLanes: max(1, ProcessInfo.processInfo.activeProcessorCount - 1),
                purgeAfter: Int64(options.purgeAfter) * 86_400_000
            )
        )
        let folder = folder
        metrics.gauge("kernel_store_writable", "1 while the disk takes writes, 0 in read-only mode.") {
            folder.trouble == nil ? 1 : 0
        }
        metrics.gauge("kernel_store_open_tenants", "Tenants whose files are open.") { Double(folder.openTenants.count) }
        memberships.resolve(RuntimeMemberships(runtime: runtime))
    }

    /// What is compiled in, and the plugins that fit in with it.
    private static func catalog(_ options: Options) throws -> Catalog {
        var plugins = PluginSet()
        if let list = options.plugins {
            plugins = PluginSet(try PluginsFile.read(list), besides: CompiledCapabilities.all)
            plugins.report(to: options.logger)
        }
        let (catalog, diagnostics) = Catalog.build(CompiledCapabilities.all + plugins.capabilities)
        guard let catalog else {
            let errors = diagnostics.filter { $0.severity == .error }
            throw Refusal(errors.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
        }
        return catalog
    }

    /// The keys that the environment holds.
    private static var keysOfEnvironment: String? { ProcessInfo.processInfo.environment["KERNEL_KEYS"] }

    private static func chest(_ options: Options, _ clock: SystemClock, _ random: BufferedRandom) -> KeyChest {
        let isFile = options.keys != nil || keysOfEnvironment == nil
        let file = isFile ? KeyFile(options.keys ?? "\(options.data)/keys") : nil
        return KeyChest(file: file, clock: clock, random: random)
    }

    /// Takes the keys, now that the folder is this process's own.
    private static func fill(_ chest: KeyChest, _ options: Options) throws {
        do {
            if options.keys == nil, let text = keysOfEnvironment {
                chest.take(try KeyRing(reading: text))
            } else if options.keys != nil {
                guard try !chest.load(making: false), !chest.keys.isEmpty else {
                    let hint = "Make one with `kernel keys generate --keys FILE`."
                    throw Refusal("There is no file of keys `\(options.keys ?? "")`. \(hint)")
                }
            } else if try chest.load(making: options.makesKeys) {
                options.logger.notice("made the keys of sealed values", metadata: ["path": "\(options.data)/keys"])
            }
        } catch let error as KeyFile.Refusal {
            throw Refusal("\(error)")
        } catch let error as KeyRingError {
            throw Refusal("KERNEL_KEYS: \(error)")
        }
    }

    /// Looks after what the process before left behind; called once before anything is asked.
    /// - Returns: tenants that were written to when the process before ended.
    @discardableResult
    func recover(_ logger: Logger) async throws -> [TenantID] {
        let recovery = try folder.recover()
        for (tenant, cause) in recovery.failed {
            logger.error("tenant is not whole", metadata: ["tenant.id": "\(tenant)", "cause": "\(cause)"])
        }
        try await runtime.recover()
        return recovery.visited
    }

    /// Ends everything in order: nothing acknowledged is lost.
    func close() async {
        await identity.shutdown()
        await runtime.flush()
        await folder.close()
    }
}

/// Members as the tenants' own records tell them.
private struct RuntimeMemberships: MembershipDirectory {
    let runtime: Runtime

    func membership(_ identity: RecordID, in tenant: TenantID) throws -> (active: Bool, spaces: [Space])? {
        try runtime.standing(of: identity, in: tenant)
    }
}

/// Why a command does nothing: told on standard error.
struct Refusal: Error {
    let message: String
    /// 1 refused, 2 wrong use.
    let exitCode: Int32

    init(_ message: String, exitCode: Int32 = 1) {
        self.message = message
        self.exitCode = exitCode
    }
}
