/// Something that a new tenant does first.
public struct OnboardingStep: Hashable, Sendable {
    /// Singular snake_case; unique in the tenant.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// A condition over the tenant's records: `count(tenant.site) > 0`.
    public let done: ExpressionSource
    /// A screen, or `<entity>.new`, `<entity>.list` and the like.
    public let opens: ScreenTarget
    /// The optional interface without which there is no such step.
    public var with: PlacedName?
    /// Where it stands.
    public let span: SourceSpan?

    /// A step.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        done: ExpressionSource,
        opens: ScreenTarget,
        at span: SourceSpan? = nil
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.done = done
        self.opens = opens
        self.span = span
    }
}

/// Colours and logo that a tenant starts with.
public struct BrandingDefinition: Hashable, Sendable {
    /// How the name stands beside the logo.
    public enum LogoStyle: String, Hashable, Sendable, CaseIterable {
        /// Large and heavy.
        case bold
        /// Large.
        case professional
        /// As any text.
        case plain
    }

    /// `#RRGGBB`.
    public var primary: String?
    /// `#RRGGBB`.
    public var secondary: String?
    /// The logo.
    public var logo: PackImage?
    /// How the name stands beside it.
    public var logoStyle: LogoStyle?

    /// No colours and no logo.
    public init() {}
}

/// A picture in a pack.
public struct PackImage: Hashable, Sendable {
    /// Its path in the pack's folder.
    public let path: String
    /// SVG, UTF-8.
    public let bytes: [UInt8]

    /// A picture.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
