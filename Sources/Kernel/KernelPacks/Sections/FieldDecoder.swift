import Kernel

/// Reads fields of entities, moves, lists and settings.
struct FieldDecoder {
    let place: FieldKeys.Place
    let places: Places

    /// The fields of a mapping, in the author's order.
    /// - Parameters:
    ///   - node: The mapping.
    ///   - address: What their addresses begin with; `nil` where they have none.
    /// - Returns: Those that could be read.
    func fields(_ node: NodeDecoder, at address: String? = nil) -> [FieldDefinition] {
        (node.entries("a mapping of fields", keys: .snake) ?? []).compactMap { entry in
            if let address, let id = entry.key { places.note("\(address)/field/\(id)", entry.headSpan) }
            guard let (field, keys) = field(entry, at: address) else { return nil }
            if let address { keys["owner"]?.noteOwner(places, at: "\(address)/field/\(field.id)") }
            if let address { places.note("\(address)/field/\(field.id)", was: keys["was"]) }
            return field
        }
    }

    /// One field, and its keys for those who read more of them.
    /// - Parameters:
    ///   - node: The field.
    ///   - address: What its address begins with; `nil` where it has none.
    /// - Returns: Both; `nil` once reported.
    func field(_ node: NodeDecoder, at address: String? = nil) -> (field: FieldDefinition, keys: MappingDecoder)? {
        let known = FieldKeys.known(at: place)
        let later = FieldKeys.later(at: place)
        guard let keys = node.mapping(place.thing, known: known, required: ["type"], later: later),
            let word = keys["type"].flatMap(typeWord)
        else { return nil }
        for key in known where keys.has(key) { check(key, of: word, keys) }
        guard let type = type(word, keys, at: address.map { "\($0)/field/\(node.key ?? "")" }) else { return nil }
        var field = FieldDefinition(node.key ?? "", type)
        if let title = keys["title"]?.title() { field.title = title }
        field.required = keys["required"]?.bool() ?? false
        field.unique = keys["unique"]?.bool() ?? false
        field.searchable = keys["searchable"]?.bool() ?? false
        field.indexed = keys["indexed"]?.bool() ?? false
        field.secret = keys["secret"]?.bool() ?? false
        field.sensitive = keys["sensitive"]?.bool() ?? false
        field.writing = keys["write"].flatMap(writing) ?? .always
        field.readNeeds = keys["read_needs"]?.id(.permission)
        field.writeNeeds = keys["write_needs"]?.id(.permission)
        if let compute = keys["compute"]?.expression() {
            field.compute = compute
            field.writing = .never
            field.required = false
            for key in ["write", "write_needs", "default", "required"] where keys.has(key) {
                keys.report(.contradiction, "nobody writes a computed field: it has no `\(key)`", atKey: key)
            }
        }
        if field.writing == .never, field.compute == nil, keys.has("write_needs") {
            let message = "`write: never` lets nobody write it, so `write_needs` has nothing to do"
            keys.report(.contradiction, message, atKey: "write_needs")
        }
        if let written = keys["default"], field.compute == nil { field.defaultValue = defaultValue(written, of: field) }
        if case .reference(_, .clear, _) = type, field.required {
            let message = "`on_delete: clear` would empty a field that is required"
            keys.report(.contradiction, message, atKey: "on_delete")
        }
        return (field, keys)
    }

    private func typeWord(_ node: NodeDecoder) -> String? {
        guard let written = node.scalar("a type")?.text else { return nil }
        guard !FieldKeys.laterTypes.contains(written) else {
            node.report(.notInThisVersion, "the type `\(written)` is not accepted in this version")
            return nil
        }
        guard let word = node.choice("a type", of: FieldKeys.words) else { return nil }
        guard !FieldKeys.refusedTypes(at: place).contains(word) else {
            node.report(.typeNotHere, "\(place.thing) cannot be of the type `\(word)`")
            return nil
        }
        return word
    }

    private func check(_ key: String, of word: String, _ keys: MappingDecoder) {
        guard let types = FieldKeys.types(with: key, at: place), !types.contains(word) else { return }
        let owners = types.map { "`\($0)`" }.joined(separator: ", ")
        let hint = types.isEmpty || types.count > 6 ? nil : "it is a key of \(owners)"
        keys.report(.keyOfOtherType, "\(place.thing) of the type `\(word)` has no key `\(key)`", atKey: key, hint: hint)
    }

    private func writing(_ node: NodeDecoder) -> FieldDefinition.Writing? {
        switch node.choice("a way of writing", of: ["always", "on_create", "never"]) {
        case "always": .always
        case "on_create": .onCreate
        case "never": .never
        default: nil
        }
    }

    private func defaultValue(_ node: NodeDecoder, of field: FieldDefinition) -> Value {
        guard let written = node.seedValue() else { return .null }
        let reader = ValueReader(code: .badValue, findings: node.findings, dates: .fixed) { text, _, span in
            let message = "a default cannot refer to a record, such as `\(text.clipped)`"
            node.findings.report(.typeNotHere, message, at: span)
        }
        return reader.value(written, of: field) ?? .null
    }
}

extension NodeDecoder {
    /// What people see of a thing, in one or more languages.
    func title() -> LocalizedText? {
        localized("a title", length: 1...200)
    }
}
