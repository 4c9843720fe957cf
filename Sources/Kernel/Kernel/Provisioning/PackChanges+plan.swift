extension PackChanges {
    /// What is to be done to a tenant's packs, decided but not done.
    struct Intent: Sendable {
        let plan: ChangePlan
        let next: Tenant.View
        /// The packs that are switched on and those that change their version, each after what it needs of them.
        var parts: [PackPart] = []
        var warnings: [Diagnostic] = []
    }

    /// What enabling a pack on offer would do.
    /// - Throws: 404, 422 with every finding.
    func planEnable(
        _ id: String,
        for tenant: Tenant,
        demo: Bool,
        resolving resolutions: Resolutions = [:]
    ) throws -> Intent {
        let offer = try onOffer(id, or: tenant.current.state.dormant.first { $0.id == id })
        let definition = offer.definition
        let known = tenant.current.state.packs + tenant.current.state.dormant
        let pack = known.first { $0.id == id }
        let isOn = tenant.current.state.packs.contains { $0.id == id && $0.hash != definition.hash }
        if isOn, let current = pack.flatMap({ Version($0.version) }), definition.version < current {
            throw KernelError(
                .stateRefused,
                "`\(tenant.id)` has \(id) \(current), and its folder holds \(definition.version). To go back, upgrade to it by its number "
                    + "(kernel packs upgrade \(id) --to \(definition.version))."
            )
        }
        let action: ChangePlan.Action = isOn ? .upgrade : .enable
        return try plan(action, offer, from: pack, for: tenant, demo: demo, resolving: resolutions)
    }

    /// The version of the pack's folder; where that is older than the one that the tenant had, or gone, that one, whose source this
    /// server keeps.
    private func onOffer(_ id: String, or dormant: TenantState.EnabledPack?) throws -> Offer {
        let kept = try dormant.map {
            Offer(definition: try tenants.library.definition(hash: $0.hash, id: id), files: [:])
        }
        if let kept, try packs.folder(of: id) == nil { return kept }
        let offer = try offered(id)
        if let kept, offer.definition.version < kept.definition.version { return kept }
        return offer
    }

    /// What switching to a version of a pack would do; `old` is the version that the tenant has, on or off.
    /// - Throws: 422 with every finding.
    func plan(
        _ action: ChangePlan.Action,
        _ offer: Offer,
        from old: TenantState.EnabledPack?,
        for tenant: Tenant,
        demo: Bool = false,
        resolving resolutions: Resolutions = [:]
    ) throws -> Intent {
        let definition = offer.definition
        let view = tenant.current
        let asked = PackPart(
            offer: offer,
            from: old,
            before: try old.map { try known($0, of: view) },
            role: .asked
        )
        var parts = try parts(with: asked, in: view.state, mayMove: action == .upgrade)
        let renames = NameChanges(of: parts.compactMap { part in part.before.map { ($0, part.definition) } })
        let aim = try aim(parts, renames, in: view, resolutions)
        let target = aim.state
        let next = try tenants.view(view.entry, state: target)
        for place in parts.indices {
            try complete(&parts[place], demo: demo, renames, target, in: next.model)
        }
        var plan = try plan(
            action,
            definition.id,
            version: definition.version.description,
            from: view,
            to: next,
            renames: renames,
            retires: try told(aim.retiring, in: view),
            parts: parts
        )
        plan.demo = demo
        parts = PackPart.inOrder(parts)
        plan.packs = parts.filter { $0.role == .needed }.map(\.enabled)
        plan.upgraded = parts.filter { $0.role == .along }.map { ($0.from?.version ?? "", $0.enabled) }
        plan.conflicts += aim.conflicts
        plan.from = action == .upgrade ? old?.version ?? "" : ""
        plan.optional = optional(of: definition, in: target)
        plan.warnings =
            (parts.flatMap(\.ownWarnings) + aim.findings).map { "\($0.code): \($0.message)" }
            + parts.flatMap { $0.guesses(renames) } + (try parked(from: view.state, to: target, aim.conflicts))
            + droppable(of: definition.id, in: view)
        plan.seeds = try parts.flatMap { try seeds($0, in: view, renames, to: next.model) }
        plan.cost.rowsTouched += Int64(plan.seeds.count { $0.change == "add" || $0.change == "update" })
        plan.migrations = try parts.flatMap { try migrationCosts($0.migrations, renames, in: view) }
        plan.cost.rowsTouched += plan.migrations.reduce(0) { $0 + $1.rows }
        return Intent(plan: plan, next: next, parts: parts, warnings: offer.warnings)
    }

    /// What the tenant has of a pack; one that is off speaks of others' entities by the names that they have by now.
    private func known(_ pack: TenantState.EnabledPack, of view: Tenant.View) throws -> PackDefinition {
        let definition = try tenants.library.definition(hash: pack.hash, id: pack.id)
        guard !view.state.packs.contains(where: { $0.id == pack.id }) else { return definition }
        let receipts = try directory.open(view.entry.id).receipts()
        let last = receipts.first { $0.before.packs.contains(pack) && !$0.after.packs.contains(pack) }
        let pairs = try (last?.before.packs ?? []).compactMap { other -> (old: PackDefinition, new: PackDefinition)? in
            guard let now = view.state.packs.first(where: { $0.id == other.id && $0.hash != other.hash }) else {
                return nil
            }
            return (
                try tenants.library.definition(hash: other.hash, id: other.id),
                try tenants.library.definition(hash: now.hash, id: now.id)
            )
        }
        return definition.following(NameChanges(of: pairs))
    }

    /// Packs that stay off, as they name things by now.
    /// - Throws: `unavailable` where a kept source cannot be read: edits of it would lose their way unseen.
    private func away(from target: TenantState, in view: Tenant.View) throws -> [PackDefinition] {
        try target.dormant.map { try known($0, of: view) }
    }

    /// What a part does to the tenant's rows: those that it sows, those that it makes fit.
    private func complete(
        _ part: inout PackPart,
        demo: Bool,
        _ renames: NameChanges,
        _ target: TenantState,
        in model: TenantModel
    ) throws {
        part.rows = Self.rows(of: part.definition, demo: demo && part.takesDemo, in: model)
        guard let before = part.before else { return }
        part.sown = before.referenceSeeds + before.demoSeeds
        part.follows = SeedFollowing.renamed(part.sown, renames)
        part.migrations = Self.migrations(from: before, to: part.definition)
        guard !part.migrations.isEmpty else { return }
        part.bridge = try bridge(from: before, to: part.definition, renames, part.migrations, target)
    }

    /// Where a change leads: the state, and what comes to light on the way to it.
    private struct Aim {
        let state: TenantState
        let retiring: [RetiredThing]
        let conflicts: [ChangePlan.Conflict]
        /// What is to be known, and refuses nothing.
        let findings: [Diagnostic]
    }

    private func aim(
        _ parts: [PackPart],
        _ renames: NameChanges,
        in view: Tenant.View,
        _ resolutions: Resolutions
    ) throws -> Aim {
        var target = try parts.reduce(view.state) { try state(adding: $1.definition, to: $0) }
        target.settings = Self.renamed(target.settings, renames)
        let going = try parts.filter { $0.before != nil }.flatMap { part in
            // Told by its own words, by which it is found again.
            let before = try part.from.map { try tenants.library.definition(hash: $0.hash, id: $0.id) }
            return retiring(from: before, to: part.definition, renames, in: view)
        }
        let changed = parts.filter { $0.role != .needed }
        let fresh = parts.filter { $0.role != .needed || $0.from == nil }
        let retired = try stillRetired(target.retired, renames, under: changed.map(\.definition)) + going
        // As the store lists them: a plan holds over a restart.
        target.retired = retired.sorted { $0.position.lexicographicallyPrecedes($1.position) }
        for part in parts { tenants.library.remember(part.definition) }
        let findings = try fresh.reversed().flatMap { try check(target, $0.offer) }
        let isUpgrade = parts.contains { $0.before != nil }
        let rebase = try rebase(
            view.state,
            to: target,
            renames,
            resolutions,
            isUpgrade: isUpgrade,
            beside: isUpgrade ? try away(from: target, in: view) : []
        )
        target.overlay = rebase.edits
        let conflicts = try settled(rebase.conflicts, in: target)
        return Aim(state: target, retiring: going, conflicts: conflicts, findings: findings)
    }

    /// The rows that a pack sows, without those of optional capabilities that are not there.
    private static func rows(of definition: PackDefinition, demo: Bool, in model: TenantModel) -> [SeedRow] {
        let owners = Set(definition.optional.map(\.id))
        return (definition.referenceSeeds + (demo ? definition.demoSeeds : [])).filter { row in
            model.entities[row.entity] != nil || !owners.contains(row.entity.owner)
        }
    }

    /// What a pack can do without, and whether it is there.
    private func optional(of definition: PackDefinition, in target: TenantState) -> [(need: String, isMet: Bool)] {
        let provided = tenants.library.catalog.closure(of: target.capabilities).flatMap(\.descriptor.provides)
        return definition.optional.map { need in (need.description, provided.contains { $0.meets(need) }) }
    }

    /// What disabling a pack would do.
    /// - Throws: 404 where it is neither on nor on offer.
    func planDisable(_ id: String, for tenant: Tenant) throws -> Intent? {
        let view = tenant.current
        guard let pack = view.state.packs.first(where: { $0.id == id }) else {
            guard try packs.offered().contains(id) || view.state.dormant.contains(where: { $0.id == id }) else {
                throw KernelError(.notFound, "There is no pack `\(id)` on offer or enabled.")
            }
            return nil
        }
        var target = view.state
        target.packs.removeAll { $0.id == id }
        target.dormant = target.dormant.filter { $0.id != id } + [pack]
        try requireUnneeded(id, target)
        let next = try tenants.view(view.entry, state: target)
        return Intent(plan: try plan(.disable, id, version: pack.version, from: view, to: next), next: next)
    }

    /// Other packs build on what a pack brings.
    /// - Throws: 409 `in_use` that names them, and what each would miss.
    private func requireUnneeded(_ id: String, _ target: TenantState) throws {
        let misfits = try tenants.library.misfits(of: target)
        guard let first = misfits.first else { return }
        let users = Set(misfits.compactMap { $0.span?.pack }).sorted()
        let named = users.map { "`\($0)`" }.joined(separator: ", ")
        throw KernelError(
            .inUse,
            "`\(id)` is needed by \(named.isEmpty ? "others" : named); disable that first. Without it: \(first.message)."
        )
    }

    /// Keeps the sources of what is switched on.
    func keep(_ intent: Intent) throws {
        for part in intent.parts { try keep(part.definition, part.offer.files) }
    }

    /// Compares two views of a tenant.
    func plan(
        _ action: ChangePlan.Action,
        _ subject: String,
        version: String,
        from view: Tenant.View,
        to next: Tenant.View,
        renames: NameChanges = .none,
        retires: [ChangePlan.Retired] = [],
        parts: [PackPart] = []
    ) throws -> ChangePlan {
        let store = try directory.open(view.entry.id)
        var plan = ChangePlan(
            action,
            subject,
            version: version,
            tenant: view.entry.id.raw,
            base: try TenantBase.hash(of: view, changes: store.changeStatuses()),
            target: next.model.hash
        )
        plan.renames = renames
        plan.retires = retires
        plan.changes = try ModelChange.between(ModelItems(view.model).renamed(renames), ModelItems(next.model))
        let (before, after) = (ModelRoutes.all(of: view.model), ModelRoutes.all(of: next.model))
        plan.routesAdded = after.subtracting(before).sorted()
        plan.routesRemoved = before.subtracting(after).sorted()
        plan.steps = try store.schemaSteps(for: next.model, renames: renames)
        plan.capabilities = Set(next.state.capabilities).subtracting(view.state.capabilities).sorted()
        let had = Set(view.model.permissions.keys.map { renames.permission(after: $0) })
        plan.cost.permissionsAdded = Set(next.model.permissions.keys).subtracting(had).count
        plan.cost.permissionsRemoved = had.subtracting(next.model.permissions.keys).count
        plan.cost.routesAdded = plan.routesAdded.count
        plan.cost.rowsTouched = plan.steps.reduce(0) { $0 + $1.rows }
        let rewritten = try store.census(renames.rewritten, of: view.model).reduce(0, +)
        plan.cost.rowsTouched += rewritten
        var risks = PlanRisks(store: store, old: view.model, new: next.model, steps: plan.steps, renames: renames)
        risks.upgraded = Set(parts.filter { action == .upgrade && $0.role != .needed }.map(\.definition.id))
        risks.retires = Dictionary(retires.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        risks.migrations = parts.flatMap(\.migrations)
        plan.risks = try risks.all() + brokenChecks(from: view, to: next.model, renames, in: store)
        plan.conflicts = try risks.conflicts()
        return plan
    }

    /// Values of settings under their new names.
    static func renamed(_ settings: [String: String], _ changes: NameChanges) -> [String: String] {
        var values = settings
        for (old, new) in changes.names(.setting) {
            if let value = values.removeValue(forKey: old) { values[new] = value }
        }
        return values
    }

    /// What becomes of each row, told from the tenant's side: under the names that it has now.
    private func seeds(
        _ part: PackPart,
        in view: Tenant.View,
        _ renames: NameChanges,
        to model: TenantModel
    ) throws -> [ChangePlan.Seed] {
        let pack = part.definition.id
        let scope = tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
        return try directory.open(view.entry.id).read(scope) { backend in
            try requirePeople(for: part, in: model, scope, backend)
            return try part.rows.map { row in
                let owner = row.entity == ScopePathValidator.member ? SeedSower.people : pack
                let entity = renames.entity(before: row.entity)
                let known = try backend.seeded(scope, pack: owner, entity: entity, key: row.key)
                guard let known else { return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: "add") }
                guard owner == pack else {
                    return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: "change")
                }
                let before = part.sown.first { $0.entity == entity && $0.key == row.key }
                let fate = try fate(of: row, in: pack, known, before: before, renames, scope, backend)
                return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: fate.rawValue)
            }
        }
    }

    private func fate(
        of row: SeedRow,
        in pack: String,
        _ id: RecordID,
        before old: SeedRow?,
        _ renames: NameChanges,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> SeedFollowing.Fate {
        guard let old, let entity = scope.model.entities[old.entity] else { return .keep }
        let was = SeedFollowing.renamed([old], renames).first ?? old
        guard let record = try backend.record(scope, entity, id, rows: .everything, bin: false) else { return .deleted }
        guard SeedFollowing.isNew(row, after: was) else { return .keep }
        let reader = SeedReader(scope: scope) { key, target in
            try backend.seeded(scope, pack: pack, entity: target, key: key)
        }
        return try row.owner == .pack || SeedFollowing.isAsSown(record, old, entity, reader) ? .update : .edited
    }
}
