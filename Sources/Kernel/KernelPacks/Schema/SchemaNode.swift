import Kernel

/// Parts of a JSON Schema (2020-12), as the values that they are written as.
///
/// Scalars of a pack are texts whatever their spelling, but an editor's YAML reader types them; so a text, a number and
/// `true` are accepted wherever a scalar stands.
enum SchemaNode {
    static func text(_ text: String) -> JSONValue { .string(text) }

    /// An object of these members.
    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    /// Anything.
    static let anything = JSONValue.bool(true)
    /// A text, a number, true or false.
    static let scalar = object([("type", .array([.string("string"), .string("number"), .string("boolean")]))])
    /// `true` or `false`.
    static let bool = options(["true", "false"])
    /// A text in English, or one per language.
    static let localized = oneOf([
        scalar, object([("type", text("object")), ("additionalProperties", scalar), ("minProperties", .number("1"))]),
    ])

    /// One of some words; `true` and `false` also as what an editor's reader makes of them.
    static func options(_ words: [String]) -> JSONValue {
        var values = words.map(JSONValue.string)
        if words.contains("true") { values.append(.bool(true)) }
        if words.contains("false") { values.append(.bool(false)) }
        return object([("enum", .array(values))])
    }

    /// A text of a form.
    static func pattern(_ pattern: String) -> JSONValue {
        object([("type", text("string")), ("pattern", text(pattern))])
    }

    static func oneOf(_ nodes: [JSONValue]) -> JSONValue { object([("anyOf", .array(nodes))]) }

    static func list(_ item: JSONValue, minimum: Int = 0) -> JSONValue {
        object([("type", text("array")), ("items", item)] + (minimum > 0 ? [("minItems", .number("\(minimum)"))] : []))
    }

    /// A mapping with known keys; no others.
    static func mapping(_ properties: [(String, JSONValue)], required: [String] = []) -> JSONValue {
        var members = [
            ("type", text("object")), ("properties", object(properties)),
            ("additionalProperties", JSONValue.bool(false)),
        ]
        if !required.isEmpty { members.append(("required", .array(required.map(JSONValue.string)))) }
        return object(members)
    }

    /// A mapping whose keys the author chooses, in a form.
    static func named(_ form: String, _ value: JSONValue) -> JSONValue {
        object([
            ("type", text("object")), ("propertyNames", pattern(form)), ("additionalProperties", value),
        ])
    }

    /// A reference to a definition of the schema.
    static func definition(_ name: String) -> JSONValue { object([("$ref", text("#/$defs/\(name)"))]) }

    static let snake = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
    static let kebab = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
}
