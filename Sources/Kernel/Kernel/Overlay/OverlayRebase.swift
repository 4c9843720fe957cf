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
        let renamed = edit.renamed(renames)
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

    /// What a pack leaves to the tenant once it is set (`owner: tenant`) stays as it is, as an edit of the tenant's.
    mutating func keepOwn(of pack: PackDefinition) {
        for (address, owner) in pack.ownership.sorted(by: { $0.key < $1.key }) where owner == .tenant {
            let next = renames.address(after: address)
            guard let place = DefinitionAddress(address), let target = DefinitionAddress(next),
                let had = old.definition(at: place)?.properties, let has = new.definition(at: target)?.properties
            else { continue }
            for (property, value) in had.sorted(by: { $0.key < $1.key }) where has[property] != value {
                let edit = OverlayEdit(
                    address: next,
                    property: property,
                    value: String(decoding: JSONWriter.text(of: value), as: UTF8.self),
                    base: OverlayEdit.hash(of: has[property])
                )
                if !edits.contains(where: { $0.key == edit.key }) { edits.append(edit) }
            }
        }
        edits.sort { ($0.address, $0.property) < ($1.address, $1.property) }
    }
}

extension OverlayEdit {
    /// The same edit under the names that things get.
    func renamed(_ changes: NameChanges) -> OverlayEdit {
        let next = changes.address(after: address)
        var part = property
        if property.hasPrefix("grants.") {
            part = "grants." + changes.permission(after: String(property.dropFirst("grants.".count)))
        }
        return OverlayEdit(address: next, property: part, value: value, base: base, isReverted: isReverted)
    }
}

extension NameChanges {
    /// The name that a permission gets: by itself, with its entity, with its move.
    func permission(after old: String) -> String {
        if let name = names(.permission)[old] { return name }
        let parts = old.split(separator: ".").map(String.init)
        guard parts.count == 3, let entity = EntityID("\(parts[0]).\(parts[1])") else { return old }
        return "\(self.entity(after: entity)).\(name(.move, of: entity, after: parts[2]))"
    }
}
