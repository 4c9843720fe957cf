/// A screen that a pack makes of one that every entity has: other columns, another order, for some roles.
public struct ScreenDefinition: Hashable, Sendable {
    /// What every entity has without a line.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Rows and columns.
        case list
        /// One record with everything around it.
        case detail
        /// Columns by state or choice, records as cards.
        case board
        /// Records by date.
        case calendar
        /// What is filled in.
        case form
    }

    /// Singular snake_case; unique in the tenant.
    public let id: String
    /// The entity.
    public let entity: EntityID
    /// Which of its screens this one is made of.
    public let kind: Kind
    /// What people see.
    public var title: LocalizedText
    /// Roles that see it in place of the base; empty for everybody.
    public var roles: [PlacedName] = []
    /// All it shows, in place of what the base shows.
    public var fields: [PlacedName]?
    /// Behind what `add` stands; left out: at the end.
    public var after: PlacedName?
    /// What it shows beyond the base.
    public var add: [ScreenPart] = []
    /// What it does not show of the base.
    public var hide: [PlacedName] = []
    /// Which records it shows.
    public var condition: ExpressionSource?
    /// The field that makes the columns of a board; left out: the state.
    public var by: PlacedName?
    /// The field that places a record in a calendar.
    public var starts: PlacedName?
    /// The field that ends it there.
    public var ends: PlacedName?
    /// The optional interface without which there is no such screen.
    public var with: PlacedName?
    /// Where it stands.
    public let span: SourceSpan?

    /// A screen.
    public init(
        _ id: String,
        of entity: EntityID,
        _ kind: Kind,
        title: LocalizedText? = nil,
        at span: SourceSpan? = nil
    ) {
        self.id = id
        self.entity = entity
        self.kind = kind
        self.title = title ?? LocalizedText(Naming.words(id))
        self.span = span
    }
}

/// Something that a screen shows beyond its base.
public struct ScreenPart: Hashable, Sendable {
    /// A field, `reference.field`, or on a detail a far end.
    public let name: PlacedName
    /// The optional interface without which it is not shown.
    public let with: PlacedName?

    /// A part.
    public init(_ name: PlacedName, with: PlacedName? = nil) {
        self.name = name
        self.with = with
    }
}

/// A group of the menu.
public struct MenuGroup: Hashable, Sendable {
    /// Singular snake_case; packs that name the same group add to it.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// What it leads to.
    public var items: [MenuItem]
    /// Where it stands.
    public let span: SourceSpan?

    /// A group.
    public init(_ id: String, title: LocalizedText? = nil, items: [MenuItem], at span: SourceSpan? = nil) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.items = items
        self.span = span
    }
}

/// A line of the menu.
public struct MenuItem: Hashable, Sendable {
    /// Where it leads.
    public let target: ScreenTarget
    /// What people see; left out: the entity's word for many, or the screen's title.
    public var title: LocalizedText?
    /// Which records the list shows.
    public var condition: ExpressionSource?
    /// The optional interface without which there is no such line.
    public var with: PlacedName?
    /// Where it stands.
    public let span: SourceSpan?

    /// A line.
    public init(
        _ target: ScreenTarget,
        title: LocalizedText? = nil,
        where condition: ExpressionSource? = nil,
        at span: SourceSpan? = nil
    ) {
        self.target = target
        self.title = title
        self.condition = condition
        self.span = span
    }
}
