import Kernel

/// Members, teams and the base roles that every tenant has.
public struct AccessControlCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "access",
        version: Version(1, 0),
        title: LocalizedText(["en": "Access", "de": "Zugriff"]),
        provides: [Interface("access", 1, 0)],
        isCore: true
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares members, teams and the base roles.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(Entities.member)
        registrar.entity(Entities.team)
        for permission in BaseRoles.permissions { registrar.permission(permission) }
        for role in BaseRoles.all { registrar.role(role) }
        for (role, grants) in BaseRoles.grants { registrar.grants(grants, to: role) }
    }
}
