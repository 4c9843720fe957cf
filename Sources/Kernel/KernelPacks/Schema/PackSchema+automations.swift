import Kernel

/// What happens by itself.
extension PackSchema {
    /// What automations wait for: an entity, and what happens to it.
    var event: JSONValue {
        let known = model.entities.values.flatMap { entity in
            (AutomationDefinition.verbs + entity.definition.states.map(\.id)).map { "\(entity.id).\($0)" }
        }
        return names(known, else: "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_]*){2}$")
    }

    /// Actions that change something, by capability.
    var action: JSONValue {
        let known = model.actions.values.map { "\($0.owner).\($0.id)" }
        // Of an optional interface that is not there nobody knows the actions.
        let there = (model.capabilities + model.packs.map(\.id)).joined(separator: "|")
        let absent = isClosed ? "(?!(\(there))\\.)" : ""
        let other = SchemaNode.pattern("^\(absent)[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*$")
        return SchemaNode.oneOf([SchemaNode.options(known.sorted()), other])
    }

    var automation: JSONValue {
        let common: [(String, JSONValue)] = [
            ("title", SchemaNode.localized), ("when", SchemaNode.definition("event")),
            ("if", SchemaNode.definition("expression")), ("with", SchemaNode.pattern(SchemaNode.kebab)),
        ]
        let one = common + [("do", SchemaNode.definition("action")), ("input", SchemaNode.definition("assignments"))]
        let many = common + [("do", SchemaNode.list(act, minimum: 1))]
        return SchemaNode.oneOf([
            SchemaNode.mapping(one, required: ["when", "do"]), SchemaNode.mapping(many, required: ["when", "do"]),
        ])
    }

    /// A step does one thing.
    private var act: JSONValue {
        let snake = SchemaNode.pattern(SchemaNode.snake)
        let values = SchemaNode.definition("assignments")
        let some = SchemaNode.object([
            ("allOf", .array([values, SchemaNode.object([("minProperties", .number("1"))])]))
        ])
        return SchemaNode.oneOf([
            SchemaNode.mapping([("set", some), ("of", snake)], required: ["set"]),
            SchemaNode.mapping(
                [("create", SchemaNode.definition("entity")), ("fields", values)],
                required: ["create"]
            ),
            SchemaNode.mapping([("move", snake), ("of", snake), ("input", values)], required: ["move"]),
            SchemaNode.mapping([("action", SchemaNode.definition("action")), ("input", values)], required: ["action"]),
            SchemaNode.definition("action"),
        ])
    }
}
