extension JSONWriter {
    /// An automation as `/api/model` lists it: `{id, pack, title, when: {entity, event}, if, do: [{...}]}`.
    mutating func automation(_ automation: CompiledAutomation) {
        let definition = automation.definition
        object { writer in
            writer.key("id")
            writer.string(definition.id)
            writer.key("pack")
            writer.string(automation.pack)
            writer.key("title")
            writer.localized(definition.title)
            writer.key("entity")
            writer.string(definition.entity.raw)
            writer.key("event")
            writer.string(definition.event)
            writer.key("if")
            writer.expression(automation.condition)
            if let with = definition.with {
                writer.key("with")
                writer.string(with)
            }
            writer.key("do")
            writer.array(automation.steps) { $0.step($1) }
        }
    }

    private mutating func expression(_ node: ExpressionNode?) {
        if let node { raw(ExpressionJSON.bytes(of: node)) } else { null() }
    }

    private mutating func step(_ step: CompiledAutomation.Step) {
        object { writer in
            switch step.act {
            case .set: writer.key("set")
            case .create: writer.key("create")
            case .move(let move, _):
                writer.key("move")
                writer.string(move)
                writer.key("input")
            case .action(let owner, let id):
                writer.key("action")
                writer.string("\(owner).\(id)")
                writer.key("input")
            }
            writer.object { writer in
                for (field, value) in step.values {
                    writer.key(field.id)
                    writer.expression(value)
                }
            }
            writer.key("entity")
            if let entity = step.entity { writer.string(entity.raw) } else { writer.null() }
            writer.key("of")
            writer.expression(step.path)
        }
    }
}
