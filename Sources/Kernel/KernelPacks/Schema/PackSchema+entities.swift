import Kernel

/// Entities, fields, states, moves.
extension PackSchema {
    var scope: JSONValue { SchemaNode.options(Scope.allCases.map(\.rawValue)) }

    var permission: JSONValue {
        SchemaNode.mapping([
            ("title", SchemaNode.localized), ("scopes", SchemaNode.set(SchemaNode.definition("scope"), minimum: 1)),
            ("implies", SchemaNode.set(SchemaNode.definition("permission"))),
            ("replaces", SchemaNode.oneOrMore(SchemaNode.pattern(SchemaNode.permission))),
        ])
    }

    var declaration: JSONValue {
        SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("collection", SchemaNode.pattern(SchemaNode.kebab)),
                ("label", SchemaNode.text(1...200)),
                ("verbs", SchemaNode.list(SchemaNode.options(RecordVerb.allCases.map(\.rawValue)), minimum: 1)),
                ("unique", SchemaNode.list(SchemaNode.set(SchemaNode.pattern(SchemaNode.snake)), minimum: 1)),
                ("was", formerNames), ("owner", ownership),
            ] + life,
            required: ["collection", "fields"],
            all: [Self.named]
        )
    }

    /// A record is named by its field `name` or by a label.
    private static let named = SchemaNode.oneOf([
        SchemaNode.requiring(["label"]),
        SchemaNode.object([("properties", SchemaNode.object([("fields", SchemaNode.requiring(["name"]))]))]),
    ])

    var `extension`: JSONValue { SchemaNode.mapping(life) }

    private var checks: JSONValue {
        SchemaNode.named(
            SchemaNode.snake,
            SchemaNode.mapping(
                [("if", SchemaNode.definition("expression")), ("else", SchemaNode.localized(1...500))],
                required: ["if", "else"]
            )
        )
    }

    private var life: [(String, JSONValue)] {
        let scopes = Scope.allCases.map { ($0.rawValue, SchemaNode.pattern(SchemaNode.path)) }
        return [
            ("fields", SchemaNode.definition("fields")), ("states", SchemaNode.definition("states")),
            ("moves", SchemaNode.definition("moves")), ("scopes", SchemaNode.mapping(scopes)), ("offline", offline),
            ("checks", checks),
        ]
    }

    /// What devices carry.
    private var offline: JSONValue {
        let days = SchemaNode.pattern("^[0-9]{1,4}d$")
        let field = SchemaNode.pattern(SchemaNode.snake)
        let merge = SchemaNode.options(OfflineRule.Merge.allCases.map(\.rawValue))
        let window = SchemaNode.mapping([("field", field), ("past", days), ("future", days)], required: ["field"])
        return SchemaNode.mapping(
            [
                ("read", SchemaNode.options(["none"] + Scope.allCases.map(\.rawValue))), ("window", window),
                ("write", SchemaNode.list(SchemaNode.options(["create", "update", "delete"]))),
                ("merge", SchemaNode.oneOf([merge, SchemaNode.named("^(\\*|\(SchemaNode.snakePart))$", merge)])),
                ("on_forbidden", SchemaNode.options(OfflineRule.OnForbidden.allCases.map(\.rawValue))),
                ("delete", SchemaNode.options(OfflineRule.Delete.allCases.map(\.rawValue))),
            ],
            required: ["read"]
        )
    }

    var states: JSONValue {
        SchemaNode.named(
            SchemaNode.snake,
            SchemaNode.mapping([
                ("title", SchemaNode.localized), ("start", SchemaNode.bool), ("final", SchemaNode.bool),
                ("locked", SchemaNode.bool), ("was", formerNames), ("owner", ownership),
            ])
        )
    }

    var moves: JSONValue {
        let state = SchemaNode.pattern(SchemaNode.snake)
        return SchemaNode.named(
            SchemaNode.snake,
            SchemaNode.mapping(
                [
                    ("title", SchemaNode.localized),
                    ("from", SchemaNode.oneOf([state, SchemaNode.set(state, minimum: 1)])),
                    ("to", state), ("needs", SchemaNode.definition("permission")),
                    ("input", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("input"))),
                    ("set", SchemaNode.definition("assignments")), ("if", SchemaNode.definition("expression")),
                    ("else", SchemaNode.localized(1...500)), ("was", formerNames), ("owner", ownership),
                ],
                required: ["from", "to"],
                all: [SchemaNode.when(has: "else", then: SchemaNode.requiring(["if"]))]
            )
        )
    }

    func row(_ entity: JSONValue) -> JSONValue {
        SchemaNode.mapping(
            [
                ("entity", entity), ("role", SchemaNode.definition("role")),
                ("where", SchemaNode.definition("expression")),
            ],
            required: ["entity", "where"]
        )
    }

    var terms: JSONValue {
        SchemaNode.mapping(
            [("one", SchemaNode.text(1...100)), ("many", SchemaNode.text(1...100))],
            required: ["one", "many"]
        )
    }
}
