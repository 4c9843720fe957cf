/// How far a grant reaches, narrowest first.
public enum Scope: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Records whose `own` path is the principal.
    case own
    /// Records whose `assigned` path holds the principal.
    case assigned
    /// Records whose `team` path is one of the principal's teams.
    case team
    /// Every record of the tenant.
    case all

    /// Orders scopes as listed.
    public static func < (left: Scope, right: Scope) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Scope.allCases.firstIndex(of: self) ?? 0 }
}

/// What a scope means for an entity: a field, or one hop over a reference or a far end, and a field.
public struct ScopePath: Hashable, Sendable, ExpressibleByStringLiteral {
    /// One or two names: `owner`, `assignees`, `work_order.team`, `work_orders.assignees`.
    public let steps: [String]
    /// Where it stands in a file.
    public let span: SourceSpan?

    /// A path from its dotted text.
    public init(_ text: String, at span: SourceSpan? = nil) {
        steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        self.span = span
    }

    /// A path from its dotted text.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The dotted text.
    public var text: String { steps.joined(separator: ".") }
}

/// A declared permission: a value, so that an undeclared one does not compile.
public struct Permission: Hashable, Sendable {
    /// `<entity>.<verb or move>` or `<capability or pack>.<verb>`.
    public let id: String
    /// What people see in the role editor.
    public let title: LocalizedText
    /// Scopes in which it may be granted.
    public let scopes: Set<Scope>
    /// Permissions that come with it.
    public let implies: [String]

    /// A permission.
    public init(_ id: String, title: LocalizedText? = nil, scopes: Set<Scope> = [.all], implies: [String] = []) {
        self.id = id
        self.title = title ?? LocalizedText(id)
        self.scopes = scopes
        self.implies = implies
    }

    /// The permission of a record verb of an entity.
    public static func record(_ entity: EntityID, _ verb: RecordVerb) -> String {
        "\(entity.raw).\(verb.rawValue)"
    }
}

/// A permission with its reach, held by a role.
public struct Grant: Hashable, Sendable {
    /// The permission's id.
    public let permission: String
    /// How far.
    public let scope: Scope
    /// The fields that may be read or written; `nil` means all.
    public let fields: Set<String>?
    /// The most that numbers of the record or of the input may be.
    public let limit: [String: Int64]
    /// Where it stands in a file.
    public let span: SourceSpan?

    /// A grant.
    public init(
        _ permission: String,
        _ scope: Scope,
        fields: Set<String>? = nil,
        limit: [String: Int64] = [:],
        at span: SourceSpan? = nil
    ) {
        self.permission = permission
        self.scope = scope
        self.fields = fields
        self.limit = limit
        self.span = span
    }
}

/// A named set of grants.
public struct RoleDefinition: Hashable, Sendable {
    /// Singular snake_case.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// The space that members with it sign in to.
    public var space: Space
    /// Roles whose grants come with it.
    public var includes: [String]
    /// Its grants.
    public var grants: [Grant]
    /// Whether it holds every permission with scope `all`, those of later packs too: the owner.
    public var holdsEverything: Bool
    /// Whether its devices carry fields with `secret: true`.
    public var carriesSecrets = false

    /// A role.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        space: Space = .client,
        includes: [String] = [],
        grants: [Grant] = [],
        holdsEverything: Bool = false
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.space = space
        self.includes = includes
        self.grants = grants
        self.holdsEverything = holdsEverything
    }
}

/// Which side of the product a session is in.
public enum Space: String, Hashable, Sendable, CaseIterable {
    /// The tenant's own people.
    case client
    /// The tenant's accountant.
    case accountant
    /// The tenant's customers.
    case portal
    /// Who runs the platform.
    case provider
    /// Read-only debugging.
    case developer
}

/// A rule that narrows which rows a principal sees; never widens.
public struct RowRule: Hashable, Sendable {
    /// The entity it narrows.
    public let entity: EntityID
    /// The role whose grants it narrows; `nil` narrows everybody's.
    public let role: String?
    /// What must be true of a row.
    public let condition: ExpressionSource

    /// A rule.
    public init(_ entity: EntityID, role: String? = nil, where condition: ExpressionSource) {
        self.entity = entity
        self.role = role
        self.condition = condition
    }
}
