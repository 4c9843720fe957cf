import Kernel

/// A piece of work for a customer, from draft to done.
enum WorkOrder {
    static let id: EntityID = "work-orders.work_order"

    static let definition = EntityDefinition(
        id,
        title: LocalizedText(["en": "Work order", "de": "Auftrag"]),
        collection: "work-orders",
        label: "{title}",
        fields: fields,
        states: states,
        moves: moves,
        scopes: [.own: "owner", .assigned: "assignees", .team: "team"]
    )

    private static let fields = [
        FieldDefinition("title", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
        FieldDefinition("number", .text(min: 1, max: 40), unique: true, searchable: true),
        FieldDefinition("description", .longText(max: 10_000), searchable: true),
        FieldDefinition(
            "customer",
            .reference(to: "customers.customer", onDelete: .restrict),
            required: true,
            indexed: true
        ),
        FieldDefinition("site", .reference(to: "customers.site", onDelete: .restrict), indexed: true),
        FieldDefinition(
            "priority",
            .choice(["low", "normal", "high", "urgent"]),
            required: true,
            defaultValue: .text("normal"),
            indexed: true
        ),
        FieldDefinition("starts", .datetime(), indexed: true),
        FieldDefinition("ends", .datetime(), indexed: true),
        FieldDefinition("actual_start", .datetime(), writing: .never),
        FieldDefinition("actual_end", .datetime(), writing: .never),
        FieldDefinition("team", .reference(to: "access.team", onDelete: .clear), indexed: true),
        FieldDefinition("assignees", .references(to: "access.member", through: "work-orders.assignment")),
        FieldDefinition("notes", .longText(max: 10_000)),
        FieldDefinition("hold_reason", .text(max: 500), writing: .never),
        FieldDefinition("estimated_value", .money(min: 0)),
        FieldDefinition("actual_cost", .money(min: 0)),
    ]

    private static let states = [
        StateDefinition("draft", title: LocalizedText(["en": "Draft", "de": "Entwurf"]), start: true),
        StateDefinition("scheduled", title: LocalizedText(["en": "Scheduled", "de": "Geplant"])),
        StateDefinition("in_progress", title: LocalizedText(["en": "In progress", "de": "In Arbeit"])),
        StateDefinition("on_hold", title: LocalizedText(["en": "On hold", "de": "Angehalten"])),
        StateDefinition("done", title: LocalizedText(["en": "Done", "de": "Erledigt"])),
        StateDefinition("cancelled", title: LocalizedText(["en": "Cancelled", "de": "Abgesagt"])),
    ]

    private static let moves = [
        MoveDefinition(
            "schedule",
            from: ["draft"],
            to: "scheduled",
            guardExpression: "starts != null",
            refusal: LocalizedText(["en": "Say when it starts first.", "de": "Erst den Beginn angeben."])
        ),
        MoveDefinition(
            "start",
            from: ["scheduled"],
            to: "in_progress",
            set: [FieldAssignment("actual_start", "now()")]
        ),
        MoveDefinition(
            "hold",
            from: ["scheduled", "in_progress"],
            to: "on_hold",
            input: [FieldDefinition("reason", .text(min: 1, max: 500))],
            set: [FieldAssignment("hold_reason", "input.reason")]
        ),
        MoveDefinition("resume", from: ["on_hold"], to: "in_progress", set: [FieldAssignment("hold_reason", "null")]),
        MoveDefinition("finish", from: ["in_progress"], to: "done", set: [FieldAssignment("actual_end", "now()")]),
        MoveDefinition("cancel", from: ["draft", "scheduled", "on_hold"], to: "cancelled"),
        MoveDefinition(
            "reopen",
            from: ["done", "cancelled"],
            to: "draft",
            set: [
                FieldAssignment("actual_start", "null"), FieldAssignment("actual_end", "null"),
                FieldAssignment("hold_reason", "null"),
            ]
        ),
    ]
}
