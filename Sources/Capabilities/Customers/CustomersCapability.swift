import Kernel

/// Customers, the people to talk to there, and the places where work is done.
public struct CustomersCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "customers",
        version: Version(1, 0),
        title: LocalizedText(["en": "Customers", "de": "Kunden"]),
        provides: [Interface("customers", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares customers, contacts and sites with their default grants.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(Entities.customer)
        registrar.entity(Entities.contact)
        registrar.entity(Entities.site)
        for (role, grants) in DefaultGrants.all { registrar.grants(grants, to: role) }
    }
}
