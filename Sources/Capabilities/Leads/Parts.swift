import Kernel

/// Where leads come from.
enum Source {
    static let id: EntityID = "leads.source"

    static let definition = EntityDefinition(
        id,
        title: LocalizedText(["en": "Lead source", "de": "Herkunft"]),
        collection: "lead-sources",
        fields: [
            FieldDefinition("name", .text(min: 1, max: 100), required: true, unique: true, searchable: true),
            FieldDefinition(
                "kind",
                .choice(["referral", "event", "digital", "social", "partner", "direct", "other"]),
                required: true,
                defaultValue: .text("other"),
                indexed: true
            ),
            FieldDefinition("active", .bool, required: true, defaultValue: .bool(true), indexed: true),
        ]
    )
}

/// Scopes of everything that belongs to a lead: those of the lead itself.
private let scopesOfTheLead: [Scope: ScopePath] = [
    .own: "owner", .assigned: "lead.responsible", .team: "lead.team",
]

/// What was done about a lead: a call, a meeting, a note.
enum Activity {
    static let definition = EntityDefinition(
        "leads.activity",
        title: LocalizedText(["en": "Activity", "de": "Aktivität"]),
        collection: "lead-activities",
        label: "{title}",
        fields: [
            FieldDefinition(
                "lead",
                .reference(to: Lead.id, onDelete: .cascade, inverse: "activities"),
                required: true,
                indexed: true,
                writing: .onCreate
            ),
            FieldDefinition(
                "kind",
                .choice(["call", "email", "meeting", "proposal", "visit", "note"]),
                required: true,
                defaultValue: .text("note"),
                indexed: true
            ),
            FieldDefinition("title", .text(min: 1, max: 200), required: true, searchable: true),
            FieldDefinition("text", .longText(max: 10_000), searchable: true),
            FieldDefinition("happened_at", .datetime(), indexed: true),
            FieldDefinition("minutes", .int(min: 0, max: 1440)),
        ],
        scopes: scopesOfTheLead
    )
}

/// What somebody has to do about a lead.
enum Task {
    static let definition = EntityDefinition(
        "leads.task",
        title: LocalizedText(["en": "Task", "de": "Aufgabe"]),
        collection: "lead-tasks",
        label: "{title}",
        fields: [
            FieldDefinition(
                "lead",
                .reference(to: Lead.id, onDelete: .cascade, inverse: "tasks"),
                required: true,
                indexed: true,
                writing: .onCreate
            ),
            FieldDefinition("title", .text(min: 1, max: 200), required: true, searchable: true),
            FieldDefinition("due_on", .date, indexed: true),
            FieldDefinition(
                "priority",
                .choice(["low", "normal", "high", "urgent"]),
                required: true,
                defaultValue: .text("normal"),
                indexed: true
            ),
            FieldDefinition(
                "assignee",
                .reference(to: "access.member", onDelete: .restrict, inverse: "lead_tasks"),
                indexed: true
            ),
            FieldDefinition("note", .longText(max: 4000)),
            FieldDefinition("completed_at", .datetime(), writing: .never),
        ],
        states: [
            StateDefinition("open", title: LocalizedText(["en": "Open", "de": "Offen"]), start: true),
            StateDefinition("done", title: LocalizedText(["en": "Done", "de": "Erledigt"])),
            StateDefinition("cancelled", title: LocalizedText(["en": "Cancelled", "de": "Entfallen"])),
        ],
        moves: [
            MoveDefinition("finish", from: ["open"], to: "done", set: [FieldAssignment("completed_at", "now()")]),
            MoveDefinition("cancel", from: ["open"], to: "cancelled"),
            MoveDefinition(
                "reopen",
                from: ["done", "cancelled"],
                to: "open",
                set: [FieldAssignment("completed_at", "null")]
            ),
        ],
        scopes: scopesOfTheLead
    )
}
