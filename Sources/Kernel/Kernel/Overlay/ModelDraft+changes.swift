extension ModelDraft {
    /// Applies what a pack changes of others' definitions, in its order; a later pack's change stands on an earlier one's.
    mutating func applyChanges(of whole: PackDefinition) {
        defer { apply(whole.locks) }
        guard !whole.changes.isEmpty else { return }
        for change in whole.without(owners: absent(whole.optional)).changes { apply(current(change), by: whole) }
    }

    /// The change of a grant under the name that its permission has.
    private func current(_ change: DefinitionChange) -> DefinitionChange {
        let property = current(change.property)
        guard property != change.property else { return change }
        var value = change.value
        if case .grant(let grant) = value { value = .grant(grant.named(String(property.dropFirst("grants.".count)))) }
        return DefinitionChange(change.address, property, value, at: change.span)
    }

    private mutating func apply(_ change: DefinitionChange, by whole: PackDefinition) {
        let pack = whole.id
        var setter = Setter(change: change)
        guard let found = definition(at: change.address), let owner = visit(change.address, &setter) else {
            let hint = DidYouMean.hint(for: change.address.description, in: addresses(like: change.address))
            return report("P270", "there is no `\(change.address)` to change", change, hint: hint)
        }
        if found.ownership == .pack, owner != pack {
            let message = "`\(change.address)` is `owner: pack` of `\(owner)`: nobody else changes it"
            return report("P271", message, change)
        }
        if case .role(let id) = change.address, change.parts.name == "grants",
            roles.contains(where: { $0.content.id == id && $0.content.holdsEverything })
        {
            return report("P271", "the role `\(id)` holds everything; its grants cannot be changed", change)
        }
        if owner != pack, pack != OverlayEdit.owner, packs.contains(where: { $0.id == owner }),
            !(whole.requires + whole.optional).contains(where: { $0.id == owner })
        {
            let message = "`\(pack)` changes `\(change.address)` of `\(owner)`, which it does not require"
            report("P274", message, change, hint: "name `\(owner)` and its version under `requires`")
        }
        guard setter.isSet else {
            return report("P272", "`\(change.property)` of `\(change.address)` cannot become this", change)
        }
        let other = changedBy.updateValue(pack, forKey: "\(change.address) \(change.property)")
        if let other, other != pack, pack != OverlayEdit.owner {
            let message = "`\(change.property)` of `\(change.address)` is changed by `\(other)` and by `\(pack)`"
            report("P273", message, change)
        }
    }

    private mutating func report(_ code: String, _ message: String, _ change: DefinitionChange, hint: String? = nil) {
        changeFindings.append(Diagnostic(code: code, message, at: change.span, hint: hint))
    }

    /// Addresses of the same kind, for a hint.
    func addresses(like address: DefinitionAddress) -> [String] {
        func parts(_ id: EntityID) -> EntityDefinition? { entity(id).map(merged) }
        switch address {
        case .entity, .terminology: return entityNames.map { "\(address.kind)/\($0)" }
        case .field(let id, _), .option(let id, _, _):
            return parts(id)?.fields.map { "entity/\(id)/field/\($0.id)" } ?? entityNames.map { "entity/\($0)" }
        case .state(let id, _): return parts(id)?.states.map { "entity/\(id)/state/\($0.id)" } ?? []
        case .move(let id, _): return parts(id)?.moves.map { "entity/\(id)/move/\($0.id)" } ?? []
        case .check(let id, _): return parts(id)?.checks.map { "entity/\(id)/check/\($0.id)" } ?? []
        case .role: return roles.map { "role/\($0.content.id)" }
        case .permission: return permissions.map { "permission/\($0.content.id)" }
        case .setting: return settings.map { "setting/\($0.content.field.id)" }
        case .screen: return presentations.flatMap(\.content.screens).map { "screen/\($0.id)" }
        case .menu: return presentations.flatMap(\.content.menu).map { "menu/\($0.id)" }
        case .onboarding: return presentations.flatMap(\.content.steps).map { "onboarding/\($0.id)" }
        }
    }

    private struct Setter: DefinitionVisitor {
        let change: DefinitionChange
        var isSet = false

        mutating func visit(_ definition: inout some ChangeableDefinition) {
            var copy = definition
            isSet = copy.set(change.parts.name, change.parts.rest, to: change.value)
            if isSet { definition = copy }
        }
    }
}

extension DefinitionAddress {
    /// The first word.
    package var kind: String { String(description.prefix { $0 != "/" }) }
}

/// Changes of others' definitions: of what is not there (P270), of what is its pack's alone (P271), to what cannot be
/// (P272), by two packs (P273), by one that does not require the pack (P274).
struct ChangeValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.changeFindings
    }
}
