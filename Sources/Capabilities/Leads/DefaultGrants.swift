import Kernel

/// What the base roles may do here until a tenant says otherwise.
enum DefaultGrants {
    private static let leadMoves = [
        "contact", "qualify", "schedule_meeting", "send_proposal", "negotiate", "nurture", "lose", "revive",
    ]
    private static let taskMoves = ["finish", "cancel", "reopen"]
    private static let work = grants("lead", leadMoves) + grants("task", taskMoves) + [Grant("leads.convert", .all)]

    static let all: [(String, [Grant])] = [
        (
            "manager",
            ["lead", "activity", "task", "source"].flatMap { grants($0, ["read", "create", "update", "delete"]) } + work
        ),
        (
            "staff",
            ["lead", "activity", "task"].flatMap { grants($0, ["read", "create", "update"]) }
                + grants("source", ["read"]) + work
        ),
    ]

    private static func grants(_ entity: String, _ verbs: [String]) -> [Grant] {
        verbs.map { Grant("leads.\(entity).\($0)", .all) }
    }
}
