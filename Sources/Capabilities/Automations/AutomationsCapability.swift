import Kernel

/// The runs of automations, for the people of a tenant: what ran, what it did, and what failed and waits for somebody.
///
/// The kernel runs automations itself; this capability declares where the runs are kept and who may see them.
public struct AutomationsCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "automations",
        version: Version(1, 0),
        title: LocalizedText(["en": "Automations", "de": "Automatisierungen"]),
        provides: [Interface("automations", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares the entity and the default grants.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(Run.definition)
        let grants = ["read", "retry", "dismiss"].map { Grant("automations.run.\($0)", .all) }
        registrar.grants(grants, to: "manager")
    }
}
