extension DefinitionRenaming {
    /// Each member of an object, by what is done with its name and value.
    func members(_ value: JSONValue, _ body: (String, JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(members.map { JSONValue.Member($0.name, body($0.name, $0.value)) })
    }

    func text(_ value: JSONValue, _ body: (String) -> String) -> JSONValue {
        if case .string(let text) = value { .string(body(text)) } else { value }
    }

    /// A name, or each of a list.
    func names(_ value: JSONValue, _ body: (String) -> String) -> JSONValue {
        if case .array(let items) = value { return .array(items.map { text($0, body) }) }
        return text(value, body)
    }

    /// `farm.cow`, with what follows the entity's name, as in `farm.cow.list`.
    func entity(_ value: JSONValue) -> JSONValue {
        text(value) { name in
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count > 1, let id = EntityID("\(parts[0]).\(parts[1])") else { return name }
            return ([changes.entity(after: id).raw] + parts.dropFirst(2)).joined(separator: ".")
        }
    }

    /// `site.name`: fields, each of the entity that the one before refers to.
    func path(_ path: String, of entity: EntityID) -> String {
        var place: EntityID? = entity
        let names = path.split(separator: ".", omittingEmptySubsequences: false).map { part -> String in
            guard let here = place else { return String(part) }
            let field = draft.entity(here).map(draft.merged)?.fields.first { $0.id == String(part) }
            if field == nil, let end = draft.index.farEnds[here]?.first(where: { $0.name == String(part) }) {
                place = end.end.entity
                return farEnds.name(of: end.name, at: here)
            }
            place =
                switch field?.type {
                case .reference(let target, _, _), .references(let target, _, _): target
                default: nil
                }
            return changes.name(.field, of: here, after: String(part))
        }
        return names.joined(separator: ".")
    }

    /// `{name}, {site.name}`.
    func label(_ value: JSONValue, of entity: EntityID) -> JSONValue {
        text(value) { label in
            var (result, rest) = ("", label[...])
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                let name = rest[rest.index(after: open)..<close]
                result += "\(rest[...open])\(path(String(name), of: entity))}"
                rest = rest[rest.index(after: close)...]
            }
            return result + rest
        }
    }

    /// Grants by what their permission belongs to, then by verb or move.
    func grants(_ value: JSONValue) -> JSONValue {
        guard case .object(let holders) = value else { return value }
        var found: [(holder: String, grants: [JSONValue.Member])] = []
        for holder in holders {
            for verb in holder.value.members ?? [] {
                let permission = "\(holder.name).\(verb.name)"
                let words = changes.permission(after: permission).split(separator: ".").map(String.init)
                let name = words.dropLast().joined(separator: ".")
                let member = JSONValue.Member(words.last ?? verb.name, grant(verb.value, of: permission))
                if let place = found.firstIndex(where: { $0.holder == name }) {
                    found[place].grants.append(member)
                } else {
                    found.append((name, [member]))
                }
            }
        }
        return .object(found.map { JSONValue.Member($0.holder, .object($0.grants)) })
    }

    /// A scope, or `{ scope, fields, limit }`, or several of them; the permission as the old version has it.
    func grant(_ value: JSONValue, of permission: String) -> JSONValue {
        let parts = permission.split(separator: ".").map(String.init)
        guard parts.count == 3, let entity = EntityID("\(parts[0]).\(parts[1])") else { return value }
        func field(_ name: String) -> String { changes.name(.field, of: entity, after: name) }
        switch value {
        case .array(let grants): return .array(grants.map { grant($0, of: permission) })
        case .object:
            return members(value) { key, inner in
                switch (key, inner) {
                case ("fields", _): names(inner, field)
                case ("limit", .object(let limits)):
                    .object(limits.map { JSONValue.Member(field($0.name), $0.value) })
                default: inner
                }
            }
        default: return value
        }
    }
}

extension NameChanges {
    /// A property under the new names: `grants.farm.cow.milk`.
    func property(after old: String) -> String {
        guard old.hasPrefix("grants.") else { return old }
        return "grants." + permission(after: String(old.dropFirst("grants.".count)))
    }

    /// The name that a permission gets: by itself, with its entity, with its move.
    func permission(after old: String) -> String {
        if let name = names(.permission)[old] { return name }
        let parts = old.split(separator: ".").map(String.init)
        guard parts.count == 3, let entity = EntityID("\(parts[0]).\(parts[1])") else { return old }
        return "\(self.entity(after: entity)).\(name(.move, of: entity, after: parts[2]))"
    }
}
