/// What a version of a pack no longer has and says so: an entry of `migrations` with `retire`.
///
/// An upgrade hides it; what tenants keep in it may be dropped by a plan of its own once `keep` has passed.
package struct Retirement: Hashable, Sendable {
    /// It is for tenants that come from a version below.
    package let below: Version
    /// The entity, as this version names it; the one that is retired, as the older version does.
    package let entity: EntityID
    /// The field, as the older version names it; `nil` where the whole entity is retired.
    package let field: String?
    /// Whole days for which the data stays; `nil` for as long as the pack is there.
    package let keepDays: Int64?
    /// Where it stands.
    package let span: SourceSpan?

    package init(
        below: Version,
        _ entity: EntityID,
        _ field: String?,
        keepDays: Int64?,
        at span: SourceSpan?
    ) {
        self.below = below
        self.entity = entity
        self.field = field
        self.keepDays = keepDays
        self.span = span
    }

    /// As the author writes it.
    package var name: String { field.map { "\(entity).\($0)" } ?? entity.raw }

    /// Whether a tenant that goes from one version to another loses sight of it.
    func applies(from old: Version, to new: Version) -> Bool {
        old < below && below <= new
    }
}

extension PackDefinition {
    /// A field that the pack declares, of its own entity or of another's.
    package func field(_ id: String, of entity: EntityID) -> FieldDefinition? {
        let all =
            entities.filter { $0.id == entity }.flatMap(\.fields)
            + extensions.filter { $0.entity == entity }.flatMap(\.fields)
        return all.first { $0.id == id }
    }
}
