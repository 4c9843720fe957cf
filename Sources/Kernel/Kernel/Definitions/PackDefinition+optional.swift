extension PackDefinition {
    private func keeps(_ step: AutomationStep, without owners: Set<String>, _ stays: (EntityID) -> Bool) -> Bool {
        switch step.act {
        case .create(let entity): stays(entity)
        case .action(let owner, _): !owners.contains(owner)
        case .set, .move: true
        }
    }

    /// The pack without everything that is about entities or permissions of some owners.
    ///
    /// Entities of the pack's own that refer to theirs are left out too, with what is about them.
    package func without(owners: Set<String>) -> PackDefinition {
        guard !owners.isEmpty else { return self }
        var pack = self
        pack.entities.removeAll { entity in
            entity.fields.contains { field in field.type.target.map { owners.contains($0.owner) } ?? false }
        }
        let gone = Set(entities.map(\.id)).subtracting(pack.entities.map(\.id))
        func stays(_ entity: EntityID) -> Bool { !owners.contains(entity.owner) && !gone.contains(entity) }
        pack.extensions.removeAll { !stays($0.entity) }
        pack.changes.removeAll { change in change.address.entity.map { !stays($0) } ?? false }
        pack.rows.removeAll { !stays($0.entity) }
        pack.automations.removeAll { automation in
            automation.with.map(owners.contains) ?? false || !stays(automation.entity)
                || automation.steps.contains { !keeps($0, without: owners, stays) }
        }
        pack.scorings.removeAll { !stays($0.entity) }
        for index in pack.formulas.indices {
            pack.formulas[index].inputs = pack.formulas[index].inputs.map { input in
                FormulaDefinition.Input(input.field, from: input.from.flatMap { stays($0.entity) ? $0 : nil })
            }
        }
        pack.obligations = obligations.without(stays)
        pack.presentation = presentation.without(owners, stays)
        pack.terminology = terminology.filter { stays($0.key) }
        pack.referenceSeeds.removeAll { !stays($0.entity) }
        pack.demoSeeds.removeAll { !stays($0.entity) }
        for index in pack.roles.indices {
            pack.roles[index].grants.removeAll { grant in
                owners.contains { grant.permission.hasPrefix("\($0).") }
                    || gone.contains { grant.permission.hasPrefix("\($0.raw).") }
            }
        }
        return pack
    }
}
