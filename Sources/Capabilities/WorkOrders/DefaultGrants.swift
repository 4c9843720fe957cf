import Kernel

/// What the base roles may do here until a tenant says otherwise.
enum DefaultGrants {
    private static let orderMoves = ["schedule", "start", "hold", "resume", "finish", "cancel", "reopen"]
    private static let itemMoves = ["begin", "finish", "skip", "reopen"]
    private static let entities = ["work_order", "assignment", "checklist_item", "note", "job_template", "work_step"]
    private static let prices = "catalog_item"
    private static let actions = [
        Grant("work-orders.apply_template", .all), Grant("work-orders.checklist_progress", .all),
    ]

    static let all: [(String, [Grant])] = [
        (
            "manager",
            entities.flatMap { grants($0, ["read", "create", "update", "delete"], .all) }
                + grants(prices, ["read", "create", "update", "delete"], .all)
                + grants("work_order", orderMoves, .all) + grants("checklist_item", itemMoves, .all) + actions
        ),
        (
            "staff",
            entities.flatMap { grants($0, ["read", "create", "update"], .all) } + grants(prices, ["read"], .all)
                + grants("work_order", orderMoves, .all) + grants("checklist_item", itemMoves, .all) + actions
        ),
        ("employee", employee),
        ("accountant", grants("work_order", ["read"], .all) + grants(prices, ["read"], .all)),
    ]

    /// Field workers: what they are assigned to.
    private static let employee =
        grants("work_order", ["read", "start", "hold", "resume", "finish"], .assigned)
        + [Grant("work-orders.work_order.update", .assigned, fields: ["notes"])]
        + grants("assignment", ["read"], .assigned)
        + grants("checklist_item", ["read"] + itemMoves, .assigned)
        + grants("note", ["read", "create"], .assigned)
        + [Grant("work-orders.checklist_progress", .all)]

    private static func grants(_ entity: String, _ verbs: [String], _ scope: Scope) -> [Grant] {
        verbs.map { Grant("work-orders.\(entity).\($0)", scope) }
    }
}
