import Kernel

/// What the base roles may do here until a tenant says otherwise.
enum DefaultGrants {
    static let all: [(String, [Grant])] = [
        (
            "manager",
            entry(
                ["read", "create", "update", "delete", "submit", "withdraw", "approve", "reject", "reopen", "close"],
                .all
            ) + [Grant(Clock.track.id, .own), Grant(Totals.view.id, .all)]
        ),
        ("staff", worker),
        ("employee", worker),
        ("accountant", entry(["read"], .all) + [Grant(Totals.view.id, .all)]),
    ]

    /// Who works: the own clock and the own entries; times are corrected and approved by others.
    private static let worker =
        entry(["read", "submit", "withdraw"], .own)
        + [
            Grant("\(TimeEntry.id.raw).update", .own, fields: ["note", "work_order"]),
            Grant(Clock.track.id, .own), Grant(Totals.view.id, .own),
        ]

    private static func entry(_ verbs: [String], _ scope: Scope) -> [Grant] {
        verbs.map { Grant("\(TimeEntry.id.raw).\($0)", scope) }
    }
}
