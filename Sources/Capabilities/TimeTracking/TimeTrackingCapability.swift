import Kernel

/// The time clock: who worked when, corrections beside what the clock recorded, approval, totals.
public struct TimeTrackingCapability: Capability {
    /// Who it is.
    public static let descriptor = CapabilityDescriptor(
        id: "time-tracking",
        version: Version(1, 0),
        title: LocalizedText(["en": "Time tracking", "de": "Zeiterfassung"]),
        provides: [Interface("time-tracking", 1, 0)],
        requires: [Interface("access", 1, 0)],
        optional: [Interface("work-orders", 1, 0)]
    )

    /// A capability takes nothing from outside.
    public init() {}

    /// Declares time entries with their rule, the clock, totals, settings and default grants.
    public func register(into registrar: inout Registrar) throws {
        registrar.translations("de", GermanTexts.all)
        registrar.entity(TimeEntry.definition)
        registrar.rule(EntryRule.rule)
        registrar.permission(Clock.track)
        registrar.permission(Totals.view)
        for event in Clock.events { registrar.event(event) }
        for action in Clock.actions { registrar.action(action) }
        registrar.action(Totals.action)
        for setting in Settings.all { registrar.setting(setting) }
        for (role, grants) in DefaultGrants.all { registrar.grants(grants, to: role) }
    }
}
