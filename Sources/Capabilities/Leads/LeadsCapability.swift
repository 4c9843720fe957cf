import Kernel

/// Leads from the first word to a customer: who asked, for what, what it is worth, what was said and what is next.
public struct LeadsCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "leads",
        version: Version(1, 0),
        title: LocalizedText(["en": "Leads", "de": "Anfragen"]),
        provides: [Interface("leads", 1, 0)],
        requires: [Interface("customers", 1, 0), Interface("access", 1, 0)]
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares the entities, the conversion and the default grants.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(Source.definition)
        registrar.entity(Lead.definition)
        registrar.entity(Activity.definition)
        registrar.entity(Task.definition)
        registrar.permission(Conversion.permission)
        registrar.event(Conversion.converted)
        registrar.action(Conversion.action)
        for (role, grants) in DefaultGrants.all { registrar.grants(grants, to: role) }
    }
}
