import Kernel

/// Reads the section `change`: properties of definitions that others made, by address.
///
///     change:
///       entity/customers.site/field/name: { title: { de: Objekt }, required: true }
///       role/cleaner: { grants: { customers.site: { read: all, update: null } } }
///
/// `null` takes a property away. What an address names is looked for when the model is built.
struct ChangeDecoder {
    let places: Places
    /// Interfaces that the pack names as optional.
    let optional: [String]

    /// The changes, in the author's order.
    func changes(_ node: NodeDecoder) -> [DefinitionChange] {
        guard case .mapping(let entries, _) = node.node else {
            let none: [DefinitionChange]? = node.mismatch("a mapping of addresses")
            return none ?? []
        }
        return entries.flatMap { entry -> [DefinitionChange] in
            let thing = NodeDecoder(entry, findings: node.findings)
            guard let address = DefinitionAddress(entry.key) else {
                let hint = "addresses are `entity/customers.site/field/name`, `role/cleaner`, `screen/today`"
                node.report(.badAddress, "`\(entry.key.clipped)` is not an address", at: entry.keySpan, hint: hint)
                return []
            }
            places.note("change/\(address)", entry.keySpan)
            return changes(thing, of: address)
        }
    }

    private func changes(_ node: NodeDecoder, of address: DefinitionAddress) -> [DefinitionChange] {
        guard let keys = node.mapping("a change of `\(address)`", known: Self.properties(of: address)) else {
            return []
        }
        return Self.properties(of: address).flatMap { name -> [DefinitionChange] in
            guard let value = keys[name] else { return [] }
            return changes(value, name, of: address)
        }
    }

    /// What can be changed of a definition.
    static func properties(of address: DefinitionAddress) -> [String] {
        switch address {
        case .entity: ["title", "label"]
        case .field: ["title", "required", "unique", "searchable", "indexed", "sensitive"]
        case .option, .permission, .setting, .onboarding: ["title"]
        case .state: ["title", "final", "locked"]
        case .move: ["title", "from", "to", "if", "else"]
        case .check: ["else"]
        case .role: ["title", "space", "includes", "offline", "grants"]
        case .terminology: ["one", "many"]
        case .screen: ["title", "roles", "fields", "add", "hide", "after", "where", "by", "starts", "ends"]
        case .menu: ["title", "items"]
        }
    }

    private func changes(_ node: NodeDecoder, _ name: String, of address: DefinitionAddress) -> [DefinitionChange] {
        switch name {
        case "title", "else", "one", "many": return texts(node, name, of: address)
        case "grants": return grants(node, of: address)
        case "offline":
            return RoleDecoder(places: places).secrets(node).map {
                [DefinitionChange(address, "offline.secrets", .flag($0), at: node.headSpan)]
            } ?? []
        default:
            guard let value = node.isNull ? DefinitionValue.none : value(node, name) else { return [] }
            return [DefinitionChange(address, name, value, at: node.headSpan)]
        }
    }

    /// One change for each language.
    private func texts(_ node: NodeDecoder, _ name: String, of address: DefinitionAddress) -> [DefinitionChange] {
        let length = name == "else" ? 1...500 : 1...200
        guard node.isMapping else {
            return node.text("a text", length: length).map {
                [DefinitionChange(address, "\(name).en", .text($0), at: node.headSpan)]
            } ?? []
        }
        guard case .mapping(let entries, _) = node.node else { return [] }
        return entries.compactMap { entry in
            guard LanguageTag.accepts(entry.key) else {
                let hint = "languages are `en`, `de`, `pt-BR`"
                node.report(.badLanguage, "`\(entry.key.clipped)` is not a language", at: entry.keySpan, hint: hint)
                return nil
            }
            let text = NodeDecoder(entry, findings: node.findings)
            let value = text.isNull ? DefinitionValue.none : text.text("a text", length: length).map { .text($0) }
            return value.map { DefinitionChange(address, "\(name).\(entry.key)", $0, at: entry.keySpan) }
        }
    }

    /// One change for each permission.
    private func grants(_ node: NodeDecoder, of address: DefinitionAddress) -> [DefinitionChange] {
        let decoder = RoleDecoder(places: places)
        return (node.entries("a mapping of grants", keys: .holder) ?? []).flatMap { holder in
            (holder.entries("a mapping of verbs and moves", keys: .snake) ?? []).compactMap { verb in
                let permission = "\(holder.key ?? "").\(verb.key ?? "")"
                let value = verb.isNull ? DefinitionValue.none : decoder.grant(permission, verb).map { .grant($0) }
                return value.map { DefinitionChange(address, "grants.\(permission)", $0, at: verb.headSpan) }
            }
        }
    }

    private func value(_ node: NodeDecoder, _ name: String) -> DefinitionValue? {
        let screens = PresentationDecoder(
            places: places,
            source: PackSource(files: [:], folder: ""),
            optional: optional
        )
        switch name {
        case "required", "unique", "searchable", "indexed", "sensitive", "final", "locked":
            return node.bool().map { .flag($0) }
        case "space": return node.choice("a space", Space.self).map { .text($0.rawValue) }
        case "label": return node.text("a label", length: 1...200).map { .text($0) }
        case "to": return node.id(.snake).map { .text($0) }
        case "if", "where": return node.expression().map { .expression($0) }
        case "from", "includes", "roles": return names(node, .snake)
        case "fields", "hide": return names(node, .shown)
        case "add": return .parts(screens.parts(node))
        case "after": return node.placed(.shown).map { .names([$0]) }
        case "by", "starts", "ends": return node.placed(.snake).map { .names([$0]) }
        case "items": return .items(screens.items(node))
        default: return nil
        }
    }

    private func names(_ node: NodeDecoder, _ form: IDForm) -> DefinitionValue? {
        node.ids(form).map { ids in .names(ids.map { PlacedName($0.id, at: $0.span) }) }
    }
}

extension NodeDecoder {
    /// Whether `null` stands here, without quotes.
    fileprivate var isNull: Bool {
        if case .scalar(let scalar) = node { scalar.style == .plain && scalar.text == "null" } else { false }
    }

    /// Keeps who decides about a thing, where it says so.
    func noteOwner(_ places: Places, at address: String) {
        if let owner = choice("an owner", Ownership.self) { places.note(owner: owner, at: address) }
    }
}
