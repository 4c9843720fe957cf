import Kernel

/// Every text of a pack that people see, with the address that translations name it by.
///
/// `title` · `description` · `setting/<id>` · `permission/<id>` · `role/<id>` · `<entity/name or extend/entity>`, behind it
/// `/field/<id>`, `/field/<id>/option/<id>`, `/field/<id>/field/<id>` of a list, `/state/<id>`, `/move/<id>`,
/// `/move/<id>/else`, `/move/<id>/input/<id>`, `/check/<id>` · `screen/<id>` · `menu/<id>` · `onboarding/<id>` ·
/// `automation/<id>` · `unit/<id>` · `rate_card/<id>`, `rate_card/<id>/line/<id>` · `formula/<id>`,
/// `formula/<id>/input/<id>` · `scoring/<entity>/factor/<id>`, `scoring/<entity>/band/<id>` · `compliance/<id>` ·
/// `contract/<id>`, behind it `/input/<id>`, `/clause/<id>`, `/clause/<id>/text`.
struct TranslatedTexts {
    /// Takes a text and its address, and gives what stands there from now on.
    typealias Visit = (_ address: String, LocalizedText) -> LocalizedText

    private let visit: Visit

    init(_ visit: @escaping Visit) {
        self.visit = visit
    }

    /// Visits every text of a pack.
    func walk(_ pack: inout PackDefinition) {
        pack.title = visit("title", pack.title)
        pack.description = pack.description.map { visit("description", $0) }
        pack.settings = pack.settings.map { setting in
            var field = setting.field
            self.field(&field, "setting/\(field.id)")
            return SettingDefinition(field, owner: setting.owner)
        }
        pack.permissions = pack.permissions.map { permission in
            Permission(
                permission.id,
                title: visit("permission/\(permission.id)", permission.title),
                scopes: permission.scopes,
                implies: permission.implies
            )
        }
        for index in pack.roles.indices {
            pack.roles[index].title = visit("role/\(pack.roles[index].id)", pack.roles[index].title)
        }
        for index in pack.entities.indices {
            var entity = pack.entities[index]
            let address = "entity/\(entity.id.name)"
            entity.title = visit(address, entity.title)
            life(&entity.fields, &entity.states, &entity.moves, address)
            checks(&entity.checks, address)
            pack.entities[index] = entity
        }
        for index in pack.extensions.indices {
            var part = pack.extensions[index]
            let address = "extend/\(part.entity)"
            life(&part.fields, &part.states, &part.moves, address)
            checks(&part.checks, address)
            pack.extensions[index] = part
        }
        people(&pack)
        figures(&pack)
        papers(&pack)
    }

    private func checks(_ checks: inout [CheckDefinition], _ address: String) {
        for index in checks.indices {
            checks[index].refusal = visit("\(address)/check/\(checks[index].id)", checks[index].refusal)
        }
    }

    private func life(
        _ fields: inout [FieldDefinition],
        _ states: inout [StateDefinition],
        _ moves: inout [MoveDefinition],
        _ address: String
    ) {
        for index in fields.indices { field(&fields[index], "\(address)/field/\(fields[index].id)") }
        for index in states.indices {
            states[index].title = visit("\(address)/state/\(states[index].id)", states[index].title)
        }
        for index in moves.indices {
            let place = "\(address)/move/\(moves[index].id)"
            moves[index].title = visit(place, moves[index].title)
            moves[index].refusal = moves[index].refusal.map { visit("\(place)/else", $0) }
            for input in moves[index].input.indices {
                field(&moves[index].input[input], "\(place)/input/\(moves[index].input[input].id)")
            }
        }
    }

    private func field(_ field: inout FieldDefinition, _ address: String) {
        field.title = visit(address, field.title)
        func options(_ choices: [Choice]) -> [Choice] {
            choices.map { Choice($0.id, title: visit("\(address)/option/\($0.id)", $0.title)) }
        }
        switch field.type {
        case .choice(let choices): field.type = .choice(options(choices))
        case .choices(let choices): field.type = .choices(options(choices))
        case .list(var parts):
            for index in parts.indices { self.field(&parts[index], "\(address)/field/\(parts[index].id)") }
            field.type = .list(parts)
        default: break
        }
    }

    private func people(_ pack: inout PackDefinition) {
        for index in pack.presentation.screens.indices {
            let screen = pack.presentation.screens[index]
            pack.presentation.screens[index].title = visit("screen/\(screen.id)", screen.title)
        }
        for index in pack.presentation.menu.indices {
            let group = pack.presentation.menu[index]
            pack.presentation.menu[index].title = visit("menu/\(group.id)", group.title)
        }
        for index in pack.presentation.steps.indices {
            let step = pack.presentation.steps[index]
            pack.presentation.steps[index].title = visit("onboarding/\(step.id)", step.title)
        }
        for index in pack.automations.indices {
            let automation = pack.automations[index]
            pack.automations[index].title = visit("automation/\(automation.id)", automation.title)
        }
    }

    private func figures(_ pack: inout PackDefinition) {
        for index in pack.units.indices {
            pack.units[index].title = visit("unit/\(pack.units[index].id)", pack.units[index].title)
        }
        for card in pack.rateCards.indices {
            let address = "rate_card/\(pack.rateCards[card].id)"
            pack.rateCards[card].title = visit(address, pack.rateCards[card].title)
            for index in pack.rateCards[card].lines.indices {
                let line = pack.rateCards[card].lines[index]
                pack.rateCards[card].lines[index].title = visit("\(address)/line/\(line.id)", line.title)
            }
        }
        for formula in pack.formulas.indices {
            let address = "formula/\(pack.formulas[formula].id)"
            pack.formulas[formula].title = visit(address, pack.formulas[formula].title)
            for index in pack.formulas[formula].inputs.indices {
                let id = pack.formulas[formula].inputs[index].field.id
                field(&pack.formulas[formula].inputs[index].field, "\(address)/input/\(id)")
            }
        }
        for scoring in pack.scorings.indices {
            let address = "scoring/\(pack.scorings[scoring].entity)"
            for index in pack.scorings[scoring].factors.indices {
                let factor = pack.scorings[scoring].factors[index]
                pack.scorings[scoring].factors[index].title = visit("\(address)/factor/\(factor.id)", factor.title)
            }
            for index in pack.scorings[scoring].bands.indices {
                let band = pack.scorings[scoring].bands[index]
                pack.scorings[scoring].bands[index].title = visit("\(address)/band/\(band.id)", band.title)
            }
        }
    }

    private func papers(_ pack: inout PackDefinition) {
        for index in pack.obligations.requirements.indices {
            let requirement = pack.obligations.requirements[index]
            pack.obligations.requirements[index].title = visit("compliance/\(requirement.id)", requirement.title)
        }
        for index in pack.obligations.contracts.indices {
            let address = "contract/\(pack.obligations.contracts[index].id)"
            pack.obligations.contracts[index].title = visit(address, pack.obligations.contracts[index].title)
            for input in pack.obligations.contracts[index].inputs.indices {
                let id = pack.obligations.contracts[index].inputs[input].id
                field(&pack.obligations.contracts[index].inputs[input], "\(address)/input/\(id)")
            }
            for clause in pack.obligations.contracts[index].clauses.indices {
                let place = "\(address)/clause/\(pack.obligations.contracts[index].clauses[clause].id)"
                let texts = pack.obligations.contracts[index].clauses[clause]
                pack.obligations.contracts[index].clauses[clause].title = visit(place, texts.title)
                pack.obligations.contracts[index].clauses[clause].text = visit("\(place)/text", texts.text)
            }
        }
    }
}
