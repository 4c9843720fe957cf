import Kernel

/// What this capability keeps.
enum Entities {
    /// A customer company of the platform.
    ///
    /// Its record comes with the tenant itself, never by a plain create; its name and state are the tenant's own.
    static let tenant = EntityDefinition(
        "platform.tenant",
        title: LocalizedText(["en": "Tenant", "de": "Mandant"]),
        collection: "tenants",
        fields: [
            FieldDefinition(
                "slug",
                .text(min: 1, max: 63),
                required: true,
                unique: true,
                searchable: true,
                indexed: true,
                writing: .onCreate
            ),
            FieldDefinition("name", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition("since", .datetime(), required: true, indexed: true, writing: .onCreate),
        ],
        states: [
            StateDefinition("active", title: LocalizedText(["en": "Active", "de": "Aktiv"]), start: true),
            StateDefinition("suspended", title: LocalizedText(["en": "Suspended", "de": "Gesperrt"])),
        ],
        moves: [
            MoveDefinition("suspend", from: ["active"], to: "suspended"),
            MoveDefinition("resume", from: ["suspended"], to: "active"),
        ],
        verbs: [.read, .update]
    )

    /// Something that a tenant can subscribe to.
    static let plan = EntityDefinition(
        "platform.plan",
        title: LocalizedText(["en": "Plan", "de": "Tarif"]),
        collection: "plans",
        fields: [
            FieldDefinition("code", .text(min: 1, max: 63), required: true, unique: true, indexed: true),
            FieldDefinition("name", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition("price", .money(min: 0), required: true),
            FieldDefinition("interval", .choice(["month", "year"]), required: true, defaultValue: .text("month")),
        ]
    )

    /// A tenant on a plan.
    static let subscription = EntityDefinition(
        "platform.subscription",
        title: LocalizedText(["en": "Subscription", "de": "Abonnement"]),
        collection: "subscriptions",
        label: "{starts}",
        fields: [
            FieldDefinition("subscriber", .reference(to: "platform.tenant"), required: true, indexed: true),
            FieldDefinition("plan", .reference(to: "platform.plan"), required: true, indexed: true),
            FieldDefinition("starts", .date, required: true, indexed: true),
            FieldDefinition("ends", .date, indexed: true, writing: .never),
        ],
        states: [
            StateDefinition("active", title: LocalizedText(["en": "Active", "de": "Aktiv"]), start: true),
            StateDefinition("cancelled", title: LocalizedText(["en": "Cancelled", "de": "Gekündigt"])),
        ],
        moves: [
            MoveDefinition(
                "cancel",
                from: ["active"],
                to: "cancelled",
                input: [FieldDefinition("ends", .date, required: true)],
                set: [FieldAssignment("ends", "input.ends")]
            ),
            MoveDefinition("renew", from: ["cancelled"], to: "active", set: [FieldAssignment("ends", "null")]),
        ]
    )
}
