/// An industry pack as plain data: what its YAML says, typed, not yet resolved against a catalog.
public struct PackDefinition: Hashable, Sendable {
    /// Kebab-case; every address of the pack begins with it.
    public let id: String
    /// The pack's version.
    public let version: Version
    /// SHA-256 of the canonical files, hexadecimal; identifies the source in `pack_source`.
    public var hash: String
    /// What people see.
    public var title: LocalizedText
    /// One or two sentences.
    public var description: LocalizedText?
    /// The trade by official codes.
    public var industry: Industry?
    /// Interfaces it cannot do without.
    public var requires: [Interface]
    /// Interfaces whose absence switches off what needs them.
    public var optional: [Interface]
    /// Its settings.
    public var settings: [SettingDefinition]
    /// Permissions of its own.
    public var permissions: [Permission]
    /// Roles it adds.
    public var roles: [RoleDefinition]
    /// Entities it adds.
    public var entities: [EntityDefinition]
    /// What it adds to others' entities.
    public var extensions: [EntityExtension]
    /// Rules that narrow rows.
    public var rows: [RowRule]
    /// Units that its rates are per.
    public var units: [UnitDefinition]
    /// Prices per unit.
    public var rateCards: [RateCardDefinition]
    /// Figures worked out from inputs.
    public var formulas: [FormulaDefinition]
    /// How records are scored.
    public var scorings: [ScoringDefinition]
    /// Words of the trade.
    public var terminology: [EntityID: Terms]
    /// Rows for every tenant.
    public var referenceSeeds: [SeedRow]
    /// Rows for demo tenants only.
    public var demoSeeds: [SeedRow]
    /// What the tenant of its demo is like.
    package var demoCompany = DemoCompany()
    /// What it does by itself.
    public var automations: [AutomationDefinition] = []
    /// What makes an older version's records fit, in order.
    package var migrations: [MigrationDefinition] = []
    /// What older versions had and this one has no more, by its own word.
    package var retirements: [Retirement] = []
    /// Things that older versions named otherwise.
    package var renames: [Rename] = []
    /// What `kernel packs test` runs; no tenant is changed by it.
    package var tests: [PackTest] = []
    /// Screens, menu, first steps and brand.
    public var presentation = PackPresentation()
    /// Proofs that must be there, and contracts.
    public var obligations = PackObligations()
    /// What it changes of others' definitions.
    public var changes: [DefinitionChange] = []
    /// Moves that nobody makes for now; of a tenant's own changes only.
    package var locks: [MoveLock] = []
    /// Who decides about its definitions, where it says so, by address (`DefinitionAddress`).
    public var ownership: [String: Ownership] = [:]
    /// Where addresses stand in the source, such as `entity/complaint/field/reply`.
    public var spans: [String: SourceSpan]

    /// A pack with nothing in it yet.
    public init(id: String, version: Version, hash: String, title: LocalizedText) {
        self.id = id
        self.version = version
        self.hash = hash
        self.title = title
        requires = []
        optional = []
        settings = []
        permissions = []
        roles = []
        entities = []
        extensions = []
        rows = []
        units = []
        rateCards = []
        formulas = []
        scorings = []
        terminology = [:]
        referenceSeeds = []
        demoSeeds = []
        spans = [:]
    }
}

extension PackDefinition {
    /// What other packs may need of it: its own id and version.
    package var interface: Interface { Interface(id, version.major, version.minor) }
}

/// What a pack adds to an entity of another owner.
public struct EntityExtension: Hashable, Sendable {
    /// The entity.
    public let entity: EntityID
    /// Fields added.
    public var fields: [FieldDefinition]
    /// States added.
    public var states: [StateDefinition]
    /// Moves added; each names the permission it needs.
    public var moves: [MoveDefinition]
    /// Scopes that were open.
    public var scopes: [Scope: ScopePath]
    /// What must be true of every record besides.
    public var checks: [CheckDefinition]
    /// What devices carry of it, where nobody said so before.
    public var offline: OfflineRule?
    /// Where it stands.
    public let span: SourceSpan?

    /// An extension.
    public init(
        _ entity: EntityID,
        fields: [FieldDefinition] = [],
        states: [StateDefinition] = [],
        moves: [MoveDefinition] = [],
        scopes: [Scope: ScopePath] = [:],
        checks: [CheckDefinition] = [],
        at span: SourceSpan? = nil
    ) {
        self.entity = entity
        self.fields = fields
        self.states = states
        self.moves = moves
        self.scopes = scopes
        self.checks = checks
        self.span = span
    }
}

/// A setting that a tenant may change; read in expressions as `settings.<id>`.
public struct SettingDefinition: Hashable, Sendable {
    /// The setting as a field: id, type, default and bounds.
    public let field: FieldDefinition
    /// Who may change it: `pack`, `shared` or `tenant`.
    public let owner: Ownership

    /// A setting.
    public init(_ field: FieldDefinition, owner: Ownership = .shared) {
        self.field = field
        self.owner = owner
    }
}

/// Who decides about a definition once a tenant runs it.
public enum Ownership: String, Hashable, Sendable, CaseIterable {
    /// Follows the pack always.
    case pack
    /// Merged property by property.
    case shared
    /// Set once, then the tenant's.
    case tenant
}

/// One and many of an entity's word, by language.
public struct Terms: Hashable, Sendable {
    /// One.
    public let one: LocalizedText
    /// Many.
    public let many: LocalizedText

    /// Words of the trade.
    public init(one: LocalizedText, many: LocalizedText) {
        self.one = one
        self.many = many
    }
}

/// One seeded row.
///
/// Values are texts as written; they are typed and resolved when the row is sown, since references name other rows by
/// key and dates are relative to the day of sowing.
public struct SeedRow: Hashable, Sendable {
    /// The entity.
    public let entity: EntityID
    /// Finds the row again on upgrade.
    public let key: String
    /// What an upgrade may touch.
    public let owner: Ownership
    /// The state it starts in, where not the entity's first.
    public let state: String?
    /// Field id to what was written.
    public let values: [String: SeedValue]
    /// Where it stands.
    public let span: SourceSpan?
    /// Where its entity and its fields are named, the entity under `""`; of rows in tests.
    package var places: [String: SourceSpan] = [:]

    /// A row.
    public init(
        _ entity: EntityID,
        key: String,
        values: [String: SeedValue],
        state: String? = nil,
        owner: Ownership = .shared,
        at span: SourceSpan? = nil
    ) {
        self.entity = entity
        self.key = key
        self.values = values
        self.state = state
        self.owner = owner
        self.span = span
    }
}

/// A value as written in a seed.
public indirect enum SeedValue: Hashable, Sendable {
    /// A scalar's text: `80`, `acme`, `today + 1d 18:30`, `demo.cleaner`.
    case text(String, SourceSpan?)
    /// A list.
    case list([SeedValue], SourceSpan?)
    /// A mapping: money, geo, sub-records.
    case mapping([String: SeedValue], SourceSpan?)

    /// Where it stands.
    public var span: SourceSpan? {
        switch self {
        case .text(_, let span), .list(_, let span), .mapping(_, let span): span
        }
    }

    /// The same with other names for options of a choice.
    func renamed(_ options: [String: String]) -> SeedValue {
        guard !options.isEmpty else { return self }
        return switch self {
        case .text(let text, let span): .text(options[text] ?? text, span)
        case .list(let items, let span): .list(items.map { $0.renamed(options) }, span)
        case .mapping: self
        }
    }
}
