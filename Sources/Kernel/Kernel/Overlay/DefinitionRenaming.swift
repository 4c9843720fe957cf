/// Takes what a tenant wrote over to the names that a version of a pack gives to things.
struct DefinitionRenaming {
    let changes: NameChanges
    /// What the layers below declared when it was written.
    let old: ModelDraft

    init(_ changes: NameChanges, of old: ModelDraft) {
        self.changes = changes
        self.old = old
    }

    /// The same edit under the new names.
    /// - Throws: `unavailable` where the edit cannot be read.
    func edit(_ edit: OverlayEdit) throws -> OverlayEdit {
        guard !changes.isEmpty, let address = DefinitionAddress(edit.address) else { return edit }
        let before = try edit.json
        let after = value(before, of: edit.property, at: address)
        return OverlayEdit(
            address: changes.address(after: edit.address),
            property: changes.property(after: edit.property),
            value: after == before ? edit.value : String(decoding: JSONWriter.text(of: after), as: UTF8.self),
            base: edit.base,
            isReverted: edit.isReverted
        )
    }

    /// A property's value under the new names; the address as the old version has it.
    func value(_ value: JSONValue, of property: String, at address: DefinitionAddress) -> JSONValue {
        let words = property.split(separator: ".").map(String.init)
        guard !changes.isEmpty, words.first == "grants", words.count == 4,
            let entity = EntityID("\(words[1]).\(words[2])")
        else { return value }
        return grant(value, of: entity)
    }

    /// A scope, or `{ scope, fields, limit }`, or several of them.
    private func grant(_ value: JSONValue, of entity: EntityID) -> JSONValue {
        func field(_ name: String) -> String { changes.name(.field, of: entity, after: name) }
        switch value {
        case .array(let grants): return .array(grants.map { grant($0, of: entity) })
        case .object(let members):
            return .object(
                members.map { member in
                    switch (member.name, member.value) {
                    case ("fields", .array(let names)):
                        JSONValue.Member("fields", .array(names.map { $0.text.map { .string(field($0)) } ?? $0 }))
                    case ("limit", .object(let limits)):
                        JSONValue.Member("limit", .object(limits.map { JSONValue.Member(field($0.name), $0.value) }))
                    default: member
                    }
                }
            )
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
