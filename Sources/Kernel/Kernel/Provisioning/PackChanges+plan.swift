extension PackChanges {
    /// What is to be done to a tenant's packs, decided but not done.
    struct Intent: Sendable {
        let plan: ChangePlan
        let next: Tenant.View
        /// The pack's source, to be kept before the change.
        var source: (definition: PackDefinition, files: [String: [UInt8]])?
        /// Rows to sow, for `enable`.
        var rows: [SeedRow] = []
        var warnings: [Diagnostic] = []
    }

    /// What enabling a pack on offer would do.
    /// - Throws: 404, 422 with every finding.
    func planEnable(_ id: String, for tenant: Tenant, demo: Bool) throws -> Intent {
        let (definition, files, warnings) = try offered(id)
        let offer = Offer(definition: definition, files: files, warnings: warnings)
        let known = tenant.current.state.packs + tenant.current.state.dormant
        let pack = known.first { $0.id == id }
        let isOn = tenant.current.state.packs.contains { $0.id == id && $0.hash != definition.hash }
        return try plan(isOn ? .upgrade : .enable, offer, from: pack, for: tenant, demo: demo)
    }

    /// What switching to a version of a pack would do; `old` is the version that the tenant has, on or off.
    /// - Throws: 422 with every finding.
    func plan(
        _ action: ChangePlan.Action,
        _ offer: Offer,
        from old: TenantState.EnabledPack?,
        for tenant: Tenant,
        demo: Bool = false
    ) throws -> Intent {
        let definition = offer.definition
        let id = definition.id
        let view = tenant.current
        let target = try state(adding: definition, to: view.state)
        try check(target, definition, offer.files)
        tenants.library.remember(definition)
        let next = try tenants.view(view.entry, state: target)
        let owners = Set(definition.optional.map(\.id))
        let rows = (definition.referenceSeeds + (demo ? definition.demoSeeds : [])).filter { row in
            next.model.entities[row.entity] != nil || !owners.contains(row.entity.owner)
        }
        var plan = try plan(action, id, version: definition.version.description, from: view, to: next)
        plan.demo = demo
        plan.from = action == .upgrade ? old?.version ?? "" : ""
        plan.optional = definition.optional.map { need in
            let isMet = tenants.library.catalog.closure(of: target.capabilities).contains { capability in
                capability.descriptor.provides.contains { $0.meets(need) }
            }
            return (need.description, isMet)
        }
        plan.warnings = offer.warnings.map { "\($0.code): \($0.message)" }
        plan.seeds = try seeds(rows, of: id, in: view)
        plan.cost.rowsTouched += Int64(plan.seeds.count { $0.change == "add" })
        return Intent(plan: plan, next: next, source: (definition, offer.files), rows: rows, warnings: offer.warnings)
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
        let next = try tenants.view(view.entry, state: target)
        return Intent(plan: try plan(.disable, id, version: pack.version, from: view, to: next), next: next)
    }

    /// Keeps a pack's source, so that a model can be built from it after a restart.
    func keep(_ intent: Intent) throws {
        guard let (definition, files) = intent.source else { return }
        try directory.control.putPackSource(
            hash: definition.hash,
            id: definition.id,
            version: definition.version.description,
            files: files
        )
    }

    /// Compares two views of a tenant.
    func plan(
        _ action: ChangePlan.Action,
        _ subject: String,
        version: String,
        from view: Tenant.View,
        to next: Tenant.View
    ) throws -> ChangePlan {
        let store = try directory.open(view.entry.id)
        var plan = ChangePlan(
            action,
            subject,
            version: version,
            tenant: view.entry.id.raw,
            base: try TenantBase.hash(of: view, receipts: store.receipts()),
            target: next.model.hash
        )
        plan.changes = try ModelChange.between(ModelItems(view.model), ModelItems(next.model))
        let (before, after) = (ModelRoutes.all(of: view.model), ModelRoutes.all(of: next.model))
        plan.routesAdded = after.subtracting(before).sorted()
        plan.routesRemoved = before.subtracting(after).sorted()
        plan.steps = try store.schemaSteps(for: next.model)
        plan.capabilities = Set(next.state.capabilities).subtracting(view.state.capabilities).sorted()
        plan.cost.permissionsAdded = Set(next.model.permissions.keys).subtracting(view.model.permissions.keys).count
        plan.cost.routesAdded = plan.routesAdded.count
        plan.cost.rowsTouched = plan.steps.reduce(0) { $0 + $1.rows }
        let risks = PlanRisks(store: store, old: view.model, new: next.model, steps: plan.steps)
        plan.risks = try risks.all()
        plan.conflicts = try risks.conflicts()
        return plan
    }

    private func seeds(_ rows: [SeedRow], of pack: String, in view: Tenant.View) throws -> [ChangePlan.Seed] {
        let scope = tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
        return try directory.open(view.entry.id).read(scope) { backend in
            try rows.map { row in
                let owner = row.entity == ScopePathValidator.member ? SeedSower.people : pack
                let known = try backend.seeded(scope, pack: owner, entity: row.entity, key: row.key)
                let change = known == nil ? "add" : owner == pack ? "keep" : "change"
                return ChangePlan.Seed(entity: row.entity.raw, key: row.key, change: change)
            }
        }
    }
}
