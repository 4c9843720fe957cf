/// A part of an edit without which the rest can stay in force: a grant of a role, a field of a screen, a state of a move.
///
/// What narrows or guards, such as a limit, a condition or the states in which all else would be open, is no such part: it goes
/// with the whole.
struct OverlayPart {
    /// `grants.farm.cow.milk`, `from.young`.
    let name: String
    /// The edit without it.
    let rest: OverlayEdit

    /// The parts of an edit, small ones before those that they are in.
    /// - Throws: `unavailable` where the edit cannot be read.
    static func all(of edit: OverlayEdit) throws -> [OverlayPart] {
        guard let address = DefinitionAddress(edit.address) else { return [] }
        let value = try edit.json
        return paths(in: value, edit.property, address).map { path in
            OverlayPart(name: name(of: path, in: value), rest: edit.with(value.without(path[...]) ?? .null))
        }
    }

    /// The edit without some of its parts.
    static func edit(_ edit: OverlayEdit, without names: [String]) throws -> OverlayEdit {
        try names.reduce(edit) { edit, name in try all(of: edit).first { $0.name == name }?.rest ?? edit }
    }

    /// How likely a finding is about the part: how many of the names in it the part has.
    func likelihood(_ message: String) -> Int {
        let words = message.split(separator: "`", omittingEmptySubsequences: false)
        return words.indices.count { $0 % 2 == 1 && !words[$0].isEmpty && name.contains(words[$0]) }
    }

    // MARK: Paths

    /// A step into a value: a member, or an item.
    fileprivate enum Step {
        case key(String)
        case item(Int)
    }

    private static func paths(in value: JSONValue, _ property: String, _ address: DefinitionAddress) -> [[Step]] {
        switch (address, property) {
        case (.role, OverlayEdit.whole): items(of: value, "includes", keeping: 0) + grants(value["grants"])
        case (.role, "includes"): items(of: value, keeping: 0)
        case (.role, _) where property.hasPrefix("grants."): parts(ofGrant: value)
        case (.screen, OverlayEdit.whole):
            ["fields", "roles"].flatMap { items(of: value, $0, keeping: 1) }
                + ["add", "hide"].flatMap { items(of: value, $0, keeping: 0) }
        case (.screen, "fields"), (.screen, "roles"), (.screen, "add"), (.screen, "hide"), (.menu, "items"):
            items(of: value, keeping: 1)
        case (.menu, OverlayEdit.whole): items(of: value, keeping: 1) + items(of: value, "items", keeping: 1)
        case (.move, OverlayEdit.whole): items(of: value, "from", keeping: 1)
        case (.move, "from"): items(of: value, keeping: 1)
        case (.entity, OverlayEdit.whole): moves(value["moves"]) + ["moves", "fields"].flatMap { things(value, $0) }
        default: []
        }
    }

    private static func items(of value: JSONValue, _ key: String, keeping least: Int) -> [[Step]] {
        value[key].map { items(of: $0, keeping: least).map { [.key(key)] + $0 } } ?? []
    }

    private static func items(of value: JSONValue, keeping least: Int) -> [[Step]] {
        guard case .array(let items) = value, items.count > least else { return [] }
        return items.indices.map { [.item($0)] }
    }

    private static func grants(_ value: JSONValue?) -> [[Step]] {
        (value?.members ?? []).flatMap { holder in
            (holder.value.members ?? []).flatMap { verb -> [[Step]] in
                let place: [Step] = [.key("grants"), .key(holder.name), .key(verb.name)]
                return parts(ofGrant: verb.value).map { place + $0 } + [place]
            }
        }
    }

    /// Fields of a grant; a grant without any is none.
    private static func parts(ofGrant value: JSONValue) -> [[Step]] {
        guard case .array(let grants) = value else { return items(of: value, "fields", keeping: 1) }
        return grants.indices.flatMap { index in
            items(of: grants[index], "fields", keeping: 1).map { [.item(index)] + $0 }
        } + items(of: value, keeping: 1)
    }

    private static func moves(_ value: JSONValue?) -> [[Step]] {
        (value?.members ?? []).flatMap { move in
            items(of: move.value, "from", keeping: 1).map { [.key("moves"), .key(move.name)] + $0 }
        }
    }

    private static func things(_ value: JSONValue, _ section: String) -> [[Step]] {
        (value[section]?.members ?? []).map { [.key(section), .key($0.name)] }
    }

    private static func name(of path: [Step], in value: JSONValue) -> String {
        var (words, place) = ([String](), Optional(value))
        for step in path {
            switch step {
            case .key(let key):
                words.append(key)
                place = place?[key]
            case .item(let index):
                if case .array(let items)? = place { place = items[index] }
                let item = place?.text ?? ["show", "list", "screen"].compactMap { place?[$0]?.text }.first
                words.append(item ?? "\(index + 1)")
            }
        }
        return words.joined(separator: ".")
    }
}

extension OverlayEdit {
    /// The same edit with another value.
    func with(_ value: JSONValue) -> OverlayEdit {
        OverlayEdit(
            address: address,
            property: property,
            value: String(decoding: JSONWriter.text(of: value), as: UTF8.self),
            base: base,
            isReverted: isReverted
        )
    }
}

extension JSONValue {
    /// What is left without what a path leads to; `nil` where that is nothing.
    fileprivate func without(_ path: ArraySlice<OverlayPart.Step>) -> JSONValue? {
        guard let step = path.first else { return nil }
        switch (step, self) {
        case (.key(let key), .object(let members)):
            let left = members.compactMap { member -> Member? in
                guard member.name == key else { return member }
                let rest = member.value.without(path.dropFirst())
                return rest.flatMap { $0 == .array([]) ? nil : Member(key, $0) }
            }
            return left.isEmpty ? nil : .object(left)
        case (.item(let index), .array(let items)):
            var left = items
            left[index...index] = items[index].without(path.dropFirst()).map { [$0] } ?? []
            return .array(left)
        default: return self
        }
    }
}
