import Kernel

/// Changes of what others made, and what an upgrade takes along.
extension PackSchema {
    /// Properties by address.
    var change: JSONValue {
        let entity = "[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*"
        let name = "[a-z][a-z0-9_]*"
        let examples: [(pattern: String, example: String)] = [
            ("entity/\(entity)", "entity/a.b"), ("entity/\(entity)/field/\(name)", "entity/a.b/field/c"),
            ("entity/\(entity)/field/\(name)/of/\(name)", "entity/a.b/field/c/of/d"),
            ("entity/\(entity)/state/\(name)", "entity/a.b/state/c"),
            ("entity/\(entity)/move/\(name)", "entity/a.b/move/c"),
            ("entity/\(entity)/check/\(name)", "entity/a.b/check/c"), ("role/\(name)", "role/a"),
            ("screen/\(name)", "screen/a"), ("menu/\(name)", "menu/a"), ("terminology/\(entity)", "terminology/a.b"),
            ("permission/[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_]*){1,2}", "permission/a.b"), ("setting/\(name)", "setting/a"),
            ("onboarding/\(name)", "onboarding/a"),
        ]
        let forms = examples.compactMap { pattern, example -> (String, JSONValue)? in
            guard let address = DefinitionAddress(example) else { return nil }
            let properties = ChangeDecoder.properties(of: address).map { ($0, Self.orNull(property($0))) }
            return ("^\(pattern)$", SchemaNode.mapping(properties))
        }
        return SchemaNode.object([
            ("type", .string("object")), ("patternProperties", SchemaNode.object(forms)),
            ("additionalProperties", .bool(false)),
        ])
    }

    private static let null = SchemaNode.object([("type", .string("null"))])

    /// `null` takes a property away.
    private static func orNull(_ node: JSONValue) -> JSONValue { SchemaNode.oneOf([node, null]) }

    private func property(_ name: String) -> JSONValue {
        let snake = SchemaNode.pattern(SchemaNode.snake)
        let shown = SchemaNode.pattern(Self.shown)
        switch name {
        case "title", "else", "one", "many":
            return SchemaNode.oneOf([
                SchemaNode.scalar,
                SchemaNode.object([
                    ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.language)),
                    ("additionalProperties", Self.orNull(SchemaNode.scalar)),
                ]),
            ])
        case "grants":
            let verbs = SchemaNode.named(SchemaNode.snake, Self.orNull(SchemaNode.definition("grant")))
            return SchemaNode.named(SchemaNode.holder, verbs)
        case "required", "unique", "searchable", "indexed", "sensitive", "final", "locked": return SchemaNode.bool
        case "if", "where": return SchemaNode.definition("expression")
        case "from", "includes", "roles": return SchemaNode.set(snake)
        case "fields", "hide": return SchemaNode.set(shown)
        case "add": return SchemaNode.list(SchemaNode.definition("part"), minimum: 1)
        case "after": return shown
        case "items": return SchemaNode.definition("items")
        case "label": return SchemaNode.scalar
        case "space": return SchemaNode.options(Space.allCases.map(\.rawValue))
        case "offline": return SchemaNode.mapping([("secrets", SchemaNode.bool)], required: ["secrets"])
        default: return snake
        }
    }

    /// One of six forms, each with its own keys.
    var migration: JSONValue {
        let snake = SchemaNode.pattern(SchemaNode.snake)
        let field = SchemaNode.pattern(SchemaNode.member)
        let parts = SchemaNode.set(snake, minimum: 1)
        let values = SchemaNode.named(SchemaNode.snake, SchemaNode.anything, minimum: 1)
        let below = SchemaNode.pattern("^< ?[0-9]+\\.[0-9]+\\.[0-9]+$")
        func form(_ verb: String, _ keys: [(String, JSONValue)], _ required: [String]) -> JSONValue {
            let common = [("from", below), (verb, field), ("where", SchemaNode.definition("expression"))]
            return SchemaNode.mapping(common + keys, required: ["from", verb] + required)
        }
        let retired = SchemaNode.pattern("^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_]*){1,2}$")
        return SchemaNode.oneOf([
            form("set", [("to", SchemaNode.anything)], ["to"]),
            form("set", [("compute", SchemaNode.definition("expression"))], ["compute"]),
            form("map", [("values", values), ("to", snake)], ["values"]),
            form("split", [("by", SchemaNode.text(1...20)), ("into", parts)], ["by", "into"]),
            form("merge", [("of", parts), ("with", SchemaNode.text(0...20))], ["of", "with"]),
            form("move", [("to", snake)], ["to"]),
            SchemaNode.mapping(
                [("from", below), ("retire", retired), ("keep", SchemaNode.pattern("^[0-9]{1,4}d$"))],
                required: ["from", "retire"]
            ),
        ])
    }
}
