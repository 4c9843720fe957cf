import Kernel

/// Judges what a pack retires against the model that it leads to: it is the pack's own, and gone.
///
/// Whether an older version had it only a plan can tell.
enum RetirementCheck {
    static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        pack.retirements.compactMap { retirement in
            let whole = pack.retirements.contains { $0.entity == retirement.entity && $0.field == nil }
            guard let entity = model.entities[retirement.entity] else {
                if retirement.field == nil || whole { return ownership(retirement, pack) }
                return Diagnostic(
                    .retirementThere,
                    "`\(retirement.entity)` does not exist, so no field of it is retired",
                    at: retirement.span,
                    hint: DidYouMean.hint(for: retirement.entity.raw, in: model.entities.keys.map(\.raw))
                )
            }
            guard let name = retirement.field else {
                return there("`\(retirement.entity)` is there", of: entity.id.owner, pack, retirement)
            }
            return entity.field(name).flatMap { field in
                there("`\(retirement.name)` is a field of this version", of: field.owner, pack, retirement)
            }
        }
    }

    private static func there(
        _ what: String,
        of owner: String,
        _ pack: PackDefinition,
        _ retirement: Retirement
    ) -> Diagnostic {
        let rest = owner == pack.id ? "what is retired is gone from the pack" : "it belongs to `\(owner)`"
        return Diagnostic(.retirementThere, "\(what): \(rest)", at: retirement.span)
    }

    /// An entity that is gone was the pack's where it has the pack's name.
    private static func ownership(_ retirement: Retirement, _ pack: PackDefinition) -> Diagnostic? {
        guard retirement.entity.owner != pack.id else { return nil }
        let message = "`\(retirement.entity)` is no entity of `\(pack.id)`: a pack retires what it declared itself"
        return Diagnostic(.retirementThere, message, at: retirement.span)
    }
}
