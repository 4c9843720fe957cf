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
    /// What people see of a thing: a text in English, or one per language.
    static let localized = localized(1...200)
    static let language = "^[a-z]{2,3}(-([A-Z]{2}|[A-Z][a-z]{3}))?$"

    /// A text of so many characters in English, or one per language.
    static func localized(_ length: ClosedRange<Int>) -> JSONValue {
        oneOf([text(length), named(language, text(length), minimum: 1)])
    }

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

    static let snake = "^\(snakePart)$"
    static let kebab = "^\(kebabPart)$"
    /// A part of an address, at most 63 characters up to the next dot or the end.
    static let snakePart = "(?=[^.]{1,63}(\\.|$))[a-z][a-z0-9]*(_[a-z0-9]+)*"
    static let kebabPart = "(?=[^.]{1,63}(\\.|$))[a-z][a-z0-9]*(-[a-z0-9]+)*"
    /// `customers.site`.
    static let entity = "^\(kebabPart)\\.\(snakePart)$"
    /// What permissions belong to: `customers.site`, `customers`.
    static let holder = "^\(kebabPart)(\\.\(snakePart))?$"
    /// `customers.site.read`, `cleaning.inspect`.
    static let permission = "^\(kebabPart)(\\.\(snakePart)){1,2}$"
    /// `leads.lead.square_feet`, `work-orders.work_order.finish`.
    static let member = "^\(kebabPart)(\\.\(snakePart)){2}$"
    /// `name`, `site.name`.
    static let path = "^\(snakePart)(\\.\(snakePart))?$"
}

extension SchemaNode {
    /// A name that an author chooses; an editor's reader makes a flag of `yes`, `no` and the like.
    static let word = oneOf([pattern(snake), object([("type", text("boolean"))])])
    /// A number, also as a text.
    static let number = oneOf([
        object([("type", text("number"))]), pattern("^-?[0-9]+(\\.[0-9]+)?$"),
    ])

    /// A whole number, also as a text.
    static func integer(_ range: ClosedRange<Int64> = Int64.min...Int64.max) -> JSONValue {
        var members = [("type", text("integer"))]
        if range != Int64.min...Int64.max {
            members.append(("minimum", .number("\(range.lowerBound)")))
            members.append(("maximum", .number("\(range.upperBound)")))
        }
        // As a text: the sign and the most digits that a number of the range has.
        let sign = range.lowerBound < 0 ? "-?" : ""
        let digits = max("\(range.lowerBound.magnitude)".count, "\(range.upperBound.magnitude)".count)
        return oneOf([object(members), pattern("^\(sign)0*[0-9]{1,\(digits)}$")])
    }

    /// A text of so many characters, whatever an editor's reader makes of it.
    static func text(_ length: ClosedRange<Int>) -> JSONValue {
        object([
            ("type", .array([.string("string"), .string("number"), .string("boolean")])),
            ("minLength", .number("\(length.lowerBound)")), ("maxLength", .number("\(length.upperBound)")),
        ])
    }

    /// One, or a list of some.
    static func oneOrMore(_ node: JSONValue) -> JSONValue { oneOf([node, set(node, minimum: 1)]) }

    /// A list in which nothing stands twice.
    static func set(_ item: JSONValue, minimum: Int = 0) -> JSONValue {
        let list = list(item, minimum: minimum)
        return object((list.members ?? []).map { ($0.name, $0.value) } + [("uniqueItems", .bool(true))])
    }

    static func list(_ item: JSONValue, exactly count: Int) -> JSONValue {
        object([
            ("type", text("array")), ("items", item), ("minItems", .number("\(count)")),
            ("maxItems", .number("\(count)")),
        ])
    }

    /// What a node takes, save some words.
    static func except(_ words: [String], _ node: JSONValue) -> JSONValue {
        object([("allOf", .array([node, object([("not", options(words))])]))])
    }

    /// A rule for mappings in which a key has a value.
    static func when(key: String, is word: String, then rule: JSONValue) -> JSONValue {
        let condition = object([
            ("properties", object([(key, object([("const", text(word))]))])), ("required", .array([text(key)])),
        ])
        return object([("if", condition), ("then", rule)])
    }

    /// A rule for mappings that have a key.
    static func when(has key: String, then rule: JSONValue) -> JSONValue {
        object([("if", object([("required", .array([text(key)]))])), ("then", rule)])
    }

    /// Keys that must be there.
    static func requiring(_ keys: [String]) -> JSONValue { object([("required", .array(keys.map(JSONValue.string)))]) }

    /// A mapping that does not have all of some keys.
    static func not(all keys: [String]) -> JSONValue { object([("not", requiring(keys))]) }

    static func mapping(_ properties: [(String, JSONValue)], required: [String] = [], all: [JSONValue]) -> JSONValue {
        let mapping = mapping(properties, required: required)
        return object((mapping.members ?? []).map { ($0.name, $0.value) } + [("allOf", .array(all))])
    }

    static func named(_ form: String, _ value: JSONValue, minimum: Int) -> JSONValue {
        let mapping = named(form, value)
        return object((mapping.members ?? []).map { ($0.name, $0.value) } + [("minProperties", .number("\(minimum)"))])
    }

    /// A node with what editors show of it.
    static func described(_ node: JSONValue, _ description: String) -> JSONValue {
        guard let members = node.members else { return node }
        return object(members.map { ($0.name, $0.value) } + [("description", text(description))])
    }
}
