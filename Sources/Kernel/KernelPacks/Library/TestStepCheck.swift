import Kernel

/// Checks that what a step names exists; what it sends may be wrong on purpose.
struct TestStepCheck {
    let names: TestNames
    /// Whether a device does it without a network.
    var isOffline = false

    func check(_ step: PackTest.Step) {
        switch step.act {
        case .record(let key, let verb):
            guard let entity = names.record(key, at: step.subject.span) else { return }
            record(step, verb, entity)
        case .create(let id, _):
            guard let entity = names.entity(id, at: step.subject.span) else { return }
            input(step, entity.fields.map(\.definition), of: "`\(entity.id)`")
            if isOffline { requireOffline(.create, entity, step) }
        case .action(let owner, let id): action(step, owner, id)
        }
    }

    private func record(_ step: PackTest.Step, _ verb: String, _ entity: EntityModel) {
        if let move = entity.moves[verb] {
            return input(step, move.definition.input, of: "the move `\(verb)`")
        }
        switch verb {
        case "update", "delete", "restore":
            let isUpdate = verb == "update"
            let thing = isUpdate ? "`\(entity.id)`" : "`\(verb)`"
            input(step, isUpdate ? entity.fields.map(\.definition) : [], of: thing)
            if isOffline { requireOffline(RecordVerb(rawValue: verb), entity, step) }
        default:
            let known = entity.moves.keys.sorted() + TestStepDecoder.verbs
            let message = "`\(verb.clipped)` is not a move of `\(entity.id)`"
            report(message, step, hint: Spelling.hint(for: verb, in: known))
        }
    }

    /// Moves and actions need no line; what changes records itself does.
    private func requireOffline(_ verb: RecordVerb?, _ entity: EntityModel, _ step: PackTest.Step) {
        if let verb, entity.definition.offline?.write.contains(verb) ?? false { return }
        let written = step.subject.text.split(separator: ".").last ?? ""
        let hint = "`offline: { write: [\(written)] }` of the entity lets them"
        report("devices do not \(written) `\(entity.id)` without a network", step, hint: verb == nil ? nil : hint)
    }

    private func action(_ step: PackTest.Step, _ owner: String, _ id: String) {
        let actions = names.model.actions.values
        guard let action = actions.first(where: { $0.owner == owner && $0.id == id }) else {
            let known = actions.map { "\($0.owner).\($0.id)" } + names.keys.keys.map { "\($0).\(id)" }
            let message = "`\(step.subject.text.clipped)` is neither a step of a record of this test nor an action"
            return report(message, step, hint: DidYouMean.hint(for: step.subject.text, in: known))
        }
        input(step, action.input, of: "`\(owner).\(id)`")
    }

    private func input(_ step: PackTest.Step, _ fields: [FieldDefinition], of thing: String) {
        for (name, value) in step.input.sorted(by: { $0.key < $1.key }) {
            guard let field = fields.first(where: { $0.id == name }) else {
                names.findings.report(
                    .testField,
                    "\(thing) takes no `\(name.clipped)`",
                    at: step.places[name],
                    hint: Spelling.hint(for: name, in: fields.map(\.id))
                )
                continue
            }
            if let target = field.type.target { references(value, to: target) }
        }
    }

    /// Keys, so that a misspelt one is not sent as it stands; an id may be one of nothing.
    private func references(_ value: SeedValue, to target: EntityID) {
        switch value {
        case .text(let key, let span):
            guard !value.isNull, RecordID(key) == nil else { return }
            names.reference(key, to: target, at: span)
        case .list(let items, _): for item in items { references(item, to: target) }
        case .mapping: return
        }
    }

    private func report(_ message: String, _ step: PackTest.Step, hint: String?) {
        names.findings.report(.testStep, message, at: step.subject.span, hint: hint)
    }
}
