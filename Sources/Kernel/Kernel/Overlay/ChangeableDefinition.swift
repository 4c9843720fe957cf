/// A definition whose properties can be read and changed one by one, in the words of the pack format.
protocol ChangeableDefinition {
    /// Every property that can be changed and has a value.
    var properties: [String: JSONValue] { get }

    /// Sets a property; `part` is what follows its first word, such as a language.
    /// - Returns: Whether there is such a property and it takes the value.
    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool
}

extension LocalizedText {
    /// One property for each language.
    func properties(_ name: String) -> [String: JSONValue] {
        Dictionary(
            texts.map { ("\(name).\($0.key)", JSONValue.string($0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Sets the text of a language, or takes it away where another one stays.
    mutating func set(_ language: String, to value: DefinitionValue) -> Bool {
        var texts = texts
        switch value {
        case .text(let text): texts[language] = text
        case .none where texts.count > 1 || texts[language] == nil: texts[language] = nil
        default: return false
        }
        self = LocalizedText(texts)
        return true
    }
}

extension EntityDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        title.properties("title").merging(["label": .string(label)]) { first, _ in first }
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("label", .text(let text)): label = text
        default: return false
        }
        return true
    }
}

extension FieldDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        var found = title.properties("title")
        let flags = [
            ("required", required), ("unique", unique), ("searchable", searchable), ("indexed", indexed),
            ("sensitive", sensitive),
        ]
        for (name, flag) in flags { found[name] = .bool(flag) }
        return found
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("required", .flag(let flag)): required = flag
        case ("unique", .flag(let flag)): unique = flag
        case ("searchable", .flag(let flag)): searchable = flag
        case ("indexed", .flag(let flag)): indexed = flag
        case ("sensitive", .flag(let flag)): sensitive = flag
        default: return false
        }
        return true
    }
}

extension Choice: ChangeableDefinition {
    var properties: [String: JSONValue] { title.properties("title") }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        var title = title
        guard name == "title", title.set(part, to: value) else { return false }
        self = Choice(id, title: title)
        return true
    }
}

extension StateDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        title.properties("title").merging(["final": .bool(final), "locked": .bool(locked)]) { first, _ in first }
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("final", .flag(let flag)): final = flag
        case ("locked", .flag(let flag)): locked = flag
        default: return false
        }
        return true
    }
}

extension MoveDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        var found = title.properties("title")
        found["from"] = .array(from.map(JSONValue.string))
        found["to"] = .string(to)
        found["if"] = guardExpression.map { .string($0.text) }
        return found.merging(refusal?.properties("else") ?? [:]) { first, _ in first }
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("from", .names(let states)): from = states.map(\.text)
        case ("to", .text(let state)): to = state
        case ("if", .expression(let source)): guardExpression = source
        case ("if", .none): guardExpression = nil
        case ("else", _):
            var text = refusal ?? LocalizedText([:])
            guard text.set(part, to: value) else { return false }
            refusal = text
        default: return false
        }
        return true
    }
}

extension CheckDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] { refusal.properties("else") }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        name == "else" && refusal.set(part, to: value)
    }
}

extension Permission: ChangeableDefinition {
    var properties: [String: JSONValue] { title.properties("title") }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        var title = title
        guard name == "title", title.set(part, to: value) else { return false }
        self = Permission(id, title: title, scopes: scopes, implies: implies)
        return true
    }
}

extension SettingDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] { field.title.properties("title") }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        var field = field
        guard name == "title", field.title.set(part, to: value) else { return false }
        self = SettingDefinition(field, owner: owner)
        return true
    }
}

extension Terms: ChangeableDefinition {
    var properties: [String: JSONValue] {
        one.properties("one").merging(many.properties("many")) { first, _ in first }
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        var (one, many) = (one, many)
        let isSet = name == "one" ? one.set(part, to: value) : name == "many" && many.set(part, to: value)
        self = Terms(one: one, many: many)
        return isSet
    }
}
