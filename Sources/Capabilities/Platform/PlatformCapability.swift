import Kernel

/// The platform as a business: its tenants, what it offers them, and what they have taken.
///
/// On for the platform's own tenant alone.
public struct PlatformCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "platform",
        version: Version(1, 0),
        title: LocalizedText(["en": "Platform", "de": "Plattform"]),
        provides: [],
        requires: [Interface("access", 1, 0)],
        isForPlatform: true
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares tenants, plans, subscriptions and the provider's roles.
    public func register(into registrar: inout Registrar) throws {
        registrar.entity(Entities.tenant)
        registrar.entity(Entities.plan)
        registrar.entity(Entities.subscription)
        for role in ProviderRoles.all { registrar.role(role) }
        registrar.translations("de", GermanTexts.all)
    }
}
