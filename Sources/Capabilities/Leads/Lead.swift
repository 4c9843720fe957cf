import Kernel

/// Somebody who may become a customer.
enum Lead {
    static let id: EntityID = "leads.lead"
    static let won = "won"
    static let lost = "lost"

    static let definition = EntityDefinition(
        id,
        title: LocalizedText(["en": "Lead", "de": "Anfrage"]),
        collection: "leads",
        label: "{contact_name}",
        fields: who + what + outcome,
        states: states,
        moves: moves,
        scopes: [.own: "owner", .assigned: "responsible", .team: "team"]
    )

    private static let who = [
        FieldDefinition("contact_name", .text(min: 2, max: 100), required: true, searchable: true, indexed: true),
        FieldDefinition("company", .text(min: 2, max: 200), searchable: true, indexed: true),
        FieldDefinition("email", .email, searchable: true, indexed: true),
        FieldDefinition("phone", .phone, searchable: true, indexed: true),
        FieldDefinition("website", .url),
        FieldDefinition("site_address", .text(max: 300), searchable: true),
        FieldDefinition("site_city", .text(max: 100), searchable: true, indexed: true),
        FieldDefinition("site_postal_code", .text(max: 20)),
        FieldDefinition("site_country", .text(min: 2, max: 2, pattern: "[A-Z]{2}")),
    ]

    private static let what = [
        FieldDefinition(
            "lead_type",
            .choice(["job", "relationship", "permit", "government"]),
            required: true,
            defaultValue: .text("job"),
            indexed: true
        ),
        FieldDefinition("source", .reference(to: Source.id, onDelete: .restrict), indexed: true),
        FieldDefinition("source_detail", .text(max: 300)),
        FieldDefinition("description", .longText(max: 10_000), searchable: true),
        FieldDefinition("estimated_value", .money(min: 0), indexed: true),
        FieldDefinition("responsible", .reference(to: "access.member", onDelete: .restrict), indexed: true),
        FieldDefinition("team", .reference(to: "access.team", onDelete: .clear), indexed: true),
        FieldDefinition("follow_up_on", .date, indexed: true),
        FieldDefinition("notes", .longText(max: 10_000)),
    ]

    /// What moves and the conversion leave behind.
    private static let outcome = [
        FieldDefinition("contacted_at", .datetime(), writing: .never),
        FieldDefinition("meeting_at", .datetime(), indexed: true, writing: .never),
        FieldDefinition("proposal_sent_at", .datetime(), writing: .never),
        FieldDefinition(
            "lost_reason",
            .choice(["price", "timing", "competitor", "no_answer", "not_a_fit", "duplicate", "other"]),
            indexed: true,
            writing: .never
        ),
        FieldDefinition("lost_note", .text(max: 1000), writing: .never),
        FieldDefinition("closed_at", .datetime(), indexed: true, writing: .never),
        FieldDefinition(
            "customer",
            .reference(to: "customers.customer", onDelete: .restrict),
            indexed: true,
            writing: .never
        ),
        FieldDefinition("contact", .reference(to: "customers.contact", onDelete: .clear), writing: .never),
        FieldDefinition("site", .reference(to: "customers.site", onDelete: .clear), writing: .never),
    ]

    private static let states = [
        StateDefinition("new", title: LocalizedText(["en": "New", "de": "Neu"]), start: true),
        StateDefinition("contacted", title: LocalizedText(["en": "Contacted", "de": "Kontaktiert"])),
        StateDefinition("qualified", title: LocalizedText(["en": "Qualified", "de": "Geprüft"])),
        StateDefinition(
            "meeting_scheduled",
            title: LocalizedText(["en": "Meeting scheduled", "de": "Termin vereinbart"])
        ),
        StateDefinition("proposal_sent", title: LocalizedText(["en": "Proposal sent", "de": "Angebot gesendet"])),
        StateDefinition("negotiation", title: LocalizedText(["en": "Negotiation", "de": "Verhandlung"])),
        StateDefinition("nurturing", title: LocalizedText(["en": "For later", "de": "Wiedervorlage"])),
        StateDefinition(won, title: LocalizedText(["en": "Won", "de": "Gewonnen"]), final: true, byActions: true),
        StateDefinition(lost, title: LocalizedText(["en": "Lost", "de": "Verloren"])),
    ]
}
