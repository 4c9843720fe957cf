/// What people see of a pack: screens, menu, first steps, brand.
public struct PackPresentation: Hashable, Sendable {
    /// Screens, in the author's order.
    public var screens: [ScreenDefinition] = []
    /// Groups of the menu, in the author's order.
    public var menu: [MenuGroup] = []
    /// What a new tenant does first, in order.
    public var steps: [OnboardingStep] = []
    /// Colours and logo to start with.
    public var branding: BrandingDefinition?

    /// Nothing to see yet.
    public init() {}

    /// Without what is about entities that are not there, or says `with` an interface that is not.
    /// - Parameters:
    ///   - absent: Interfaces that are named as optional and not offered.
    ///   - stays: Whether an entity may be there.
    /// - Returns: What is left.
    func without(_ absent: Set<String>, _ stays: (EntityID) -> Bool) -> PackPresentation {
        func isOn(_ with: PlacedName?) -> Bool { with.map { !absent.contains($0.text) } ?? true }
        var rest = self
        rest.screens.removeAll { !stays($0.entity) || !isOn($0.with) }
        for index in rest.screens.indices {
            rest.screens[index].add.removeAll { !isOn($0.with) }
        }
        let gone = Set(screens.map(\.id)).subtracting(rest.screens.map(\.id))
        func leads(_ target: ScreenTarget) -> Bool {
            switch target {
            case .entity(let entity, _): stays(entity)
            case .screen(let id): !gone.contains(id)
            }
        }
        for index in rest.menu.indices { rest.menu[index].items.removeAll { !isOn($0.with) || !leads($0.target) } }
        rest.menu.removeAll(where: \.items.isEmpty)
        rest.steps.removeAll { !isOn($0.with) || !leads($0.opens) }
        return rest
    }
}

/// Where a line of the menu or an onboarding step leads.
public enum ScreenTarget: Hashable, Sendable {
    /// A screen that every entity has: `list`, `new` and the like.
    case entity(EntityID, String)
    /// A screen of a pack.
    case screen(String)

    /// As it is written: `customers.site.new`, `work_order_worker`.
    public var text: String {
        switch self {
        case .entity(let entity, let screen): "\(entity.raw).\(screen)"
        case .screen(let id): id
        }
    }
}

/// A name and where it stands.
public struct PlacedName: Hashable, Sendable {
    /// The name.
    public let text: String
    /// Where, when it came from a file.
    public let span: SourceSpan?

    /// A name.
    public init(_ text: String, at span: SourceSpan? = nil) {
        self.text = text
        self.span = span
    }
}
