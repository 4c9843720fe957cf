/// Units, rate cards and formulas: a unit that does not exist (P257), inputs that come from
/// nowhere (P258), and records that a request could not tell apart (P259).
struct PricingValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        units(in: draft)
            + draft.formulas.flatMap { origins(of: $0, draft) + records(of: $0) + permission(of: $0, draft) }
    }

    private func units(in draft: ModelDraft) -> [Diagnostic] {
        let known = Set(draft.units.map { RateCardDefinition.address($0.content.id, in: $0.owner) })
        return draft.rateCards.compactMap { card in
            let unit = card.content.unit
            guard !known.contains(RateCardDefinition.address(unit, in: card.owner)) else { return nil }
            let own = draft.units.filter { $0.owner == card.owner }.map(\.content.id)
            let hint = DidYouMean.hint(for: unit, in: own + known.sorted())
            let message = "the rate card `\(card.content.id)` is per `\(unit)`, which is no unit"
            return Diagnostic(code: "P257", message, at: card.span, hint: hint)
        }
    }

    private func origins(of formula: Owned<FormulaDefinition>, _ draft: ModelDraft) -> [Diagnostic] {
        formula.content.inputs.compactMap { input in
            guard let from = input.from else { return nil }
            func finding(_ message: String, _ hint: String? = nil) -> Diagnostic {
                let place = "the input `\(input.field.id)` of `\(formula.content.id)`"
                return Diagnostic(code: "P258", "\(place) \(message)", at: from.span ?? formula.span, hint: hint)
            }
            guard let entity = draft.entity(from.entity).map(draft.merged) else {
                let hint = DidYouMean.hint(for: from.entity.raw, in: draft.entityNames)
                return finding("comes from `\(from.entity)`, which does not exist", hint)
            }
            guard let field = entity.fields.first(where: { $0.id == from.field && !$0.secret }) else {
                let open = entity.fields.filter { !$0.secret }.map(\.id)
                let hint = DidYouMean.hint(for: from.field, in: open)
                return finding("comes from `\(from.field)`, which is not a field of `\(entity.id)`", hint)
            }
            guard Self.gives(field.type, to: input.field.type) else {
                return finding("is \(input.field.type.word), `\(from.field)` is \(field.type.word)")
            }
            return nil
        }
    }

    /// Whether every value of one type is one of the other, bounds left aside.
    private static func gives(_ type: FieldType, to input: FieldType) -> Bool {
        switch (type, input) {
        case (.decimal(let own, _, _), .decimal(let wanted, _, _)): own <= wanted
        case (.int, .decimal): true
        case (.choice(let own), .choice(let wanted)): Set(own.map(\.id)).isSubset(of: wanted.map(\.id))
        default: type.word == input.word || (type.isText && input.isText)
        }
    }

    /// A request names the record of an entity by the entity's name.
    private func records(of formula: Owned<FormulaDefinition>) -> [Diagnostic] {
        let inputs = Set(formula.content.inputs.map(\.field.id))
        var entities: [String: EntityID] = [:]
        return formula.content.inputs.compactMap { input in
            guard let from = input.from else { return nil }
            let name = from.entity.name
            let other = entities.updateValue(from.entity, forKey: name)
            guard inputs.contains(name) || (other.map { $0 != from.entity } ?? false) else { return nil }
            let message =
                "`\(formula.content.id)`: `\(name)` is to name the record of `\(from.entity)`, but it is taken"
            return Diagnostic(code: "P259", message, at: from.span ?? formula.span)
        }
    }

    private func permission(of formula: Owned<FormulaDefinition>, _ draft: ModelDraft) -> [Diagnostic] {
        guard let needs = formula.content.needs else { return [] }
        let known = draft.permissions.map(\.content.id)
        guard !known.contains(needs) else { return [] }
        let message = "`\(formula.content.id)` needs `\(needs)`, which nobody declares"
        return [Diagnostic(code: "P214", message, at: formula.span, hint: DidYouMean.hint(for: needs, in: known))]
    }
}
