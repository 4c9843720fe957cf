/// A thing of a pack that had another name in older versions: `was:`, of permissions `replaces:`.
package struct Rename: Hashable, Sendable {
    /// What it is.
    package enum Kind: String, Hashable, Sendable {
        case entity, field, option, state, move, role, permission, setting
    }

    package let kind: Kind
    /// The entity whose field, state or move it is, as this version names it.
    package let entity: EntityID?
    /// The field whose option it is, as this version names it.
    package var field: String?
    package let name: String
    /// Its names in older versions, the newest first.
    package let was: [String]

    package init(_ kind: Kind, of entity: EntityID? = nil, _ name: String, was: [String]) {
        self.kind = kind
        self.entity = entity
        self.name = name
        self.was = was
    }
}

/// One thing that two versions of a pack name differently.
package struct NameChange: Hashable, Sendable {
    package let kind: Rename.Kind
    /// The pack.
    package let owner: String
    /// The entity that it is of, before and after; of an entity, itself.
    package let entity: (before: EntityID, after: EntityID)?
    package let before: String
    package let after: String
    /// The field that it is an option of, before and after.
    package var field: (before: String, after: String)?

    package static func == (left: NameChange, right: NameChange) -> Bool {
        left.kind == right.kind && left.owner == right.owner && left.entity?.before == right.entity?.before
            && left.entity?.after == right.entity?.after && left.before == right.before && left.after == right.after
            && left.field?.before == right.field?.before && left.field?.after == right.field?.after
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(before)
        hasher.combine(after)
    }

    /// Where the thing stands in a model, before and after.
    package var addresses: (before: String, after: String) {
        func address(_ entity: EntityID?, _ field: String?, _ name: String) -> String {
            guard let entity else { return "\(kind.rawValue)/\(name)" }
            if let field { return "entity/\(entity)/field/\(field)/of/\(name)" }
            return kind == .entity ? "entity/\(entity)" : "entity/\(entity)/\(kind.rawValue)/\(name)"
        }
        return (address(entity?.before, field?.before, before), address(entity?.after, field?.after, after))
    }
}
