import Logging
import Synchronization

/// Models by what they are made of, shared by every tenant with the same capabilities and packs.
///
/// Sources come from `pack_source`, never from the folder, so that what a tenant runs survives changes of the folder.
final class ModelLibrary: Sendable {
    let catalog: Catalog
    private let packs: any PackLibrary
    private let control: any ControlStore
    private let logger: Logger
    private let builds: Metrics.Histogram
    /// Dormant packs that could not be read, told once each.
    private let told = Mutex<Set<String>>([])
    private let cache: ModelCache

    init(_ parts: RuntimeParts) {
        catalog = parts.catalog
        packs = parts.packs
        control = parts.directory.control
        logger = parts.logger
        cache = parts.models
        builds = parts.metrics.histogram(
            "kernel_model_build_seconds",
            "Time to put capabilities and packs that are read already together to a model.",
            bounds: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
        )
    }

    /// The model of a tenant's state.
    /// - Throws: `unavailable` when a source is missing or no longer valid with this binary.
    func model(of state: TenantState) throws -> TenantModel {
        try resolved(state).model
    }

    /// The model of a tenant's state, and what of its overlay waits.
    ///
    /// An edit that does not fit the layers below waits; the tenant is served all the same.
    /// - Throws: `unavailable` when a source is missing or no longer valid with this binary.
    func resolved(_ state: TenantState) throws -> ResolvedModel {
        let key = ModelCache.Key(
            capabilities: state.capabilities.sorted(),
            packs: state.packs.map(\.hash),
            overlay: state.overlay.filter { !$0.isReverted }
        )
        if let known = cache.models.withLock({ $0[key] }) { return known }
        let resolver = try resolver(of: state)
        let started = ContinuousClock.now
        let resolved = try resolver.resolve(key.overlay)
        builds.observe((ContinuousClock.now - started) / .seconds(1))
        return cache.models.withLock { models in
            if let known = models[key] { return known }
            let same = models.values.first { $0.model.hash == resolved.model.hash }?.model ?? resolved.model
            let kept = ResolvedModel(
                model: same,
                waiting: resolved.waiting,
                parts: resolved.parts,
                rest: resolved.rest
            )
            models[key] = kept
            return kept
        }
    }

    /// What puts an overlay on the layers that a state has below it.
    func resolver(of state: TenantState) throws -> OverlayResolver {
        let below = try state.packs.map { try definition(hash: $0.hash, id: $0.id) }
        return OverlayResolver(
            capabilities: catalog.closure(of: state.capabilities).map { $0.yielding(to: below) },
            below: below,
            packs: packs
        )
    }

    /// Why the capabilities and packs of a state make no model; empty where they make one.
    func misfits(of state: TenantState) throws -> [Diagnostic] {
        let layers = try resolver(of: state)
        let built = ModelBuilder.build(
            capabilities: layers.capabilities,
            packs: layers.below,
            accepted: Set(state.packs.map(\.id))
        )
        return built.model == nil ? built.diagnostics.filter { $0.severity == .error } : []
    }

    /// Knows a definition that is not stored (yet), so that a plan can be made with it.
    func remember(_ definition: PackDefinition) {
        cache.definitions.withLock { $0[definition.hash] = definition }
    }

    /// A stored pack's definition.
    func definition(hash: String, id: String) throws -> PackDefinition {
        if let known = cache.definitions.withLock({ $0[hash] }) { return known }
        guard let files = try control.packSource(hash: hash) else {
            throw KernelError.unavailable("A pack's source is missing.", cause: "no pack_source for \(id) \(hash)")
        }
        let read = packs.readAccepted(files, named: id)
        guard var definition = read.definition else {
            let cause = read.diagnostics.first { $0.severity == .error }?.message ?? "no definition"
            throw KernelError.unavailable("A pack's source cannot be read.", cause: "\(id): \(cause)")
        }
        definition.hash = hash
        let found = definition
        cache.definitions.withLock { $0[hash] = found }
        return found
    }

    /// Collections and action paths of everything that could be on but is not.
    ///
    /// The paths of a dormant pack whose source cannot be read are unknown: they answer `not_found` like any other, not
    /// `capability_disabled`, and the log says so once.
    func dormantPaths(of state: TenantState, model: TenantModel, tenant: TenantID) -> Set<String> {
        let capabilities = catalog.capabilities.flatMap { capability in
            capability.entities.map(\.collection) + capability.actions.map(\.path)
        }
        let packs = state.dormant.flatMap { pack in
            do {
                return try definition(hash: pack.hash, id: pack.id).entities.map(\.collection)
            } catch {
                tell(pack, of: tenant, error)
                return []
            }
        }
        return Set(capabilities + packs).subtracting(model.collections.keys).subtracting(model.actions.keys)
    }

    private func tell(_ pack: TenantState.EnabledPack, of tenant: TenantID, _ error: any Error) {
        guard told.withLock({ $0.insert("\(tenant) \(pack.hash)").inserted }) else { return }
        let cause = (error as? KernelError).map { $0.cause ?? $0.detail } ?? "\(error)"
        logger.error(
            "The source of a pack that is off cannot be read: its paths answer not_found, not capability_disabled.",
            metadata: [
                "tenant.id": "\(tenant)", "pack.id": "\(pack.id)", "pack.hash": "\(pack.hash)", "cause": "\(cause)",
            ]
        )
    }
}
