import Kernel

/// Entities, fields, states, moves.
extension PackSchema {
    var scope: JSONValue { SchemaNode.options(Scope.allCases.map(\.rawValue)) }

    var permission: JSONValue {
        SchemaNode.mapping([
            ("title", SchemaNode.localized), ("scopes", SchemaNode.list(SchemaNode.definition("scope"))),
            ("implies", SchemaNode.list(SchemaNode.definition("permission"))), ("replaces", SchemaNode.anything),
        ])
    }

    /// Keys of every place where a field stands; which of them its type has is told by `validate`.
    var field: JSONValue {
        let places: [FieldKeys.Place] = [.record, .input, .entry, .setting]
        let known = Set(places.flatMap { FieldKeys.known(at: $0) }).sorted()
        let special: [String: JSONValue] = [
            "type": SchemaNode.options(FieldKeys.words), "title": SchemaNode.localized, "default": SchemaNode.anything,
            "to": SchemaNode.definition("entity"), "through": SchemaNode.definition("entity"),
            "of": SchemaNode.anything, "read_needs": SchemaNode.definition("permission"),
            "write_needs": SchemaNode.definition("permission"),
            "owner": SchemaNode.options(["pack", "shared", "tenant"]),
            "on_delete": SchemaNode.options(["restrict", "clear", "cascade"]),
            "write": SchemaNode.options(["always", "on_create", "never"]),
        ]
        let flags: Set = ["required", "unique", "searchable", "indexed", "secret", "sensitive", "zone"]
        return SchemaNode.mapping(
            known.map { ($0, special[$0] ?? (flags.contains($0) ? SchemaNode.bool : SchemaNode.anything)) },
            required: ["type"]
        )
    }

    var declaration: JSONValue {
        SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("collection", SchemaNode.pattern(SchemaNode.kebab)),
                ("label", SchemaNode.scalar),
                ("verbs", SchemaNode.list(SchemaNode.options(RecordVerb.allCases.map(\.rawValue)), minimum: 1)),
                ("unique", SchemaNode.list(SchemaNode.list(SchemaNode.pattern(SchemaNode.snake)), minimum: 1)),
            ] + life + (EntityDecoder.moreKeys + ["was"]).map { ($0, SchemaNode.anything) },
            required: ["collection", "fields"]
        )
    }

    var `extension`: JSONValue { SchemaNode.mapping(life + EntityDecoder.moreKeys.map { ($0, SchemaNode.anything) }) }

    private var life: [(String, JSONValue)] {
        let scopes = Scope.allCases.map { ($0.rawValue, SchemaNode.pattern("^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$")) }
        return [
            ("fields", SchemaNode.definition("fields")), ("states", SchemaNode.definition("states")),
            ("moves", SchemaNode.definition("moves")), ("scopes", SchemaNode.mapping(scopes)), ("offline", offline),
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
                ("merge", SchemaNode.oneOf([merge, SchemaNode.named("^(\\*|[a-z][a-z0-9_]*)$", merge)])),
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
                ("locked", SchemaNode.bool), ("was", SchemaNode.anything),
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
                    ("from", SchemaNode.oneOf([state, SchemaNode.list(state, minimum: 1)])),
                    ("to", state), ("needs", SchemaNode.definition("permission")),
                    ("input", SchemaNode.definition("fields")),
                    ("set", SchemaNode.named(SchemaNode.snake, SchemaNode.scalar)), ("if", SchemaNode.scalar),
                    ("else", SchemaNode.localized), ("was", SchemaNode.anything),
                ],
                required: ["from", "to"]
            )
        )
    }

    func row(_ entity: JSONValue) -> JSONValue {
        SchemaNode.mapping(
            [("entity", entity), ("role", SchemaNode.definition("role")), ("where", SchemaNode.scalar)],
            required: ["entity", "where"]
        )
    }

    var terms: JSONValue {
        SchemaNode.mapping([("one", SchemaNode.scalar), ("many", SchemaNode.scalar)], required: ["one", "many"])
    }
}
