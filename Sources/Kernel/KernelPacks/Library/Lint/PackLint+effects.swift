import Kernel

extension PackLint {
    /// What is declared and changes nothing: rules (P813), inputs (P814); what a rate gives away (P815); two screens of
    /// which one cannot be seen (P816).
    mutating func effects() {
        narrowings()
        moveInputs()
        for formula in pack.formulas { inputs(of: formula) }
        for contract in pack.obligations.contracts { inputs(of: contract) }
        rates()
        screensForOneRole()
    }

    /// A rule narrows what its role is granted itself, not what comes from roles that it includes.
    private mutating func narrowings() {
        for rule in pack.rows {
            guard let role = rule.role, let definition = model.roles[role], model.entities[rule.entity] != nil else {
                continue
            }
            let granted = definition.grants.flatMap { implied(by: $0.permission) }
            guard !granted.contains(where: { $0.hasPrefix("\(rule.entity.raw).") || needs($0, rule.entity) }) else {
                continue
            }
            let message = "the role `\(role)` is granted nothing of `\(rule.entity)` that this rule could narrow"
            let hint = "a rule narrows the role's own grants, not those of the roles that it includes"
            warn(.rowRuleNarrowsNothing, message, at: rule.condition.span, hint: hint)
        }
    }

    /// A permission and all that it implies.
    func implied(by permission: String) -> Set<String> {
        var found: Set<String> = []
        var open = [permission]
        while let next = open.popLast() {
            if found.insert(next).inserted { open += model.permissions[next]?.implies ?? [] }
        }
        return found
    }

    /// Whether a move of an entity needs a permission.
    private func needs(_ permission: String, _ entity: EntityID) -> Bool {
        model.entities[entity]?.moves.values.contains { $0.permission == permission } ?? false
    }

    /// An input of a move is read by its guard, by what it sets, or by a limit.
    private mutating func moveInputs() {
        let limited = Set(model.roles.values.flatMap(\.grants).flatMap { $0.limit.keys })
        let declared =
            pack.entities.flatMap { entity in entity.moves.map { (entity.id, $0) } }
            + pack.extensions.flatMap { addition in addition.moves.map { (addition.entity, $0) } }
        for (id, move) in declared {
            guard let compiled = model.entities[id]?.moves[move.id] else { continue }
            let nodes = [compiled.condition].compactMap(\.self) + compiled.assignments.map(\.value)
            let read = Set(nodes.flatMap(\.inputs)).union(limited)
            for input in move.input where !read.contains(input.id) {
                let place = id.owner == pack.id ? "entity/\(id.name)" : "extend/\(id)"
                let message = "nothing reads the input `\(input.id)` of the move `\(move.id)`; what is sent is not kept"
                let hint = "keep it with `set: { ...: input.\(input.id) }`"
                warn(.inputUnread, message, at: pack.spans["\(place)/move/\(move.id)"], hint: hint)
            }
        }
    }

    private mutating func inputs(of formula: FormulaDefinition) {
        guard let compiled = model.formulas.first(where: { $0.owner == pack.id && $0.definition.id == formula.id })
        else { return }
        let read = Set(compiled.value.allPaths.map { $0.hops.first?.field ?? $0.field })
        for input in formula.inputs where !read.contains(input.field.id) {
            let message = "nothing reads the input `\(input.field.id)` of the formula `\(formula.id)`"
            warn(.inputUnread, message, at: pack.spans["formula/\(formula.id)"])
        }
    }

    private mutating func inputs(of contract: ContractTemplate) {
        guard let compiled = model.obligations.contracts["\(contract.entity.raw)/\(contract.id)"] else { return }
        for input in contract.inputs where !compiled.places.values.contains(.input(input)) {
            let message = "no clause names the input `\(input.id)` of the contract `\(contract.id)`"
            warn(.inputUnread, message, at: pack.spans["contract/\(contract.id)"])
        }
    }

    private mutating func rates() {
        for card in pack.rateCards {
            for line in card.lines where line.units < 0 {
                let message = "the rate `\(line.id)` of `\(card.id)` is below zero"
                warn(.rateNegative, message, at: pack.spans["rate_card/\(card.id)"])
            }
        }
    }

    /// A role gets a screen in place of its base, so a second one of the same base cannot be that too.
    private mutating func screensForOneRole() {
        var first: [String: String] = [:]
        for screen in pack.presentation.screens {
            for role in screen.roles {
                let base = "\(screen.entity.raw).\(screen.kind.rawValue)"
                let place = "\(base) \(screen.with?.text ?? "") \(role.text)"
                guard let other = first[place] else {
                    first[place] = screen.id
                    continue
                }
                let message =
                    "`\(other)` stands in place of `\(base)` for `\(role.text)` already, so `\(screen.id)` cannot too"
                warn(.screensForOneRole, message, at: role.span, hint: "leave `roles` out and name it in the menu")
            }
        }
    }
}

extension ExpressionNode {
    /// The inputs of a move that it reads.
    fileprivate var inputs: [String] {
        if case .input(let id) = self { return [id] }
        return children.flatMap(\.inputs)
    }
}
