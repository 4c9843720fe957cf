/// Takes what a tenant wrote over to the names that a version of a pack gives to things: in addresses, properties and values,
/// conditions by their trees.
///
/// What cannot be read stays as it is written.
struct DefinitionRenaming {
    let changes: NameChanges
    /// What was declared when it was written, the tenant's own things too.
    let draft: ModelDraft
    let expressions: ExpressionRenaming
    let farEnds: FarEndNames

    /// Leads from a draft to what is declared from now on.
    init(_ changes: NameChanges, of draft: ModelDraft, to after: ModelDraft) {
        self.changes = changes
        self.draft = draft
        farEnds = FarEndNames(changes, from: draft, to: after)
        expressions = ExpressionRenaming(changes, farEnds, of: draft)
    }

    private var isEmpty: Bool { changes.isEmpty && farEnds.isEmpty }

    /// The same edit under the new names.
    /// - Throws: `unavailable` where the edit cannot be read.
    func edit(_ edit: OverlayEdit) throws -> OverlayEdit {
        guard !isEmpty, let address = DefinitionAddress(edit.address) else { return edit }
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

    /// The value of a property, or a whole definition, under the new names.
    /// - Parameters:
    ///   - value: In the words of the pack format.
    ///   - property: `title.en`, `definition`; as the old version has it.
    ///   - address: As the old version has it.
    /// - Returns: The value.
    func value(_ value: JSONValue, of property: String, at address: DefinitionAddress) -> JSONValue {
        guard !isEmpty else { return value }
        guard property != OverlayEdit.whole else { return definition(value, at: address) }
        switch address {
        case .entity(let entity) where property == "label": return label(value, of: entity)
        case .move(let entity, _): return move(property, value, of: entity, input: input(of: address))
        case .role: return role(property, value)
        case .screen(let id):
            let screen = draft.presentations.flatMap(\.content.screens).first { $0.id == id }
            return screen.map { self.screen(property, value, of: $0.entity) } ?? value
        case .menu where property == "items": return items(value)
        default: return value
        }
    }

    private func definition(_ value: JSONValue, at address: DefinitionAddress) -> JSONValue {
        switch address {
        case .entity(let id): return members(value) { entity($0, $1, id) }
        case .field(let entity, _): return members(value) { field($0, $1, of: entity) }
        case .move(let entity, _):
            let input = input(of: address)
            return members(value) { move($0, $1, of: entity, input: input) }
        case .check(let entity, _): return members(value) { $0 == "if" ? condition($1, of: entity) : $1 }
        case .role: return members(value) { role($0, $1) }
        case .screen:
            let base = value["base"]?.text.map { $0.split(separator: ".").map(String.init) } ?? []
            guard base.count == 3, let entity = EntityID("\(base[0]).\(base[1])") else { return value }
            return members(value) { screen($0, $1, of: entity) }
        case .menu:
            if case .array = value { return items(value) }
            return members(value) { $0 == "items" ? items($1) : $1 }
        case .option, .state, .permission, .setting, .terminology, .onboarding: return value
        }
    }

    /// The input of a move, as the names of its conditions know it.
    private func input(of address: DefinitionAddress) -> [FieldDefinition] {
        guard case .move(let entity, let id) = address else { return [] }
        let moves = draft.entity(entity).map(draft.merged)?.moves
        return moves?.first { $0.id == id }?.input ?? []
    }

    // MARK: Parts

    private func entity(_ key: String, _ value: JSONValue, _ id: EntityID) -> JSONValue {
        switch key {
        case "label": label(value, of: id)
        case "fields": members(value) { name, inner in members(inner) { field($0, $1, of: id) } }
        case "moves":
            members(value) { name, inner in
                let input = input(of: .move(id, name))
                return members(inner) { move($0, $1, of: id, input: input) }
            }
        case "checks": members(value) { _, inner in members(inner) { $0 == "if" ? condition($1, of: id) : $1 } }
        case "scopes": members(value) { _, path in text(path) { self.path($0, of: id) } }
        default: value
        }
    }

    private func field(_ key: String, _ value: JSONValue, of entity: EntityID) -> JSONValue {
        switch key {
        case "to", "through": self.entity(value)
        case "read_needs", "write_needs": text(value) { changes.permission(after: $0) }
        case "compute": text(value) { expressions.value($0, of: entity) }
        default: value
        }
    }

    private func move(_ key: String, _ value: JSONValue, of entity: EntityID, input: [FieldDefinition]) -> JSONValue {
        switch key {
        case "from", "to": return names(value) { changes.name(.state, of: entity, after: $0) }
        case "needs": return text(value) { changes.permission(after: $0) }
        case "if": return text(value) { expressions.condition($0, of: entity, input: input) }
        case "input": return members(value) { _, inner in members(inner) { $0 == "to" ? self.entity($1) : $1 } }
        case "set":
            guard case .object(let assignments) = value else { return value }
            return .object(
                assignments.map { assignment in
                    let after = text(assignment.value) {
                        expressions.value($0, of: entity, for: assignment.name, input: input)
                    }
                    return JSONValue.Member(changes.name(.field, of: entity, after: assignment.name), after)
                }
            )
        default: return value
        }
    }

    private func role(_ key: String, _ value: JSONValue) -> JSONValue {
        switch key {
        case "includes": return names(value) { changes.names(.role)[$0] ?? $0 }
        case "grants": return grants(value)
        default:
            guard key.hasPrefix("grants.") else { return value }
            return grant(value, of: String(key.dropFirst("grants.".count)))
        }
    }

    private func screen(_ key: String, _ value: JSONValue, of entity: EntityID) -> JSONValue {
        switch key {
        case "base": return self.entity(value)
        case "fields", "hide", "after", "by", "starts", "ends": return names(value) { path($0, of: entity) }
        case "add":
            guard case .array(let parts) = value else { return value }
            return .array(
                parts.map { part in
                    guard case .object = part else { return names(part) { path($0, of: entity) } }
                    return members(part) { $0 == "show" ? names($1) { path($0, of: entity) } : $1 }
                }
            )
        case "where": return condition(value, of: entity)
        case "roles": return names(value) { changes.names(.role)[$0] ?? $0 }
        default: return value
        }
    }

    /// Lines of the menu: screens, entities, or objects with a list.
    private func items(_ value: JSONValue) -> JSONValue {
        guard case .array(let lines) = value else { return value }
        return .array(
            lines.map { line in
                guard case .object = line else { return entity(line) }
                let list = line["list"]?.text.flatMap { EntityID($0) }
                return members(line) { key, inner in
                    switch key {
                    case "list": entity(inner)
                    case "where": list.map { condition(inner, of: $0) } ?? inner
                    default: inner
                    }
                }
            }
        )
    }

    private func condition(_ value: JSONValue, of entity: EntityID) -> JSONValue {
        text(value) { expressions.condition($0, of: entity) }
    }
}
