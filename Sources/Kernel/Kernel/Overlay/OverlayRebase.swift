/// Takes a tenant's edits over to another version of what is below them, property by property.
///
/// No edit is lost: it stays in force, waits where what it is about is gone, or is switched off where that was asked for. What lies
/// below an edit is told by the hash that it was made over, so that an edit that waited for a while is judged right too.
struct OverlayRebase {
    /// What is to be done about a conflict.
    enum Resolution: String, Sendable {
        /// The tenant's edit stays in force; the default.
        case keep
        /// What the pack says takes effect; the edit is kept, switched off.
        case take
    }

    /// What the layers below declare, before and after.
    let old: ModelDraft
    let new: ModelDraft
    /// What leads to the names of the new version.
    let naming: DefinitionRenaming
    /// By address, or by address and property with a space between.
    let resolutions: [String: Resolution]
    private(set) var conflicts: [ChangePlan.Conflict] = []
    private(set) var edits: [OverlayEdit] = []
    private(set) var used: Set<String> = []

    init(old: ModelDraft, new: ModelDraft, naming: DefinitionRenaming, resolutions: [String: Resolution]) {
        self.old = old
        self.new = new
        self.naming = naming
        self.resolutions = resolutions
    }

    /// Takes edits over.
    mutating func take(_ before: [OverlayEdit]) throws {
        edits = try before.map { try rebased($0) }
    }

    /// Leaves edits as they are: nothing below them has another version.
    mutating func leave(_ before: [OverlayEdit]) {
        edits = before
    }

    private mutating func rebased(_ edit: OverlayEdit) throws -> OverlayEdit {
        let renamed = try naming.edit(edit)
        guard !edit.isWhole, let address = DefinitionAddress(renamed.address),
            let definition = new.definition(at: address)
        else { return renamed }
        let below = definition.properties[renamed.property]
        guard OverlayEdit.hash(of: below) != edit.base else { return renamed }
        var next = renamed.rebased(to: below)
        if edit.isReverted { return next }
        if let below, try below == renamed.json { return next }
        let place = DefinitionAddress(edit.address)
        let base = place.flatMap { old.definition(at: $0) }?.properties[edit.property]
        if let base, let place, OverlayEdit.hash(of: base) == edit.base,
            naming.value(base, of: edit.property, at: place) == below
        {
            return next
        }
        // The change below is one that the tenant has seen before only where the versions do not differ in it.
        let isTaken = resolution(of: next) == .take
        conflicts.append(
            ChangePlan.Conflict(
                address: next.address,
                property: next.property,
                base: base,
                pack: below,
                tenant: try renamed.json,
                suggestion: isTaken ? "take_pack" : "keep_tenant"
            )
        )
        if isTaken { next.isReverted = true }
        return next
    }

    /// Things of the tenant's own that the layers below declare too from now on: a conflict each.
    ///
    /// Where all that the tenant said of such a thing can be said of the other one, it is, as edits, and stays in force; its own waits.
    /// Else, as with a field, whose values are not the other one's, the change is refused until the tenant lets its own go.
    /// - Parameter inForce: Edits that were in force before.
    /// - Throws: `unavailable` where an edit cannot be read.
    mutating func yield(_ inForce: [OverlayEdit]) throws {
        var known = Set(edits.map(\.key))
        for edit in inForce where edit.isWhole {
            let next = try naming.edit(edit)
            guard let place = DefinitionAddress(edit.address), let address = DefinitionAddress(next.address),
                address.kind != "menu", let found = new.definition(at: address)
            else { continue }
            let isTaken = resolution(of: next) == .take
            let canStay = found.ownership != .pack && naming.isAlike(place, address, in: new)
            let members = found.properties.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value) }
            var conflict = ChangePlan.Conflict(
                address: next.address,
                property: OverlayEdit.whole,
                base: nil,
                pack: .object(members),
                tenant: try next.json,
                suggestion: !isTaken && canStay ? "keep_tenant" : "take_pack"
            )
            conflict.blocks = !isTaken && !canStay
            conflicts.append(conflict)
            if isTaken {
                for index in edits.indices where edits[index].key == next.key { edits[index].isReverted = true }
            } else if canStay {
                let had = naming.draft.definition(at: place)?.properties ?? [:]
                keep(had, of: place, over: found.properties, at: address, &known)
            }
        }
        edits.sort { ($0.address, $0.property) < ($1.address, $1.property) }
    }

    private mutating func resolution(of edit: OverlayEdit) -> Resolution {
        for name in [edit.key, edit.address] {
            guard let said = resolutions[name] else { continue }
            used.insert(name)
            return said
        }
        return .keep
    }

    /// What packs leave to the tenant once it is set (`owner: tenant`) stays as it is, as edits of the tenant's: what a version
    /// changes of it, and what it would add to it, such as grants of a role.
    ///
    /// A language that a text did not have is added all the same.
    mutating func keepOwn() {
        var known = Set(edits.map(\.key))
        let own = edits.filter { $0.isWhole && !$0.isReverted }.compactMap { DefinitionAddress($0.address) }
        for place in Set(old.leftToTenant + own).sorted(by: { $0.description < $1.description }) {
            guard let target = DefinitionAddress(naming.changes.address(after: place.description)),
                let has = new.definition(at: target)?.properties, !has.isEmpty
            else { continue }
            keep(old.definition(at: place)?.properties ?? [:], of: place, over: has, at: target, &known)
        }
        edits.sort { ($0.address, $0.property) < ($1.address, $1.property) }
    }

    /// Makes what a definition had to edits over what it has; names of the old version.
    private mutating func keep(
        _ before: [String: JSONValue],
        of place: DefinitionAddress,
        over has: [String: JSONValue],
        at target: DefinitionAddress,
        _ known: inout Set<String>
    ) {
        guard !before.isEmpty else { return }
        var had: [String: JSONValue] = [:]
        for (property, value) in before {
            had[naming.changes.property(after: property)] = naming.value(value, of: property, at: place)
        }
        for property in Set(had.keys).union(has.keys).sorted() where had[property] != has[property] {
            guard let edit = kept(property, had[property], over: has[property], at: target) else { continue }
            if known.insert(edit.key).inserted { edits.append(edit) }
        }
    }

    private func kept(
        _ property: String,
        _ had: JSONValue?,
        over has: JSONValue?,
        at address: DefinitionAddress
    ) -> OverlayEdit? {
        let isText = ["title.", "else.", "one.", "many."].contains { property.hasPrefix($0) }
        guard had != nil || !isText else { return nil }
        return OverlayEdit(
            address: address.description,
            property: property,
            value: String(decoding: JSONWriter.text(of: had ?? .null), as: UTF8.self),
            base: OverlayEdit.hash(of: has)
        )
    }
}

extension DefinitionRenaming {
    /// Whether what cannot be edited of two definitions is the same; the first as the old version names it.
    fileprivate func isAlike(_ before: DefinitionAddress, _ after: DefinitionAddress, in new: ModelDraft) -> Bool {
        switch (before, after) {
        case (.state, .state): return true
        case (.role(let old), .role(let id)):
            let had = draft.roles.first { $0.content.id == old }?.content
            let has = new.roles.first { $0.content.id == id }?.content
            guard let had, let has, !has.holdsEverything else { return false }
            return had.space == has.space && had.carriesSecrets == has.carriesSecrets
        case (.screen(let old), .screen(let id)):
            let had = draft.presentations.flatMap(\.content.screens).first { $0.id == old }
            let has = new.presentations.flatMap(\.content.screens).first { $0.id == id }
            guard let had, let has else { return false }
            return changes.entity(after: had.entity) == has.entity && had.kind == has.kind
        default: return false
        }
    }
}

extension ModelDraft {
    /// What packs declare with `owner: tenant`, parts of such things with them.
    fileprivate var leftToTenant: [DefinitionAddress] {
        let said = packs.flatMap { pack in
            pack.ownership.filter { $0.value == .tenant }.keys.compactMap(DefinitionAddress.init)
        }
        let whole = Set(said).flatMap { address -> [DefinitionAddress] in
            guard case .entity(let id) = address else { return [address] }
            return [address] + parts(of: id)
        }
        let fields = whole.flatMap { address -> [DefinitionAddress] in
            guard case .field = address else { return [] }
            return addresses(optionsOf: address)
        }
        return Set(whole + fields).filter { definition(at: $0)?.ownership == .tenant }
            .sorted { $0.description < $1.description }
    }

    private func parts(of id: EntityID) -> [DefinitionAddress] {
        guard let entity = entity(id).map(merged) else { return [] }
        return entity.fields.map { .field(id, $0.id) } + entity.states.map { .state(id, $0.id) }
            + entity.moves.map { .move(id, $0.id) } + entity.checks.map { .check(id, $0.id) }
    }

    private func addresses(optionsOf field: DefinitionAddress) -> [DefinitionAddress] {
        guard case .field(let id, let name) = field, let entity = entity(id).map(merged),
            let found = entity.fields.first(where: { $0.id == name }), !found.optionsAreRoles
        else { return [] }
        return found.type.options.map { .option(id, name, $0.id) }
    }
}
