/// What a field takes of the values that its place in the store can hold: options, lengths and bounds.
///
/// Patterns and the forms of e-mail addresses, phone numbers and URLs are not among them: no query tells who breaks one.
package struct ValueLimits: Hashable, Sendable {
    /// The options; `nil` where any text is taken.
    package internal(set) var options: Set<String>?
    /// In Unicode scalars.
    package private(set) var minLength: Int?
    package private(set) var maxLength: Int?
    /// In the units that the store keeps: minor units of money, 10^-scale of decimals.
    package private(set) var min: Int64?
    package private(set) var max: Int64?

    /// The limits that a type sets.
    init(_ type: FieldType) {
        switch type {
        case .choice(let choices), .choices(let choices): options = Set(choices.map(\.id))
        case .text(let min, let max, _): (minLength, maxLength) = (min, max)
        case .longText(let max): maxLength = max
        case .int(let min, let max), .decimal(_, let min, let max), .money(_, let min, let max):
            (self.min, self.max) = (min, max)
        default: break
        }
    }

    /// Whether it refuses something that the other takes.
    func isStricter(than other: ValueLimits) -> Bool {
        if let options, !(other.options?.isSubset(of: options) ?? false) { return true }
        return Self.isAbove(minLength, other.minLength) || Self.isAbove(min, other.min)
            || Self.isBelow(maxLength, other.maxLength) || Self.isBelow(max, other.max)
    }

    private static func isAbove<T: Comparable>(_ limit: T?, _ other: T?) -> Bool {
        guard let limit else { return false }
        return other.map { $0 < limit } ?? true
    }

    private static func isBelow<T: Comparable>(_ limit: T?, _ other: T?) -> Bool {
        guard let limit else { return false }
        return other.map { $0 > limit } ?? true
    }
}

extension ValueLimits {
    /// What a field takes of what its records hold before a change: options by their former names too, and those which a
    /// migration gives another name.
    /// - Returns: `nil` where nothing that the field took is refused, or a migration gives every record a value.
    init?(
        of field: FieldModel,
        in entity: EntityID,
        after was: FieldModel,
        _ renames: NameChanges,
        _ migrations: [MigrationDefinition]
    ) {
        guard !field.definition.secret, field.definition.compute == nil else { return nil }
        self.init(field.type)
        let ours = migrations.filter { $0.entity == entity && $0.targets.contains(field.id) && $0.condition == nil }
        for migration in ours {
            switch migration.step {
            case .set, .split, .merge: return nil
            case .map(let values, _): options?.formUnion(values.keys)
            case .move: break
            }
        }
        options?.formUnion(renames.options(of: field.id, in: entity).keys)
        // Roles that get another name are written in their members.
        if entity == ScopePathValidator.member, field.id == "roles" { options?.formUnion(renames.names(.role).keys) }
        guard isStricter(than: ValueLimits(was.type)) else { return nil }
    }
}
