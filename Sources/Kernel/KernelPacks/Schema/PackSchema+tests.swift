import Kernel

/// Tests of a pack.
extension PackSchema {
    var test: JSONValue {
        let step = SchemaNode.oneOf([stepName, self.steps])
        let steps = SchemaNode.oneOf([step, SchemaNode.list(step, minimum: 1)])
        return SchemaNode.mapping(
            [
                ("name", SchemaNode.text(1...200)), ("as", SchemaNode.oneOrMore(SchemaNode.definition("role"))),
                ("given", given), ("do", steps), ("offline", steps), ("expect", expectations),
            ],
            required: ["name", "expect"]
        )
    }

    /// Records by entity and key.
    private var given: JSONValue {
        let record = SchemaNode.named(SchemaNode.snake, SchemaNode.anything)
        let records = SchemaNode.object([
            ("type", .string("object")),
            ("propertyNames", SchemaNode.except(TestDecoder.reserved, SchemaNode.pattern(SchemaNode.snake))),
            ("additionalProperties", record),
        ])
        return addressed(records)
    }

    /// `w.finish`, `cleaning.complaint.create`, `time-tracking.clock_in`.
    private var steps: JSONValue {
        let none = SchemaNode.object([("type", .string("null"))])
        let sent = SchemaNode.oneOf([none, SchemaNode.named(SchemaNode.snake, SchemaNode.anything)])
        return SchemaNode.object([
            ("type", .string("object")), ("propertyNames", stepName), ("additionalProperties", sent),
        ])
    }

    private var stepName: JSONValue {
        let creates = model.entities.keys.map { "\($0).create" }
        let actions = model.actions.values.map { "\($0.owner).\($0.id)" }
        let moves = Set(model.entities.values.flatMap(\.moves.keys)).union(TestStepDecoder.verbs).sorted()
        let verb = isClosed ? "(\(moves.joined(separator: "|")))" : "[a-z][a-z0-9_]*"
        let ofRecord = SchemaNode.pattern("^[a-z][a-z0-9_]*\\.\(verb)$")
        let known = SchemaNode.options((creates + actions).sorted())
        let other = SchemaNode.pattern("^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_]*){1,2}$")
        return SchemaNode.oneOf([known, ofRecord] + (isClosed ? [] : [other]))
    }

    private var expectations: JSONValue {
        let keys = SchemaNode.oneOrMore(SchemaNode.pattern(SchemaNode.snake))
        let number = SchemaNode.integer(0...1_000_000)
        let permission = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_]*){1,2}$"
        let code = SchemaNode.pattern(SchemaNode.snake)
        let refusal = SchemaNode.oneOf([
            code, SchemaNode.pattern(permission),
            SchemaNode.mapping([
                ("code", code), ("permission", SchemaNode.pattern(permission)), ("message", SchemaNode.text(1...500)),
                ("field", SchemaNode.text(1...200)),
            ]),
        ])
        return SchemaNode.object([
            ("type", .string("object")), ("minProperties", .number("1")),
            (
                "properties",
                SchemaNode.object([
                    ("refused", refusal), ("visible", keys), ("hidden", keys), ("deleted", keys),
                    ("masked", SchemaNode.named(SchemaNode.snake, keys)),
                    ("events", SchemaNode.list(SchemaNode.pattern(permission))), ("journal.count", number),
                ])
            ),
            (
                "patternProperties",
                SchemaNode.object([
                    ("^answer(\\.[^.]+)+$", SchemaNode.anything),
                    ("^[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*\\.count$", number),
                    ("^[a-z][a-z0-9_-]*\\.[a-z][a-z0-9_]*$", SchemaNode.anything),
                ])
            ),
            ("additionalProperties", .bool(false)),
        ])
    }
}
