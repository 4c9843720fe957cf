extension PackChanges {
    /// What a change to another version of a pack retires.
    func retiring(
        from old: PackDefinition?,
        to new: PackDefinition,
        _ renames: NameChanges,
        in view: Tenant.View
    ) -> [RetiredThing] {
        guard let old, !new.retirements.isEmpty else { return [] }
        return Retiring(old: old, new: new, renames: renames, now: now(view), zone: view.state.zone).things()
    }

    /// What was retired before and still is: entities under the names that they get, without what a new version has again.
    func stillRetired(
        _ things: [RetiredThing],
        _ renames: NameChanges,
        under changed: [PackDefinition]
    ) throws -> [RetiredThing] {
        try things.compactMap { thing in
            var thing = thing
            if let entity = EntityID(thing.entity) { thing.entity = renames.entity(after: entity).raw }
            guard let new = changed.first(where: { $0.id == thing.pack }), let entity = EntityID(thing.entity) else {
                return thing
            }
            if thing.field.isEmpty { return new.entities.contains { $0.id == entity } ? nil : thing }
            let back = renames.returning.first { $0.entity?.after == entity && $0.before == thing.field }
            let again = new.field(back?.after ?? thing.field, of: entity)
            guard let again, let declared = try declared(thing), again.isKept(like: declared) else { return thing }
            return nil
        }
    }

    /// The field as the version that last had it declared it; `nil` for an entity.
    private func declared(_ thing: RetiredThing) throws -> FieldDefinition? {
        guard let former = EntityID(thing.former), !thing.field.isEmpty else { return nil }
        return try tenants.library.definition(hash: thing.source, id: thing.pack).field(thing.field, of: former)
    }

    /// What a plan tells of things that it retires: where they stand in the model before it, and what they hold.
    func told(_ things: [RetiredThing], in view: Tenant.View) throws -> [ChangePlan.Retired] {
        let items = try things.map { thing in
            var before = thing
            before.entity = thing.former
            return before
        }.compactMap(item)
        return try counted(items, in: view)
    }

    private func counted(_ items: [DropOrder.Item], in view: Tenant.View) throws -> [ChangePlan.Retired] {
        let counts = try directory.open(view.entry.id).census(items.map(\.question), of: view.model)
        return zip(items, counts).map { item, rows in
            let until = item.thing.day(zone: view.state.zone)
            return ChangePlan.Retired(address: item.thing.address, rows: rows, until: until)
        }
    }

    private func item(_ thing: RetiredThing) throws -> DropOrder.Item? {
        guard let entity = EntityID(thing.entity) else { return nil }
        let field = try declared(thing)
        // Without the field's definition it would be the whole entity.
        guard field != nil || thing.field.isEmpty else { return nil }
        return DropOrder.Item(thing: thing, entity: entity, field: field)
    }

    /// What may be dropped by now, for people.
    func droppable(of pack: String, in view: Tenant.View) -> [String] {
        let now = now(view)
        let due = view.state.retired.filter { thing in thing.pack == pack && thing.until.map { $0 <= now } ?? false }
        guard !due.isEmpty else { return [] }
        let names = due.map(\.address).sorted().joined(separator: ", ")
        return ["What was kept of \(names) may be dropped: kernel packs plan \(pack) --drop."]
    }

    private func now(_ view: Tenant.View) -> Int64 {
        tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID).now
    }

    /// What is dropped of what a pack retired, decided but not done.
    struct DropIntent: Sendable {
        let plan: ChangePlan
        fileprivate let items: [DropOrder.Item]
        fileprivate let next: Tenant.View
    }

    /// What dropping whatever a pack retired, and whose time has passed, would do.
    /// - Throws: 409 where there is nothing of the kind, telling from when on there is.
    func planDrop(_ id: String, for tenant: Tenant) throws -> DropIntent {
        let view = tenant.current
        let all = view.state.retired.filter { $0.pack == id }
        guard !all.isEmpty else {
            throw KernelError(.stateRefused, "`\(tenant.id)` keeps nothing that `\(InputDecoder.shown(id))` retired.")
        }
        let now = now(view)
        let due = all.filter { thing in thing.until.map { $0 <= now } ?? false }
        guard !due.isEmpty else { throw Self.tooEarly(all, zone: view.state.zone) }
        var target = view.state
        target.retired.removeAll { due.contains($0) }
        let next = try tenants.view(view.entry, state: target)
        let known = (view.state.packs + view.state.dormant).first { $0.id == id }
        var plan = try plan(.drop, id, version: known?.version ?? "", from: view, to: next)
        let items = try due.compactMap(item)
        plan.drops = try counted(items, in: view)
        plan.cost.rowsTouched += plan.drops.reduce(0) { $0 + $1.rows }
        plan.risks += plan.drops.filter { $0.rows > 0 }.map { thing in
            ChangePlan.Risk(
                .losesData,
                thing.address,
                rows: thing.rows,
                "What \(thing.rows) records hold in \(thing.address), which was retired, is removed for good."
            )
        }
        let last = "No receipt takes this back, nor any change before it."
        plan.risks.append(ChangePlan.Risk(.cannotUndo, "pack/\(id)", rows: 0, last))
        return DropIntent(plan: plan, items: items, next: next)
    }

    private static func tooEarly(_ things: [RetiredThing], zone: String) -> KernelError {
        let texts = things.sorted { $0.address < $1.address }.map { thing in
            thing.day(zone: zone).map { "\(thing.address) is kept until \($0)" }
                ?? "\(thing.address) is kept while the pack is there, since its `retire` has no `keep`"
        }
        return KernelError(.stateRefused, "Nothing may be dropped yet: \(texts.joined(separator: "; ")).")
    }

    /// Drops whatever a pack retired, and whose time has passed.
    /// - Throws: 409 `plan_stale`; 409 `plan_loses` unless `accept` is exactly the rows that lose something.
    func drop(
        _ id: String,
        for tenant: Tenant,
        plan named: String?,
        accept: Int64?
    ) async throws -> (
        plan: ChangePlan, receipt: RecordID
    ) {
        let intent = try planDrop(id, for: tenant)
        try Self.require(named, intent.plan)
        try Self.requireAccepted(intent.plan, accept)
        let scope = tenants.systemScope(intent.next, reason: SystemReason.packs.rawValue, requestID: requestID)
        let receipt = Receipt(
            id: ids.next(),
            at: scope.now,
            action: intent.plan.action.rawValue,
            subject: id,
            plan: intent.plan.hash,
            before: tenant.current.state,
            after: intent.next.state,
            status: .closed
        )
        let order = DropOrder(pack: id, items: intent.items, state: intent.next.state, receipt: receipt)
        try await tenants.store(of: tenant).drop(scope, order)
        tenant.replace(intent.next)
        return (intent.plan, receipt.id)
    }
}
