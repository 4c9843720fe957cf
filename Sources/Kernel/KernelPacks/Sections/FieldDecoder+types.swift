import Kernel

extension FieldDecoder {
    /// The type of a field, from its word and the keys of its own.
    ///
    /// Keys that could not be read are reported and left out. `address` is the field's; `nil` where it has none.
    func type(_ word: String, _ keys: MappingDecoder, at address: String?) -> FieldType? {
        switch word {
        case "text":
            .text(min: length("min", keys), max: length("max", keys), pattern: keys["pattern"]?.text("a pattern"))
        case "long_text": .longText(max: length("max", keys))
        case "int": .int(min: keys["min"]?.int(), max: keys["max"]?.int())
        case "decimal": decimal(keys)
        case "money": .money(currency: currency(keys), min: keys["min"]?.int(), max: keys["max"]?.int())
        case "bool": .bool
        case "date": .date
        case "time": .time
        case "duration": .duration
        case "datetime": .datetime(zone: keys["zone"]?.bool() ?? false)
        case "choice": options(keys, at: address).map(FieldType.choice)
        case "choices": options(keys, at: address).map(FieldType.choices)
        case "reference": reference(keys)
        case "references": references(keys)
        case "list": list(keys)
        case "geo": .geo
        case "email": .email
        case "phone": .phone
        case "url": .url
        default: nil
        }
    }

    private func length(_ key: String, _ keys: MappingDecoder) -> Int? {
        keys[key]?.int(in: 0...Int64(FieldLimits.longText)).map(Int.init)
    }

    private func decimal(_ keys: MappingDecoder) -> FieldType? {
        guard let scale = needed("scale", "decimal", keys)?.int(in: 0...9).map(Int.init) else { return nil }
        // At most 18 digits, so that every value and every difference of two fits in 64 bits.
        let bounds = -999_999_999_999_999_999...Int64(999_999_999_999_999_999)
        return .decimal(
            scale: scale,
            min: keys["min"]?.decimal(scale: scale, in: bounds),
            max: keys["max"]?.decimal(scale: scale, in: bounds)
        )
    }

    private func currency(_ keys: MappingDecoder) -> String? {
        guard let node = keys["currency"], let text = node.text("a currency such as `EUR`") else { return nil }
        guard Currency.isCode(text) else {
            let hint = Currency.isCode(text.uppercased()) ? "did you mean `\(text.uppercased())`?" : nil
            node.report(.badValue, "`\(text.clipped)` is not a currency such as `EUR` (ISO 4217)", hint: hint)
            return nil
        }
        return text
    }

    /// `[light, heavy]`, or with titles `{ light: Light, heavy: { en: Heavy, de: Schwer } }`, or with the names that they had
    /// `{ light: { title: Light, was: gentle } }`.
    private func options(_ keys: MappingDecoder, at address: String?) -> [Choice]? {
        guard let node = needed("of", "choice", keys) else { return nil }
        guard node.isMapping else {
            let ids = node.ids(.snake)
            for (id, span) in ids ?? [] { note(id, span, at: address) }
            return ids?.map { Choice($0.id) }
        }
        return node.entries("a mapping of options", keys: .snake)?.map { entry in
            let id = entry.key ?? ""
            note(id, entry.headSpan, at: address)
            guard entry.names(anyOf: ["title", "was"]) else { return Choice(id, title: entry.title()) }
            let parts = entry.mapping("an option", known: ["title", "was"])
            if let was = parts?["was"] {
                if let address {
                    places.note("\(address)/of/\(id)", was: was)
                } else {
                    was.report(.contradiction, "only options of an entity's field have names in older versions")
                }
            }
            return Choice(id, title: parts?["title"]?.title())
        }
    }

    private func note(_ option: String, _ span: SourceSpan, at address: String?) {
        if let address { places.note("\(address)/of/\(option)", span) }
    }

    private func reference(_ keys: MappingDecoder) -> FieldType? {
        guard let target = needed("to", "reference", keys)?.entity() else { return nil }
        let policies = ["restrict", "clear", "cascade"]
        let policy = keys["on_delete"]?.choice("a way of deleting", of: policies).flatMap(FieldType.DeletePolicy.init)
        return .reference(to: target, onDelete: policy ?? .restrict, inverse: keys["inverse"]?.id(.snake))
    }

    private func references(_ keys: MappingDecoder) -> FieldType? {
        guard let target = needed("to", "references", keys)?.entity() else { return nil }
        if keys.has("through"), keys.has("inverse") {
            let message = "with `through` the far end is named by the linking entity's own references"
            keys.report(.contradiction, message, atKey: "inverse")
        }
        return .references(to: target, through: keys["through"]?.entity(), inverse: keys["inverse"]?.id(.snake))
    }

    private func list(_ keys: MappingDecoder) -> FieldType? {
        guard let node = needed("of", "list", keys) else { return nil }
        node.refuseEmpty("field")
        return .list(FieldDecoder(place: .entry, places: places).fields(node))
    }

    private func needed(_ key: String, _ word: String, _ keys: MappingDecoder) -> NodeDecoder? {
        guard let node = keys[key] else {
            let message = "\(place.thing) of the type `\(word)` needs the key `\(key)`"
            keys.findings.report(.missingKey, message, at: keys.span)
            return nil
        }
        return node
    }
}

extension NodeDecoder {
    /// Whether it is a mapping with one of some keys.
    func names(anyOf keys: [String]) -> Bool {
        guard case .mapping(let entries, _) = node else { return false }
        return entries.contains { keys.contains($0.key) }
    }

    /// The address of an entity.
    func entity() -> EntityID? {
        id(.entity).flatMap { EntityID($0) }
    }
}
