import Logging

/// Everything the runtime is made of, handed in by the composition root.
package struct RuntimeParts: Sendable {
    package let catalog: Catalog
    package let directory: any StoreDirectory
    package let sessions: any SessionAuthority
    package let packs: any PackLibrary
    /// The keys of sealed values; `nil` where nothing is sealed.
    package let keys: (any KeyKeeper)?
    package let clock: any WallClock
    package let random: any RandomSource
    package let metrics: Metrics
    package let logger: Logger
    /// The product's version, for `/` and `/healthz`.
    package let version: String
    /// The bearer token that opens `/metrics` from elsewhere than this machine.
    package let metricsToken: String?
    /// How many requests are answered.
    package let rateLimits: RateLimits
    /// Reads that one of several tenants may run at once.
    package let readLanes: Int
    /// Milliseconds for which a pack that was switched off is kept before it may be purged.
    package let purgeAfter: Int64
    /// Models that are made already.
    package let models: ModelCache
    /// Waits; a parameter so that tests need not.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        catalog: Catalog,
        directory: any StoreDirectory,
        sessions: any SessionAuthority,
        packs: any PackLibrary,
        keys: (any KeyKeeper)? = nil,
        clock: any WallClock,
        random: any RandomSource,
        metrics: Metrics,
        logger: Logger,
        version: String,
        metricsToken: String? = nil,
        rateLimits: RateLimits = .none,
        readLanes: Int = .max,
        purgeAfter: Int64 = 30 * 86_400_000,
        models: ModelCache = ModelCache(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.catalog = catalog
        self.directory = directory
        self.sessions = sessions
        self.packs = packs
        self.keys = keys
        self.clock = clock
        self.random = random
        self.metrics = metrics
        self.logger = logger
        self.version = version
        self.metricsToken = metricsToken
        self.rateLimits = rateLimits
        self.readLanes = readLanes
        self.purgeAfter = purgeAfter
        self.models = models
        self.sleep = sleep
    }
}
