import Foundation
import Kernel
import KernelCrypto
import KernelIdentity
import KernelPacks
import KernelSQLite
import KernelStore
import Logging
import Synchronization

/// Why a kernel under test could not do what a test asked of it.
public struct TestKernelError: Error, CustomStringConvertible {
    /// What happened.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A whole kernel in this process, on a folder of its own: the product's runtime, store, driver and identities, with a
/// clock that stands still, random bytes from a seed, and password hashes that cost nothing.
///
/// Call `close()` at the end; it removes the folder that was made for it.
public final class TestKernel: Sendable {
    /// The clock that everything in it reads.
    public let clock: FixedClock
    package let runtime: Runtime
    /// The product's own data folder, whatever substitutes stand before it.
    package let folder: any StoreDirectory
    /// The same, with what only the store's own tests need of it.
    package let data: DataFolder
    let authority: any SessionAuthority
    let ids: IDGenerator
    let shared: Shared
    private let identity: Identity
    let path: String
    private let keepsFolder: Bool
    private let requests = Atomic<Int>(0)
    let log = RequestLog()

    /// Makes a kernel.
    /// - Parameters:
    ///   - capabilities: what is compiled in; one of them must be the capability that declares `access.member`.
    ///   - packs: folders of packs on offer.
    ///   - seed: decides ids, tokens and salts.
    /// - Throws: `TestKernelError` when the capabilities do not fit together.
    public convenience init(capabilities: [any Capability], packs: [String] = [], seed: UInt64 = 1) throws {
        try self.init(capabilities: capabilities, packs: packs, seed: seed, substitutes: Substitutes())
    }

    package convenience init(
        capabilities: [any Capability],
        packs: [String] = [],
        seed: UInt64 = 1,
        substitutes: Substitutes,
        place: Place = Place(),
        library: (any PackLibrary)? = nil
    ) throws {
        let shared = try Shared(capabilities: capabilities, packs: packs, library: library)
        try self.init(shared: shared, seed: seed, substitutes: substitutes, place: place)
    }

    /// A kernel that shares with others what never changes.
    ///
    /// `seed` decides ids, tokens and salts; `secret` the key of sealed values, for which the seed stands in.
    package init(
        shared: Shared,
        seed: UInt64,
        secret: UInt64? = nil,
        substitutes: Substitutes = Substitutes(),
        place: Place
    ) throws {
        let clock = FixedClock()
        let random = SeededRandom(seed)
        let root = place.root ?? NSTemporaryDirectory()
        let path = place.path ?? root + "kernel-testing-\(UUID().uuidString.lowercased())"
        try place.fill(path)
        let logger = Logger(label: "kernel.testing") { _ in SwiftLogNoOpLogHandler() }
        let keys = Self.keys(clock, random, secret.map(SeededRandom.init) ?? random)
        let sealer = FieldSealer { keys.current }
        let parts = DataFolder.Parts(
            driver: SQLiteDriver(),
            clock: clock,
            random: random,
            pool: shared.pool,
            engine: { substitutes.engine(SQLRecordEngine(plans: shared.plans, sealer: sealer)) },
            logger: logger
        )
        let folder = try DataFolder(path: path, parts: parts, options: place.options)
        let memberships = DeferredMemberships()
        identity = Identity(
            control: folder.control,
            clock: clock,
            random: random,
            memberships: memberships,
            logger: logger,
            configuration: IdentityConfiguration(parameters: try Scrypt.Parameters(logN: 4, r: 8, p: 1))
        )
        runtime = Runtime(
            RuntimeParts(
                catalog: shared.all,
                directory: substitutes.directory(folder),
                sessions: substitutes.sessions(identity),
                packs: shared.packs,
                keys: keys,
                clock: clock,
                random: random,
                metrics: Metrics(),
                logger: logger,
                version: "0.0.0-testing",
                models: shared.cache,
                sleep: { _ in await Task.yield() }
            )
        )
        memberships.resolve(Standing(runtime: runtime))
        self.clock = clock
        self.shared = shared
        self.path = path
        keepsFolder = place.path != nil
        self.folder = folder
        data = folder
        authority = identity
        ids = IDGenerator(clock: clock, random: random)
    }

    private static func keys(_ clock: FixedClock, _ random: SeededRandom, _ secret: SeededRandom) -> KeyChest {
        let keys = KeyChest(clock: clock, random: random)
        keys.take(KeyRing.empty.adding(secret.bytes(32), made: CalendarText.instant(clock.now())))
        return keys
    }

    /// Asks the kernel.
    public func send(_ request: TestRequest) async -> Answer {
        let number = requests.wrappingAdd(1, ordering: .relaxed).newValue
        log.note(request.method, request.path)
        return await Answer(runtime.handle(request.invocation(requestID: "test-\(number)")))
    }

    /// Asks the kernel.
    public func send(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        token: String? = nil,
        json: String? = nil,
        headers: [String: String] = [:]
    ) async -> Answer {
        await send(TestRequest(method, path, query: query, token: token, json: json, headers: headers))
    }

    /// The body that is made while it is sent; `nil` where the answer has none.
    package func stream(_ request: TestRequest) async -> OutcomeStream? {
        let number = requests.wrappingAdd(1, ordering: .relaxed).newValue
        log.note(request.method, request.path)
        return await runtime.handle(request.invocation(requestID: "test-\(number)")).stream
    }

    /// Looks after what the process before left behind, as the product does before it serves.
    /// - Returns: tenants that are not whole, and why.
    package func recover() async throws -> [TenantID: String] {
        let failed = try data.recover().failed
        try await runtime.recover()
        return failed
    }

    /// Ends everything and leaves the folder as it is.
    func rest() async {
        await identity.shutdown()
        await runtime.flush()
        await folder.close()
    }

    /// Ends everything and removes the folder, unless a place was named for it.
    public func close() async throws {
        await rest()
        if !keepsFolder { try FileManager.default.removeItem(atPath: path) }
    }
}

extension TestKernel {
    /// The ids of the capabilities it has, those for the suites left out.
    public var capabilities: [String] { shared.own.capabilities.map(\.descriptor.id) }

    package var catalog: Catalog { shared.all }

    var packs: any PackLibrary { shared.packs }

    /// Where a kernel under test has its data, and how it treats it.
    package struct Place: Sendable {
        /// A folder that stays; `nil` for one of its own.
        package var path: String?
        /// Where the folder of its own is made, ending in `/`; the system's place for such when `nil`.
        package var root: String?
        /// What is in the folder of its own from the start, by path inside it.
        var files: [(path: String, bytes: Data)] = []
        /// How the store works; nothing is closed by itself.
        package var options = DataFolder.Options()

        package init(path: String? = nil) {
            self.path = path
            options.idleInterval = nil
        }

        /// Puts the files into the folder.
        func fill(_ folder: String) throws {
            guard !files.isEmpty else { return }
            let manager = FileManager.default
            try manager.createDirectory(atPath: "\(folder)/tenants", withIntermediateDirectories: true)
            for file in files { try file.bytes.write(to: URL(fileURLWithPath: "\(folder)/\(file.path)")) }
        }
    }
}

/// Members as the tenants' own records tell them.
private struct Standing: MembershipDirectory {
    let runtime: Runtime

    func membership(_ identity: RecordID, in tenant: TenantID) throws -> (active: Bool, spaces: [Space])? {
        try runtime.standing(of: identity, in: tenant)
    }
}
