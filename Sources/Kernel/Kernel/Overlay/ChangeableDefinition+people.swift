extension RoleDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        var found = title.properties("title")
        found["space"] = .string(space.rawValue)
        found["includes"] = .array(includes.map(JSONValue.string))
        found["offline.secrets"] = .bool(carriesSecrets)
        for (permission, grants) in Dictionary(grouping: grants, by: \.permission) {
            found["grants.\(permission)"] = grants.count == 1 ? grants[0].json : .array(grants.map(\.json))
        }
        return found
    }

    /// A grant takes the place of every grant of its permission.
    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("space", .text(let name)):
            guard let space = Space(rawValue: name) else { return false }
            self.space = space
        case ("includes", .names(let roles)): includes = roles.map(\.text)
        case ("offline", .flag(let flag)) where part == "secrets": carriesSecrets = flag
        case ("grants", .none): grants.removeAll { $0.permission == part }
        case ("grants", .grant(let grant)):
            grants.removeAll { $0.permission == part }
            grants.append(grant)
        default: return false
        }
        return true
    }
}

extension Grant {
    /// As packs write it: a scope, or a scope with fields and limits.
    var json: JSONValue {
        guard fields != nil || !limit.isEmpty else { return .string(scope.rawValue) }
        var members = [JSONValue.Member("scope", .string(scope.rawValue))]
        if let fields { members.append(JSONValue.Member("fields", .array(fields.sorted().map(JSONValue.string)))) }
        if !limit.isEmpty {
            let bounds = limit.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .number("\($0.value)")) }
            members.append(JSONValue.Member("limit", .object(bounds)))
        }
        return .object(members)
    }
}

extension ScreenDefinition: ChangeableDefinition {
    var properties: [String: JSONValue] {
        var found = title.properties("title")
        found["roles"] = roles.isEmpty ? nil : roles.json
        found["fields"] = fields?.json
        found["add"] = add.isEmpty ? nil : .array(add.map(\.json))
        found["hide"] = hide.isEmpty ? nil : hide.json
        found["after"] = after.map { .string($0.text) }
        found["where"] = condition.map { .string($0.text) }
        found["by"] = by.map { .string($0.text) }
        found["starts"] = starts.map { .string($0.text) }
        found["ends"] = ends.map { .string($0.text) }
        return found
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("roles", .names(let names)): roles = names
        case ("roles", .none): roles = []
        case ("fields", .names(let names)): fields = names
        case ("fields", .none): fields = nil
        case ("add", .parts(let parts)): add = parts
        case ("add", .none): add = []
        case ("hide", .names(let names)): hide = names
        case ("hide", .none): hide = []
        case ("where", .expression(let source)): condition = source
        case ("where", .none): condition = nil
        default: return set(place: name, to: value)
        }
        return true
    }

    /// A property that names one field.
    private mutating func set(place name: String, to value: DefinitionValue) -> Bool {
        let field: PlacedName?
        switch value {
        case .names(let names) where names.count == 1: field = names[0]
        case .none: field = nil
        default: return false
        }
        switch name {
        case "after": after = field
        case "by": by = field
        case "starts": starts = field
        case "ends": ends = field
        default: return false
        }
        return true
    }
}

extension [PlacedName] {
    fileprivate var json: JSONValue { .array(map { .string($0.text) }) }
}

extension ScreenPart {
    fileprivate var json: JSONValue {
        guard let with else { return .string(name.text) }
        return .object([JSONValue.Member("show", .string(name.text)), JSONValue.Member("with", .string(with.text))])
    }
}

extension MenuGroup: ChangeableDefinition {
    var properties: [String: JSONValue] {
        title.properties("title").merging(["items": .array(items.map(\.json))]) { first, _ in first }
    }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        switch (name, value) {
        case ("title", _): return title.set(part, to: value)
        case ("items", .items(let lines)): items = lines
        default: return false
        }
        return true
    }
}

extension MenuItem {
    fileprivate var json: JSONValue {
        guard title != nil || condition != nil || with != nil else { return .string(target.text) }
        var members: [JSONValue.Member] = []
        switch target {
        case .entity(let entity, _): members.append(JSONValue.Member("list", .string(entity.raw)))
        case .screen(let id): members.append(JSONValue.Member("screen", .string(id)))
        }
        if let title {
            let texts = title.texts.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            members.append(JSONValue.Member("title", .object(texts)))
        }
        if let condition { members.append(JSONValue.Member("where", .string(condition.text))) }
        if let with { members.append(JSONValue.Member("with", .string(with.text))) }
        return .object(members)
    }
}

extension OnboardingStep: ChangeableDefinition {
    var properties: [String: JSONValue] { title.properties("title") }

    mutating func set(_ name: String, _ part: String, to value: DefinitionValue) -> Bool {
        name == "title" && title.set(part, to: value)
    }
}
