import Kernel

/// Every text of a pack that people see, with the address that translations name it by.
///
/// `title` · `description` · `setting/<id>` · `permission/<id>` · `role/<id>` · `<entity/name or extend/entity>`, behind it
/// `/field/<id>`, `/field/<id>/option/<id>`, `/field/<id>/field/<id>` of a list, `/state/<id>`, `/move/<id>`,
/// `/move/<id>/else`, `/move/<id>/input/<id>`, `/check/<id>` · `screen/<id>` · `menu/<id>` · `onboarding/<id>` ·
/// `automation/<id>` · `unit/<id>` · `rate_card/<id>`, `rate_card/<id>/line/<id>` · `formula/<id>`,
/// `formula/<id>/input/<id>` · `scoring/<entity>/factor/<id>`, `scoring/<entity>/band/<id>` · `compliance/<id>` ·
/// `contract/<id>`, behind it `/input/<id>`, `/clause/<id>`, `/clause/<id>/text` · `change/<address>`, behind it `/else`,
/// `/one`, `/many`.
struct TranslatedTexts {
    /// Takes a text and its address, and gives what stands there from now on.
    typealias Visit = DefinitionTexts.Visit

    private let visit: Visit
    private let parts: DefinitionTexts

    init(_ visit: @escaping Visit) {
        self.visit = visit
        parts = DefinitionTexts(visit)
    }

    /// Visits every text of a pack.
    func walk(_ pack: inout PackDefinition) {
        pack.title = visit("title", pack.title)
        pack.description = pack.description.map { visit("description", $0) }
        pack.settings = pack.settings.map { setting in
            var field = setting.field
            parts.field(&field, at: "setting/\(field.id)")
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
            parts.entity(&pack.entities[index], at: "entity/\(pack.entities[index].id.name)")
        }
        for index in pack.extensions.indices {
            var part = pack.extensions[index]
            let address = "extend/\(part.entity)"
            parts.life(&part.fields, &part.states, &part.moves, at: address)
            parts.checks(&part.checks, at: address)
            pack.extensions[index] = part
        }
        people(&pack)
        figures(&pack)
        papers(&pack)
        TranslatedChanges(visit: visit).walk(&pack)
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
                parts.field(&pack.formulas[formula].inputs[index].field, at: "\(address)/input/\(id)")
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
                parts.field(&pack.obligations.contracts[index].inputs[input], at: "\(address)/input/\(id)")
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
