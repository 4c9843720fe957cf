import Kernel

/// Fields by where they stand: each type has its own keys.
extension PackSchema {
    /// Names of the definitions of fields, by place.
    static let fieldPlaces: [(place: FieldKeys.Place, name: String)] = [
        (.record, "field"), (.input, "input"), (.entry, "entry"), (.setting, "setting"), (.variable, "variable"),
    ]

    func field(at place: FieldKeys.Place) -> JSONValue {
        let known = FieldKeys.known(at: place)
        let refused = FieldKeys.refusedTypes(at: place)
        let words = FieldKeys.words.filter { !refused.contains($0) }
        let properties = known.map { key in
            (key, key == "type" ? SchemaNode.options(words) : fieldKeys[key] ?? SchemaNode.anything)
        }
        let types = words.map { word -> JSONValue in
            let own = known.filter { FieldKeys.types(with: $0, at: place)?.contains(word) ?? true }
            var rule = [("propertyNames", SchemaNode.options(own))]
            let shapes = own.compactMap { key in shape(of: key, word, at: place).map { (key, $0) } }
            if !shapes.isEmpty { rule.append(("properties", SchemaNode.object(shapes))) }
            let needed = Self.neededKeys[word] ?? []
            if !needed.isEmpty { rule.append(("required", .array(needed.map(JSONValue.string)))) }
            return SchemaNode.when(key: "type", is: word, then: SchemaNode.object(rule))
        }
        return SchemaNode.mapping(
            properties,
            required: ["type"],
            all: types + (place == .record ? [Self.computed] : [])
        )
    }

    /// Nobody writes a computed field.
    private static let computed = SchemaNode.when(
        has: "compute",
        then: SchemaNode.object([
            (
                "not",
                SchemaNode.oneOf(["write", "write_needs", "default", "required"].map { SchemaNode.requiring([$0]) })
            )
        ])
    )

    /// Keys that a type cannot do without.
    private static let neededKeys = [
        "decimal": ["scale"], "choice": ["of"], "choices": ["of"], "reference": ["to"], "references": ["to"],
        "list": ["of"],
    ]

    private var fieldKeys: [String: JSONValue] {
        let flags = ["required", "unique", "searchable", "indexed", "secret", "sensitive", "zone"]
        let keys: [String: JSONValue] = [
            "title": SchemaNode.localized, "default": SchemaNode.anything, "to": SchemaNode.definition("entity"),
            "through": SchemaNode.definition("entity"), "read_needs": SchemaNode.definition("permission"),
            "write_needs": SchemaNode.definition("permission"), "owner": ownership, "was": formerNames,
            "inverse": SchemaNode.pattern(SchemaNode.snake), "compute": SchemaNode.definition("expression"),
            "on_delete": SchemaNode.options(["restrict", "clear", "cascade"]), "pattern": SchemaNode.text(1...10_000),
            "write": SchemaNode.options(["always", "on_create", "never"]), "scale": SchemaNode.integer(0...9),
            "currency": SchemaNode.pattern("^[A-Z]{3}$"),
            "from": SchemaNode.pattern(SchemaNode.member),
        ]
        return keys.merging(flags.map { ($0, SchemaNode.bool) }, uniquingKeysWith: { first, _ in first })
    }

    /// An option of a choice: its title, or with the names that it had, where records hold it.
    private func option(at place: FieldKeys.Place) -> JSONValue {
        let names = place == .record ? [("was", formerNames)] : []
        let keyed = SchemaNode.mapping([("title", SchemaNode.localized)] + names)
        return SchemaNode.oneOf([SchemaNode.localized, keyed])
    }

    /// Keys that mean something else for each type.
    private func shape(of key: String, _ word: String, at place: FieldKeys.Place) -> JSONValue? {
        switch (key, word) {
        case ("of", "list"): SchemaNode.named(SchemaNode.snake, SchemaNode.definition("entry"))
        case ("of", _):
            SchemaNode.oneOf([
                SchemaNode.set(SchemaNode.word, minimum: 1), SchemaNode.named(SchemaNode.snake, option(at: place)),
            ])
        case ("min", "text"), ("max", "text"), ("max", "long_text"):
            SchemaNode.integer(0...Int64(FieldLimits.longText))
        case ("min", "decimal"), ("max", "decimal"): SchemaNode.number
        case ("min", _), ("max", _): SchemaNode.integer()
        default: nil
        }
    }

    /// Who decides about a thing once a tenant runs it.
    var ownership: JSONValue { SchemaNode.options(Ownership.allCases.map(\.rawValue)) }

    /// The names that a thing had in older versions.
    var formerNames: JSONValue { SchemaNode.oneOrMore(SchemaNode.pattern(SchemaNode.snake)) }
}
