import Kernel

/// Scopes of everything that belongs to a work order: those of the order itself.
private let scopesOfTheOrder: [Scope: ScopePath] = [
    .own: "owner", .assigned: "work_order.assignees", .team: "work_order.team",
]

private let orderReference = FieldDefinition(
    "work_order",
    .reference(to: WorkOrder.id, onDelete: .cascade),
    required: true,
    indexed: true,
    writing: .onCreate
)

/// Who does a work order, and as what.
enum Assignment {
    static let definition = EntityDefinition(
        "work-orders.assignment",
        title: LocalizedText(["en": "Assignment", "de": "Einsatz"]),
        collection: "assignments",
        label: "{work_order}",
        fields: [
            orderReference,
            FieldDefinition(
                "member",
                .reference(to: "access.member", onDelete: .restrict),
                required: true,
                indexed: true
            ),
            FieldDefinition(
                "role",
                .choice(["lead", "worker", "supervisor"]),
                required: true,
                defaultValue: .text("worker")
            ),
        ],
        scopes: scopesOfTheOrder,
        uniques: [
            UniqueRule(
                ["work_order", "member"],
                message: LocalizedText([
                    "en": "This member is assigned to the work order already.",
                    "de": "Dieses Mitglied ist dem Auftrag schon zugeteilt.",
                ])
            )
        ]
    )
}

/// One thing to tick off.
enum ChecklistItem {
    static let id: EntityID = "work-orders.checklist_item"

    static let definition = EntityDefinition(
        id,
        title: LocalizedText(["en": "Checklist item", "de": "Aufgabe"]),
        collection: "checklist-items",
        label: "{title}",
        fields: [
            orderReference,
            FieldDefinition("title", .text(min: 1, max: 200), required: true, searchable: true),
            FieldDefinition("required", .bool, required: true, defaultValue: .bool(false)),
            FieldDefinition(
                "sort_order",
                .int(min: 0, max: 100_000),
                required: true,
                defaultValue: .int(0),
                indexed: true
            ),
            FieldDefinition("note", .text(max: 1000)),
            FieldDefinition("completed_at", .datetime(), writing: .never),
            FieldDefinition(
                "completed_by",
                .reference(to: "access.member", inverse: "completed_items"),
                writing: .never
            ),
        ],
        states: [
            StateDefinition("pending", start: true), StateDefinition("in_progress"), StateDefinition("completed"),
            StateDefinition("skipped"),
        ],
        moves: [
            MoveDefinition("begin", from: ["pending"], to: "in_progress"),
            MoveDefinition(
                "finish",
                from: ["pending", "in_progress"],
                to: "completed",
                set: [FieldAssignment("completed_at", "now()"), FieldAssignment("completed_by", "me")]
            ),
            MoveDefinition(
                "skip",
                from: ["pending", "in_progress"],
                to: "skipped",
                guardExpression: "not required",
                refusal: LocalizedText([
                    "en": "A required item cannot be skipped.",
                    "de": "Pflichtaufgaben können nicht übersprungen werden.",
                ])
            ),
            MoveDefinition(
                "reopen",
                from: ["completed", "skipped"],
                to: "pending",
                set: [FieldAssignment("completed_at", "null"), FieldAssignment("completed_by", "null")]
            ),
        ],
        scopes: scopesOfTheOrder
    )
}

/// What somebody wrote about a work order.
enum Note {
    static let definition = EntityDefinition(
        "work-orders.note",
        title: LocalizedText(["en": "Note", "de": "Notiz"]),
        collection: "work-order-notes",
        label: "{text}",
        fields: [orderReference, FieldDefinition("text", .longText(max: 10_000), required: true, searchable: true)],
        scopes: scopesOfTheOrder
    )
}

/// What work orders are made from.
enum Templates {
    static let stepID: EntityID = "work-orders.work_step"

    static let job = EntityDefinition(
        "work-orders.job_template",
        title: LocalizedText(["en": "Job template", "de": "Auftragsvorlage"]),
        collection: "job-templates",
        label: "{title}",
        fields: [
            FieldDefinition("title", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition("minutes", .int(min: 1, max: 100_000)),
            FieldDefinition("category", .text(max: 100), indexed: true),
            FieldDefinition("description", .longText(max: 4000)),
        ]
    )

    static let step = EntityDefinition(
        stepID,
        title: LocalizedText(["en": "Work step", "de": "Arbeitsschritt"]),
        collection: "work-steps",
        label: "{title}",
        fields: [
            FieldDefinition(
                "template",
                .reference(to: "work-orders.job_template", onDelete: .cascade),
                required: true,
                indexed: true
            ),
            FieldDefinition("title", .text(min: 1, max: 200), required: true),
            FieldDefinition("minutes", .int(min: 1, max: 100_000)),
            FieldDefinition("required", .bool, required: true, defaultValue: .bool(false)),
            FieldDefinition(
                "sort_order",
                .int(min: 0, max: 100_000),
                required: true,
                defaultValue: .int(0),
                indexed: true
            ),
        ]
    )
}

/// What is sold and used, with what it costs and what is charged for it.
enum Catalog {
    static let item = EntityDefinition(
        "work-orders.catalog_item",
        title: LocalizedText(["en": "Catalog item", "de": "Artikel"]),
        // Not `catalog-items`: packs that were enabled before this entity was here have a collection of that name.
        collection: "price-items",
        fields: [
            FieldDefinition("name", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition("number", .text(min: 1, max: 40), unique: true, searchable: true),
            FieldDefinition(
                "category",
                .choice(["labor", "materials", "supplies", "parts", "hardware", "equipment", "service", "other"]),
                required: true,
                defaultValue: .text("other"),
                indexed: true
            ),
            FieldDefinition("unit", .text(min: 1, max: 40), required: true),
            FieldDefinition("unit_cost", .money(min: 0), required: true),
            FieldDefinition("unit_price", .money(min: 0)),
            FieldDefinition("description", .longText(max: 4000)),
            FieldDefinition("active", .bool, required: true, defaultValue: .bool(true), indexed: true),
        ],
        uniques: [UniqueRule(["category", "name"])]
    )
}
