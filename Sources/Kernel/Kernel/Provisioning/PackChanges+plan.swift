extension PackChanges {
    /// What is to be done to a tenant's packs, decided but not done.
    struct Intent: Sendable {
        let plan: ChangePlan
        let next: Tenant.View
        /// The pack's source, to be kept before the change.
        var source: (definition: PackDefinition, files: [String: [UInt8]])?
        /// Rows to sow, for `enable`.
        var rows: [SeedRow] = []
        /// Packs that come along since it needs them, with their rows.
        var needed: [(offer: Offer, rows: [SeedRow])] = []
        /// The rows of the version before, under the names of this one.
        var before: [SeedRow] = []
        /// What makes records fit, and the model in which it runs.
        var migrations: [MigrationDefinition] = []
        var bridge: TenantModel?
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
        let action: ChangePlan.Action = isOn ? .upgrade : .enable
        return try plan(action, offer, from: pack, for: tenant, demo: demo, resolving: resolutions)
    }

    /// A pack on offer; where it is not, the version that the tenant had before, whose source this server keeps.
    private func onOffer(_ id: String, or dormant: TenantState.EnabledPack?) throws -> Offer {
        if let dormant, try packs.files(of: id) == nil {
            return Offer(definition: try tenants.library.definition(hash: dormant.hash, id: id), files: [:])
        }
        let (definition, files, warnings) = try offered(id)
        return Offer(definition: definition, files: files, warnings: warnings)
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
        let id = definition.id
        let view = tenant.current
        let before = try old.map { try tenants.library.definition(hash: $0.hash, id: id) }
        let renames = before.map { NameChanges(from: $0, to: definition) } ?? .none
        let needed = try needed(by: definition, in: view.state)
        let aim = try aim(offer, after: before, with: needed, renames, in: view, resolutions)
        let target = aim.state
        let next = try tenants.view(view.entry, state: target)
        let rows = Self.rows(of: definition, demo: demo, in: next.model)
        let migrations = Self.migrations(from: before, to: definition)
        var plan = try plan(
            action,
            id,
            version: definition.version.description,
            from: view,
            to: next,
            renames: renames,
            retires: try told(aim.retiring, in: view),
            migrations: migrations
        )
        plan.demo = demo
        plan.packs = needed.map(\.enabled)
        plan.conflicts += aim.conflicts
        plan.from = action == .upgrade ? old?.version ?? "" : ""
        plan.optional = optional(of: definition, in: target)
        let guesses = before.map { RenameGuess(old: $0, new: definition, changes: renames).all() } ?? []
        plan.warnings =
            (offer.warnings + aim.findings).map { "\($0.code): \($0.message)" } + guesses
            + (try parked(from: view.state, to: target, aim.conflicts)) + droppable(of: id, in: view)
        let sown = before.map { $0.referenceSeeds + $0.demoSeeds } ?? []
        let rowsOfNeeded = Self.rows(of: needed, demo: demo, in: next.model)
        plan.seeds = try seeds(rowsOfNeeded, in: view) + seeds(rows, of: id, in: view, after: sown, renames)
        plan.cost.rowsTouched += Int64(plan.seeds.count { $0.change == "add" || $0.change == "update" })
        plan.migrations = try migrationCosts(migrations, renames, in: view)
        plan.cost.rowsTouched += plan.migrations.reduce(0) { $0 + $1.rows }
        var intent = Intent(
            plan: plan,
            next: next,
            source: (definition, offer.files),
            rows: rows,
            warnings: offer.warnings
        )
        intent.needed = rowsOfNeeded
        intent.before = SeedFollowing.renamed(sown, renames)
        if let before, !migrations.isEmpty {
            intent.migrations = migrations
            intent.bridge = try bridge(from: before, to: definition, renames, migrations, target)
        }
        return intent
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
        _ offer: Offer,
        after before: PackDefinition?,
        with needed: [NeededPack],
        _ renames: NameChanges,
        in view: Tenant.View,
        _ resolutions: Resolutions
    ) throws -> Aim {
        let definition = offer.definition
        let below = try needed.reduce(view.state) { try state(adding: $1.offer.definition, to: $0) }
        var target = try state(adding: definition, to: below)
        target.settings = Self.renamed(target.settings, renames)
        let retiring = retiring(from: before, to: definition, renames, in: view)
        let retired = try stillRetired(target.retired, renames, under: definition) + retiring
        // As the store lists them: a plan holds over a restart.
        target.retired = retired.sorted { $0.position.lexicographicallyPrecedes($1.position) }
        let findings = try check(target, definition, offer.files)
        tenants.library.remember(definition)
        let isUpgrade = before != nil
        let rebase = try rebase(view.state, to: target, renames, resolutions, isUpgrade: isUpgrade)
        target.overlay = rebase.edits
        let conflicts = try settled(rebase.conflicts, in: target)
        return Aim(state: target, retiring: retiring, conflicts: conflicts, findings: findings)
    }

    /// The rows of packs that come along; those of one that the tenant had are there.
    private static func rows(
        of needed: [NeededPack],
        demo: Bool,
        in model: TenantModel
    ) -> [(offer: Offer, rows: [SeedRow])] {
        needed.map { pack in
            (pack.offer, rows(of: pack.offer.definition, demo: demo && !pack.isDormant, in: model))
        }
    }

    private func seeds(_ needed: [(offer: Offer, rows: [SeedRow])], in view: Tenant.View) throws -> [ChangePlan.Seed] {
        try needed.flatMap { try seeds($0.rows, of: $0.offer.definition.id, in: view, after: [], .none) }
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
        let users = Set(misfits.compactMap { $0.span?.file.split(separator: "/").first.map(String.init) }).sorted()
        let named = users.map { "`\($0)`" }.joined(separator: ", ")
        throw KernelError(
            .inUse,
            "`\(id)` is needed by \(named.isEmpty ? "others" : named); disable that first. Without it: \(first.message)."
        )
    }

    /// Keeps the sources of what is switched on.
    func keep(_ intent: Intent) throws {
        for (offer, _) in intent.needed { try keep(offer.definition, offer.files) }
        if let (definition, files) = intent.source { try keep(definition, files) }
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
        migrations: [MigrationDefinition] = []
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
        plan.cost.permissionsAdded = Set(next.model.permissions.keys).subtracting(view.model.permissions.keys).count
        plan.cost.routesAdded = plan.routesAdded.count
        plan.cost.rowsTouched = plan.steps.reduce(0) { $0 + $1.rows }
        let rewritten = try store.census(renames.rewritten, of: view.model).reduce(0, +)
        plan.cost.rowsTouched += rewritten
        var risks = PlanRisks(store: store, old: view.model, new: next.model, steps: plan.steps, renames: renames)
        risks.upgraded = action == .upgrade ? subject : nil
        risks.retires = Dictionary(retires.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        risks.migrations = migrations
        plan.risks = try risks.all()
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
        _ rows: [SeedRow],
        of pack: String,
        in view: Tenant.View,
        after old: [SeedRow],
        _ renames: NameChanges
    ) throws -> [ChangePlan.Seed] {
        let scope = tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
        return try directory.open(view.entry.id).read(scope) { backend in
            try rows.map { row in
                let owner = row.entity == ScopePathValidator.member ? SeedSower.people : pack
                let entity = renames.entity(before: row.entity)
                let known = try backend.seeded(scope, pack: owner, entity: entity, key: row.key)
                guard let known else { return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: "add") }
                guard owner == pack else {
                    return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: "change")
                }
                let before = old.first { $0.entity == entity && $0.key == row.key }
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
