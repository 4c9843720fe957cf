/// How records that an older version of a pack left become what the new one wants: one entry of `migrations`.
public struct MigrationDefinition: Hashable, Sendable {
    /// What is done with each record.
    public enum Step: Hashable, Sendable {
        /// A value, the same for all: written, or worked out from the record.
        case set(SeedValue?, ExpressionSource?)
        /// Another value for each that is named; `to` is the field that takes it, where it is another one.
        case map([String: SeedValue], to: String?)
        /// Parts of a text: what follows the last separator that is needed stays whole.
        case split(by: String, into: [String])
        /// A text of the parts that have a value.
        case merge(of: [String], with: String)
        /// The value goes to a field that has none.
        case move(to: String)
    }

    /// It is for tenants that come from a version below.
    public let below: Version
    /// The entity.
    public let entity: EntityID
    /// The field that it is about, as this version or the one before names it.
    public let field: String
    /// What is done.
    public let step: Step
    /// Which records; all of them where nothing is said.
    public let condition: ExpressionSource?
    /// Where it stands.
    public let span: SourceSpan?

    /// Whether a tenant that goes from one version to another needs it.
    func applies(from old: Version, to new: Version) -> Bool {
        old < below && below <= new
    }

    /// Fields that it writes.
    package var targets: [String] {
        switch step {
        case .set, .merge: [field]
        case .map(_, let target): [target ?? field]
        case .split(_, let parts): parts
        case .move(let target): [target]
        }
    }

    /// Fields that it reads, apart from its condition.
    package var sources: [String] {
        switch step {
        case .set: []
        case .map, .split, .move: [field]
        case .merge(let parts, _): parts
        }
    }

    /// A migration.
    package init(
        below: Version,
        _ entity: EntityID,
        _ field: String,
        _ step: Step,
        where condition: ExpressionSource?,
        at span: SourceSpan?
    ) {
        self.below = below
        self.entity = entity
        self.field = field
        self.step = step
        self.condition = condition
        self.span = span
    }
}
