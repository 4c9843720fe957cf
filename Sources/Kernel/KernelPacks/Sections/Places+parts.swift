import Kernel

extension Places {
    /// Sections whose things are addressed, with the word that addresses begin with.
    static let sections: [(section: String, word: String)] = [
        ("settings", "setting"), ("permissions", "permission"), ("roles", "role"), ("extend", "extend"),
        ("units", "unit"), ("rate_cards", "rate_card"), ("formulas", "formula"),
        ("scoring", "scoring"), ("automations", "automation"), ("screens", "screen"), ("compliance", "compliance"),
        ("contracts", "contract"),
    ]

    /// The longest text that has an address: names and short expressions, never what people read.
    private static let longest = 128

    /// Keeps where the keys of things stand and what is written under them: `<address>/<key>` for a key,
    /// `<address>/<key>/<text>` for a text or an item of a list, `<address>/<number>` for an item that is no text.
    ///
    /// So a finding about a part of a thing stands at that part, however deep. Asked last, as an address keeps its first
    /// place.
    func note(partsOf keys: MappingDecoder, _ entities: [NodeDecoder]) {
        for entity in entities { note(life: entity.node, at: "entity/\(entity.key ?? "")") }
        for (section, word) in Self.sections {
            guard let node = keys[section]?.node else { continue }
            guard word == "extend", case .mapping(let entries, _) = node else {
                note(below: word, node)
                continue
            }
            for entry in entries { note(life: entry.value, at: "\(word)/\(entry.key)") }
        }
    }

    /// The parts of an entity or of what is added to one.
    private func note(life node: YAMLNode, at address: String) {
        guard case .mapping(let entries, _) = node else { return }
        for entry in entries {
            note("\(address)/\(entry.key)", entry.keySpan)
            note(below: "\(address)/\(Self.singular[entry.key] ?? entry.key)", entry.value)
        }
    }

    /// Keeps where the names in braces of a text stand: `<address>/<language>/{<name>}`.
    func note(braces node: YAMLNode, at address: String) {
        switch node {
        case .scalar(let scalar): note(braces: scalar, at: "\(address)/en")
        case .mapping(let entries, _):
            for entry in entries {
                guard case .scalar(let scalar) = entry.value else { continue }
                note(braces: scalar, at: "\(address)/\(entry.key)")
            }
        case .sequence: break
        }
    }

    /// The first brace without its other half stands at `<address>/{`.
    private func note(braces scalar: YAMLScalar, at address: String) {
        var open: Int?
        var name = ""
        func stray(_ offset: Int) { note("\(address)/{", scalar.span(at: offset, length: 1)) }
        for (offset, character) in scalar.text.unicodeScalars.enumerated() {
            if character == "{" {
                if let open { stray(open) }
                open = offset
                name = ""
            } else if character == "}", let start = open {
                note("\(address)/{\(name)}", scalar.span(at: start, length: offset - start + 1))
                open = nil
            } else if character == "}" {
                stray(offset)
            } else if open != nil {
                name.unicodeScalars.append(character)
            }
        }
        if let open { stray(open) }
    }

    private static let singular = ["fields": "field", "states": "state", "moves": "move", "checks": "check"]

    private func note(below address: String, _ node: YAMLNode) {
        switch node {
        case .scalar(let scalar):
            guard !scalar.isAbsent, scalar.text.utf8.count <= Self.longest else { return }
            note("\(address)/\(scalar.text)", scalar.textSpan)
        case .sequence(let items, _):
            for (index, item) in items.enumerated() {
                if case .scalar = item {
                    note(below: address, item)
                } else {
                    note("\(address)/\(index)", item.span)
                    note(below: "\(address)/\(index)", item)
                }
            }
        case .mapping(let entries, _):
            for entry in entries {
                note("\(address)/\(entry.key)", entry.keySpan)
                note(below: "\(address)/\(entry.key)", entry.value)
            }
        }
    }
}
