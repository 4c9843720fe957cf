/// A change of one property of a definition that another owner made, or of an own one.
public struct DefinitionChange: Hashable, Sendable {
    /// What is changed.
    public let address: DefinitionAddress
    /// The property: `title.en`, `required`, `grants.customers.site.read`.
    public let property: String
    /// What it becomes.
    public let value: DefinitionValue
    /// Where it stands.
    public let span: SourceSpan?

    /// A change.
    public init(_ address: DefinitionAddress, _ property: String, _ value: DefinitionValue, at span: SourceSpan?) {
        self.address = address
        self.property = property
        self.value = value
        self.span = span
    }

    /// The property's first word and what follows it: `title` and `en`.
    var parts: (name: String, rest: String) {
        let parts = property.split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
}

/// A value of a definition's property.
public enum DefinitionValue: Hashable, Sendable {
    /// Takes the property away.
    case none
    /// A text, or one word of a few.
    case text(String)
    /// True or false.
    case flag(Bool)
    /// Names, in order.
    case names([PlacedName])
    /// What a screen shows besides.
    case parts([ScreenPart])
    /// A condition.
    case expression(ExpressionSource)
    /// A grant of a role.
    case grant(Grant)
    /// The lines of a group of the menu.
    case items([MenuItem])
}
