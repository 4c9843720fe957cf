/// What of a model names a definition.
struct ModelUses {
    /// One place that names it.
    struct Use: Hashable {
        /// `role`, `row`, `screen`, `menu`, `check`, `move`, `field`, `automation`, `formula`, `scoring`, `onboarding`.
        let kind: String
        /// The place's own address or name.
        let address: String
    }

    let model: TenantModel

    /// Every place, by kind and address.
    func uses(of address: DefinitionAddress) -> [Use] {
        let found: [Use] =
            switch address {
            case .entity(let id): entity(id)
            case .field(let id, let field): reading(id, field) + shown(id, field) + granted(id, field)
            case .option(let id, let field, _): reading(id, field) + shown(id, field)
            case .state(let id, let state): moves(id) { $0.from.contains(state) || $0.to == state } + events(id, state)
            case .move(let id, let move):
                holders(of: model.entities[id]?.moves[move]?.permission ?? "") + doing(id, move)
            case .setting(let setting): reading { $0.reads(setting: setting) }
            case .check, .terminology, .menu, .onboarding: []
            case .permission(let permission): holders(of: permission) + needing(permission)
            case .role(let role): ofRole(role)
            case .screen(let screen): leading { $0 == .screen(screen) }
            }
        return Set(found).sorted { ($0.kind, $0.address) < ($1.kind, $1.address) }
    }

    private func entity(_ id: EntityID) -> [Use] {
        let references = model.entities.values.flatMap { entity in
            entity.fields.filter { $0.type.target == id }.map {
                Use(kind: "field", address: "entity/\(entity.id)/field/\($0.id)")
            }
        }
        let screens = model.presentation.screens.filter { $0.definition.entity == id }.map {
            Use(kind: "screen", address: "screen/\($0.definition.id)")
        }
        let menu = leading { target in if case .entity(id, _) = target { true } else { false } }
        let rows = model.rows.filter { $0.entity == id }.map { Use(kind: "row", address: "row/\(id):\($0.role ?? "")") }
        return references + screens + menu + rows + holders { $0.hasPrefix("\(id.raw).") }
            + reading { $0.reads.contains { $0.entity == id } }
    }

    /// What reads a field, sets it or takes it as an input.
    private func reading(_ id: EntityID, _ field: String) -> [Use] {
        let moves = (model.entities[id]?.moves ?? [:]).filter { $0.value.assignments.contains { $0.field == field } }
        let automations = model.automations.filter { automation in
            automation.steps.contains { step in step.entity == id && step.values.contains { $0.field.id == field } }
        }
        let formulas = model.formulas.filter { formula in
            formula.definition.inputs.contains { $0.from.map { $0.entity == id && $0.field == field } ?? false }
        }
        return reading { $0.reads.contains { $0.entity == id && $0.field == field } }
            + moves.keys.map { Use(kind: "move", address: "entity/\(id)/move/\($0)") }
            + automations.map { Use(kind: "automation", address: "automation/\($0.name)") }
            + formulas.map { Use(kind: "formula", address: "formula/\($0.definition.id)") }
    }

    /// Expressions that are meant, wherever they stand.
    private func reading(_ isMeant: (ExpressionNode) -> Bool) -> [Use] {
        func reads(_ node: ExpressionNode?) -> Bool { node.map(isMeant) ?? false }
        var found: [Use] = []
        for (id, entity) in model.entities {
            for (field, node) in entity.computed where reads(node) {
                found.append(Use(kind: "field", address: "entity/\(id)/field/\(field)"))
            }
            for check in entity.checks where reads(check.condition) {
                found.append(Use(kind: "check", address: "entity/\(id)/check/\(check.definition.id)"))
            }
            for (move, compiled) in entity.moves
            where reads(compiled.condition) || compiled.assignments.contains(where: { reads($0.value) }) {
                found.append(Use(kind: "move", address: "entity/\(id)/move/\(move)"))
            }
            if entity.scoring?.factors.contains(where: { $0.lines.contains { reads($0.condition) } }) == true {
                found.append(Use(kind: "scoring", address: "entity/\(id)/scoring"))
            }
        }
        found += model.rows.filter { reads($0.condition) }.map {
            Use(kind: "row", address: "row/\($0.entity):\($0.role ?? "")")
        }
        found += model.automations.filter { automation in
            reads(automation.condition) || automation.steps.contains { $0.values.contains { reads($0.value) } }
        }.map { Use(kind: "automation", address: "automation/\($0.name)") }
        found += model.formulas.filter { reads($0.value) }.map {
            Use(kind: "formula", address: "formula/\($0.definition.id)")
        }
        found += model.presentation.screens.filter { reads($0.condition) }.map {
            Use(kind: "screen", address: "screen/\($0.definition.id)")
        }
        return found
    }

    private func shown(_ id: EntityID, _ field: String) -> [Use] {
        model.presentation.screens.filter { screen in
            screen.definition.entity == id
                && (screen.fields.contains { $0.prefix { $0 != "." } == field }
                    || [screen.by, screen.starts, screen.ends].contains(field))
        }.map { Use(kind: "screen", address: "screen/\($0.definition.id)") }
    }

    /// Roles whose grants name the field, and scopes that go through it.
    private func granted(_ id: EntityID, _ field: String) -> [Use] {
        let roles = model.roles.values.filter { role in
            role.grants.contains { grant in
                grant.permission.hasPrefix("\(id.raw).")
                    && (grant.fields?.contains(field) ?? false || grant.limit[field] != nil)
            }
        }
        let scopes = (model.entities[id]?.definition.scopes ?? [:]).filter { $0.value.steps.first == field }
        return roles.map { Use(kind: "role", address: "role/\($0.id)") }
            + scopes.keys.map { Use(kind: "scope", address: "entity/\(id)/scope/\($0.rawValue)") }
    }

    private func moves(_ id: EntityID, _ isMeant: (MoveDefinition) -> Bool) -> [Use] {
        (model.entities[id]?.definition.moves ?? []).filter(isMeant).map {
            Use(kind: "move", address: "entity/\(id)/move/\($0.id)")
        }
    }

    private func events(_ id: EntityID, _ event: String) -> [Use] {
        model.automations.filter { $0.definition.entity == id && $0.definition.event == event }.map {
            Use(kind: "automation", address: "automation/\($0.name)")
        }
    }

    private func doing(_ id: EntityID, _ move: String) -> [Use] {
        model.automations.filter { automation in
            automation.steps.contains { step in
                if case .move(let name, _) = step.act { step.entity == id && name == move } else { false }
            }
        }.map { Use(kind: "automation", address: "automation/\($0.name)") }
    }

    private func holders(of permission: String) -> [Use] {
        holders { $0 == permission }
    }

    private func holders(_ isMeant: (String) -> Bool) -> [Use] {
        model.roles.values.filter { role in role.grants.contains { isMeant($0.permission) } }.map {
            Use(kind: "role", address: "role/\($0.id)")
        }
    }

    private func needing(_ permission: String) -> [Use] {
        let fields = model.entities.values.flatMap { entity in
            entity.fields.filter { [$0.definition.readNeeds, $0.definition.writeNeeds].contains(permission) }.map {
                Use(kind: "field", address: "entity/\(entity.id)/field/\($0.id)")
            }
        }
        let moves = model.entities.values.flatMap { entity in
            entity.moves.filter { $0.value.permission == permission }.map {
                Use(kind: "move", address: "entity/\(entity.id)/move/\($0.key)")
            }
        }
        let formulas = model.formulas.filter { $0.permission == permission }.map {
            Use(kind: "formula", address: "formula/\($0.definition.id)")
        }
        return fields + moves + formulas
    }

    private func ofRole(_ id: String) -> [Use] {
        let roles = model.roles.values.filter { $0.includes.contains(id) }.map {
            Use(kind: "role", address: "role/\($0.id)")
        }
        let rows = model.rows.filter { $0.role == id }.map { Use(kind: "row", address: "row/\($0.entity):\(id)") }
        let screens = model.presentation.screens.filter { screen in
            screen.definition.roles.contains { $0.text == id }
        }
        return roles + rows + screens.map { Use(kind: "screen", address: "screen/\($0.definition.id)") }
    }

    private func leading(_ isMeant: (ScreenTarget) -> Bool) -> [Use] {
        let groups = model.presentation.menu.filter { $0.items.contains { isMeant($0.item.target) } }
        let steps = model.presentation.steps.filter { isMeant($0.definition.opens) }
        return groups.map { Use(kind: "menu", address: "menu/\($0.id)") }
            + steps.map { Use(kind: "onboarding", address: "onboarding/\($0.definition.id)") }
    }
}

extension ExpressionNode {
    /// Whether it reads a setting of the tenant.
    fileprivate func reads(setting id: String) -> Bool {
        if case .setting(id) = self { return true }
        return children.contains { $0.reads(setting: id) }
    }
}
