/// What leads from the names of one version of a pack to those of another, in either direction.
package struct NameChanges: Hashable, Sendable {
    /// Entities first.
    package private(set) var all: [NameChange] = []
    /// Fields that the older version does not have, and that come back under another name than they had before it.
    ///
    /// What they held is where the store still keeps it.
    package private(set) var returning: [NameChange] = []

    /// Nothing is named otherwise.
    package static let none = NameChanges()

    private init() {}

    /// Compares two versions: a thing is the same when the newer one says which name it had.
    package init(from old: PackDefinition, to new: PackDefinition) {
        self.init(of: [(old, new)])
    }

    /// Compares versions of several packs that change together: what one of them has in an entity of another goes with the entity.
    package init(of pairs: [(old: PackDefinition, new: PackDefinition)]) {
        for pair in pairs { compare(pair.old, pair.new) { $0 == .entity } }
        for pair in pairs { compare(pair.old, pair.new) { $0 != .entity && $0 != .option } }
        for pair in pairs { compare(pair.old, pair.new) { $0 == .option } }
    }

    private mutating func compare(_ old: PackDefinition, _ new: PackDefinition, _ kinds: (Rename.Kind) -> Bool) {
        let (before, after) = (Things(old), Things(new))
        // The newer version knows what the older one called its things; back again, its words are read backwards.
        let isBack = new.version < old.version
        let (newer, older) = isBack ? (before, after) : (after, before)
        let entities = kinds(.entity) ? [:] : self.entities
        let known = isBack ? entities : Dictionary(entities.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for rename in (isBack ? old : new).renames where kinds(rename.kind) {
            let entity = rename.entity.map { known[$0] ?? $0 }
            // The field of an option, as the older version names it.
            let field = rename.field.map { formerField($0, rename.entity, entity, isBack) }
            guard newer.has(rename.kind, rename.entity, rename.name, rename.field),
                !older.has(rename.kind, entity, rename.name, field)
            else { continue }
            let named = rename.was.first { older.has(rename.kind, entity, $0, field) }
            // A value that the older version has no more still stands in records: it comes back under its new name.
            let held = isBack || !older.hadValues(rename.kind, entity, field) ? [] : rename.was
            let former = (named.map { [$0] } ?? held).filter {
                !newer.has(rename.kind, rename.entity, $0, rename.field)
            }
            if named == nil, !isBack, rename.kind == .field, let entity, let now = rename.entity {
                returning += rename.was.filter { !newer.has(.field, now, $0) }.map {
                    NameChange(kind: .field, owner: old.id, entity: (entity, now), before: $0, after: rename.name)
                }
            }
            let fields = field.flatMap { older in rename.field.map { newer in (older, newer) } }
            for was in former {
                if isBack {
                    add(rename.kind, old.id, (rename.entity, entity), fields.map { ($1, $0) }, (rename.name, was))
                } else {
                    add(rename.kind, old.id, (entity, rename.entity), fields, (was, rename.name))
                }
            }
        }
    }

    /// The name of a field in the older version; the entity as the newer and the older one name it.
    private func formerField(_ field: String, _ newer: EntityID?, _ older: EntityID?, _ isBack: Bool) -> String {
        guard let newer else { return field }
        return isBack ? name(.field, of: newer, after: field) : name(.field, of: newer, before: field)
    }

    private mutating func add(
        _ kind: Rename.Kind,
        _ owner: String,
        _ entities: (before: EntityID?, after: EntityID?),
        _ field: (before: String, after: String)?,
        _ names: (before: String, after: String)
    ) {
        var pair: (before: EntityID, after: EntityID)?
        if kind == .entity {
            pair = (EntityID(owner: owner, name: names.before), EntityID(owner: owner, name: names.after))
        } else if let before = entities.before, let after = entities.after {
            pair = (before, after)
        }
        var change = NameChange(kind: kind, owner: owner, entity: pair, before: names.before, after: names.after)
        change.field = field
        if !all.contains(change) { all.append(change) }
    }

    package var isEmpty: Bool { all.isEmpty && returning.isEmpty }

    /// Entities with another name, old to new.
    package var entities: [EntityID: EntityID] {
        let pairs = all.filter { $0.kind == .entity }.compactMap(\.entity).map { ($0.before, $0.after) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The name that an entity gets.
    package func entity(after old: EntityID) -> EntityID { entities[old] ?? old }

    /// The name that an entity had.
    package func entity(before new: EntityID) -> EntityID {
        all.first { $0.kind == .entity && $0.entity?.after == new }?.entity?.before ?? new
    }

    /// The name that a field or a state of an entity gets; the entity as the old version names it.
    package func name(_ kind: Rename.Kind, of entity: EntityID, after old: String) -> String {
        all.first { $0.kind == kind && $0.entity?.before == entity && $0.before == old }?.after ?? old
    }

    /// The name that a field or a state of an entity had; the entity as the new version names it.
    package func name(_ kind: Rename.Kind, of entity: EntityID, before new: String) -> String {
        all.first { $0.kind == kind && $0.entity?.after == entity && $0.after == new }?.before ?? new
    }

    /// The options of a field that get another name, old to new; entity and field as the new version names them.
    package func options(of field: String, in entity: EntityID) -> [String: String] {
        let pairs = all.filter { $0.kind == .option && $0.entity?.after == entity && $0.field?.after == field }
        return Dictionary(pairs.map { ($0.before, $0.after) }, uniquingKeysWith: { first, _ in first })
    }

    /// Old names of roles, settings or permissions to new ones.
    package func names(_ kind: Rename.Kind) -> [String: String] {
        let pairs = all.filter { $0.kind == kind }.map { ($0.before, $0.after) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Which records are written, since what they hold gets another name: states, options, roles of members.
    var rewritten: [CensusQuestion] {
        let states = all.filter { $0.kind == .state }.compactMap { change in
            change.entity.map { CensusQuestion($0.before, .inState(change.before)) }
        }
        let options = Dictionary(grouping: all.filter { $0.kind == .option }) {
            "\($0.entity?.before.raw ?? "") \($0.field?.before ?? "")"
        }
        let fields = options.sorted { $0.key < $1.key }.compactMap { _, changes -> CensusQuestion? in
            guard let entity = changes.first?.entity, let field = changes.first?.field else { return nil }
            return CensusQuestion(entity.before, .holding(field.before, changes.map(\.before)))
        }
        let roles = names(.role).keys.sorted()
        let members = roles.isEmpty ? [] : [CensusQuestion(ScopePathValidator.member, .holding("roles", roles))]
        return states + fields + members
    }

    /// An address of the old model, as the new one has it.
    package func address(after old: String) -> String {
        var address = old
        for change in all where change.kind == .entity {
            address = Self.moved(address, change)
            // The words of the trade for it stand under its name.
            if let names = change.entity {
                address = Self.moved(address, from: "terminology/\(names.before)", to: "terminology/\(names.after)")
            }
        }
        for change in all where change.kind != .entity {
            // The entity, where it has another name, has it by now.
            guard let entity = change.entity else {
                address = Self.moved(address, change)
                continue
            }
            // So has the field of an option.
            let part = change.field.map { "field/\($0.after)/of" } ?? change.kind.rawValue
            let prefix = "entity/\(entity.after)/\(part)/"
            address = Self.moved(address, from: prefix + change.before, to: prefix + change.after)
        }
        return address
    }

    /// An address as the new model has it, with the entities that stand in its parts: permissions, grants, rows.
    package func place(after old: String) -> String {
        address(after: old).split(separator: "/", omittingEmptySubsequences: false).map { named(String($0)) }
            .joined(separator: "/")
    }

    /// A value of a definition that names an entity, or something of one, as the new model names it.
    package func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(named(text))
        case .array(let elements): .array(elements.map(self.value))
        default: value
        }
    }

    /// `farm.cow`, `farm.cow.read`, `farm.cow:boss` with the entity's new name.
    private func named(_ text: String) -> String {
        for (before, after) in entities where text.hasPrefix(before.raw) {
            let rest = text.dropFirst(before.raw.count)
            if rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix(":") { return after.raw + rest }
        }
        return text
    }

    private static func moved(_ address: String, _ change: NameChange) -> String {
        moved(address, from: change.addresses.before, to: change.addresses.after)
    }

    private static func moved(_ address: String, from old: String, to new: String) -> String {
        guard address == old || address.hasPrefix("\(old)/") else { return address }
        return new + address.dropFirst(old.count)
    }
}

/// What a version of a pack declares, by kind and name.
private struct Things {
    private var keys: Set<String> = []

    init(_ pack: PackDefinition) {
        for entity in pack.entities {
            add(.entity, nil, entity.id.name)
            add(optionsOf: entity.fields, in: entity.id)
            add(entity.id, entity.fields.map(\.id), entity.states.map(\.id), entity.moves.map(\.id))
        }
        for addition in pack.extensions {
            add(optionsOf: addition.fields, in: addition.entity)
            add(
                addition.entity,
                addition.fields.map(\.id),
                addition.states.map(\.id),
                addition.moves.map(\.id)
            )
        }
        for role in pack.roles { add(.role, nil, role.id) }
        for permission in pack.permissions { add(.permission, nil, permission.id) }
        for setting in pack.settings { add(.setting, nil, setting.field.id) }
    }

    func has(_ kind: Rename.Kind, _ entity: EntityID?, _ name: String, _ field: String? = nil) -> Bool {
        keys.contains("\(kind.rawValue) \(entity?.raw ?? "") \(field.map { "\($0)/" } ?? "")\(name)")
    }

    /// Whether records may hold a state or an option that this version does not name: it has others in the same place.
    func hadValues(_ kind: Rename.Kind, _ entity: EntityID?, _ field: String?) -> Bool {
        guard let entity else { return false }
        switch kind {
        case .option: return field.map { has(.field, entity, $0) } ?? false
        case .state: return keys.contains { $0.hasPrefix("\(Rename.Kind.state.rawValue) \(entity.raw) ") }
        default: return false
        }
    }

    private mutating func add(optionsOf fields: [FieldDefinition], in entity: EntityID) {
        for field in fields {
            for option in field.type.options { add(.option, entity, "\(field.id)/\(option.id)") }
        }
    }

    private mutating func add(_ kind: Rename.Kind, _ entity: EntityID?, _ name: String) {
        keys.insert("\(kind.rawValue) \(entity?.raw ?? "") \(name)")
    }

    private mutating func add(_ entity: EntityID, _ fields: [String], _ states: [String], _ moves: [String]) {
        for field in fields { add(.field, entity, field) }
        for state in states { add(.state, entity, state) }
        for move in moves { add(.move, entity, move) }
    }
}
