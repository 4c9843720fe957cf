import Kernel

extension PackLint {
    /// What can be written and does nothing: options that no expression can name (P819), forms with what nobody writes
    /// (P820) or without what must be there (P821), grants of fields that nobody writes (P822), units without a rate (P823),
    /// formulas that no role may ask (P802).
    mutating func vain() {
        options()
        for screen in model.presentation.screens where screen.owner == pack.id { form(screen) }
        for role in pack.roles { writes(of: role) }
        units()
        unasked()
    }

    private mutating func options() {
        let places =
            pack.entities.map { ("entity/\($0.id.name)", $0.fields) }
            + pack.extensions.map { ("extend/\($0.entity)", $0.fields) }
        for (place, fields) in places {
            for field in fields {
                let choices: [Choice] =
                    switch field.type {
                    case .choice(let choices), .choices(let choices): choices
                    default: []
                    }
                let address = "\(place)/field/\(field.id)"
                for choice in choices where ["null", "true", "false"].contains(choice.id) {
                    let message =
                        "no expression can name the option `\(choice.id)` of `\(field.id)`: the word has a meaning"
                    let span = pack.spans["\(address)/of/\(choice.id)"] ?? pack.spans[address]
                    warn(.optionUnnameable, message, at: span)
                }
            }
        }
    }

    private mutating func form(_ screen: CompiledScreen) {
        let definition = screen.definition
        guard definition.kind == .form, let entity = model.entities[definition.entity] else { return }
        let named = (definition.fields ?? []) + definition.add.map(\.name)
        for name in named where !isWritten(name.text, of: entity) {
            let message = "nobody writes `\(name.text)` in the form `\(definition.id)`"
            warn(.formUnwritable, message, at: name.span ?? definition.span)
        }
        guard entity.definition.verbs.contains(.create) else { return }
        for field in entity.fields.map(\.definition) {
            guard field.required, field.defaultValue.isNull, field.writing != .never, field.compute == nil,
                !screen.fields.contains(field.id)
            else { continue }
            let message = "the form `\(definition.id)` does not show `\(field.id)`, which a new record needs"
            let hidden = definition.hide.first { $0.text == field.id }
            warn(.formIncomplete, message, at: hidden?.span ?? definition.span)
        }
    }

    /// Whether people write a field of an entity.
    private func isWritten(_ name: String, of entity: EntityModel) -> Bool {
        guard let field = entity.field(name)?.definition else { return false }
        return field.writing != .never && field.compute == nil
    }

    private mutating func writes(of role: RoleDefinition) {
        for grant in role.grants {
            let parts = grant.permission.split(separator: ".").map(String.init)
            guard let fields = grant.fields, !fields.isEmpty, parts.count == 3,
                [RecordVerb.create.rawValue, RecordVerb.update.rawValue].contains(parts[2]),
                let entity = model.entities[EntityID(owner: parts[0], name: parts[1])],
                fields.allSatisfy({ entity.field($0) != nil && !isWritten($0, of: entity) })
            else { continue }
            let names = fields.sorted().map { "`\($0)`" }.joined(separator: ", ")
            let message = "the role `\(role.id)` may `\(parts[2])` only \(names) of \(entity.id), which nobody writes"
            warn(.grantWritesNothing, message, at: grant.span)
        }
    }

    private mutating func units() {
        let used = Set(pack.rateCards.map(\.unit))
        for unit in pack.units where !used.contains(unit.id) && !used.contains("\(pack.id).\(unit.id)") {
            warn(.unitUnused, "no rate is per `\(unit.id)`", at: pack.spans["unit/\(unit.id)"])
        }
    }

    /// Formulas that name no permission of their own need that of the pack.
    private mutating func unasked() {
        let permission = "\(pack.id).calculate"
        let granted = model.roles.values.flatMap(\.grants).reduce(into: Set<String>()) {
            $0.formUnion(implied(by: $1.permission))
        }
        guard !granted.contains(permission), !pack.permissions.contains(where: { $0.id == permission }),
            let formula = pack.formulas.first(where: { ($0.needs ?? permission) == permission })
        else { return }
        let message = "no role is granted the permission `\(permission)`, which the formula `\(formula.id)` needs"
        warn(.permissionUngranted, message, at: pack.spans["formula/\(formula.id)"])
    }
}
