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
    let renames: NameChanges
    /// By address, or by address and property with a space between.
    let resolutions: [String: Resolution]
    private(set) var conflicts: [ChangePlan.Conflict] = []
    private(set) var edits: [OverlayEdit] = []
    private(set) var used: Set<String> = []

    init(old: ModelDraft, new: ModelDraft, renames: NameChanges, resolutions: [String: Resolution]) {
        self.old = old
        self.new = new
        self.renames = renames
        self.resolutions = resolutions
    }

    /// Takes edits over.
    mutating func take(_ before: [OverlayEdit]) throws {
        edits = try before.map { try rebased($0) }
    }

    private mutating func rebased(_ edit: OverlayEdit) throws -> OverlayEdit {
        let renamed = try DefinitionRenaming(renames, of: old).edit(edit)
        guard !edit.isWhole, let address = DefinitionAddress(renamed.address),
            let definition = new.definition(at: address)
        else { return renamed }
        let below = definition.properties[renamed.property]
        guard OverlayEdit.hash(of: below) != edit.base else { return renamed }
        var next = renamed.rebased(to: below)
        if edit.isReverted { return next }
        if let below, try below == edit.json { return next }
        let base = DefinitionAddress(edit.address).flatMap { old.definition(at: $0) }?.properties[edit.property]
        // The change below is one that the tenant has seen before only where the versions do not differ in it.
        let isTaken = resolution(of: next) == .take
        conflicts.append(
            ChangePlan.Conflict(
                address: next.address,
                property: next.property,
                base: base,
                pack: below,
                tenant: try edit.json,
                suggestion: isTaken ? "take_pack" : "keep_tenant"
            )
        )
        if isTaken { next.isReverted = true }
        return next
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
        for place in old.leftToTenant {
            guard let target = DefinitionAddress(renames.address(after: place.description)),
                let has = new.definition(at: target)?.properties, !has.isEmpty
            else { continue }
            var had: [String: JSONValue] = [:]
            for (property, value) in old.definition(at: place)?.properties ?? [:] {
                had[renames.property(after: property)] = DefinitionRenaming(renames, of: old).value(
                    value,
                    of: property,
                    at: place
                )
            }
            for property in Set(had.keys).union(has.keys).sorted() where had[property] != has[property] {
                guard let edit = kept(property, had[property], over: has[property], at: target) else { continue }
                if known.insert(edit.key).inserted { edits.append(edit) }
            }
        }
        edits.sort { ($0.address, $0.property) < ($1.address, $1.property) }
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
