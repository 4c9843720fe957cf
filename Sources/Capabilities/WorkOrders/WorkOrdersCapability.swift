import Kernel

/// Work orders from draft to done, who does them, what is ticked off, and the templates they are made from.
public struct WorkOrdersCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "work-orders",
        version: Version(1, 1),
        title: LocalizedText(["en": "Work orders", "de": "Aufträge"]),
        provides: [Interface("work-orders", 1, 1)],
        requires: [Interface("customers", 1, 0), Interface("access", 1, 0)]
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares the entities, the checklist actions and the default grants.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(WorkOrder.definition)
        registrar.entity(Assignment.definition)
        registrar.entity(ChecklistItem.definition)
        registrar.entity(Note.definition)
        registrar.entity(Templates.job)
        registrar.entity(Templates.step)
        registrar.entity(Catalog.item)
        registrar.permission(Checklist.apply)
        registrar.permission(Checklist.view)
        registrar.event(Checklist.filled)
        registrar.action(Checklist.applyTemplate)
        registrar.action(Checklist.progress)
        for (role, grants) in DefaultGrants.all { registrar.grants(grants, to: role) }
    }
}
