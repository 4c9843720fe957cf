import Kernel

/// What this capability keeps.
enum Entities {
    /// Who pays: a company or a person.
    static let customer = EntityDefinition(
        "customers.customer",
        title: LocalizedText(["en": "Customer", "de": "Kunde"]),
        collection: "customers",
        fields: [
            FieldDefinition("name", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition(
                "kind",
                .choice(["company", "person"]),
                required: true,
                defaultValue: .text("company"),
                indexed: true
            ),
            FieldDefinition("email", .email, searchable: true, indexed: true),
            FieldDefinition("phone", .phone, searchable: true),
            FieldDefinition("website", .url),
            FieldDefinition("billing_address", .longText(max: 1000)),
            FieldDefinition("notes", .longText(max: 10_000)),
        ]
    )

    /// A person to talk to at a customer.
    static let contact = EntityDefinition(
        "customers.contact",
        title: LocalizedText(["en": "Contact", "de": "Kontakt"]),
        collection: "contacts",
        fields: [
            FieldDefinition(
                "customer",
                .reference(to: "customers.customer", onDelete: .cascade),
                required: true,
                indexed: true
            ),
            FieldDefinition("name", .text(min: 2, max: 100), required: true, searchable: true, indexed: true),
            FieldDefinition("title", .text(max: 100)),
            FieldDefinition("department", .text(max: 100)),
            FieldDefinition("email", .email, searchable: true, indexed: true),
            FieldDefinition("phone", .phone, searchable: true),
            FieldDefinition("is_primary", .bool, required: true, defaultValue: .bool(false)),
            FieldDefinition(
                "status",
                .choice(["active", "inactive", "archived"]),
                required: true,
                defaultValue: .text("active"),
                indexed: true
            ),
        ]
    )

    /// A place where work is done.
    ///
    /// What `assigned` means is left to what brings the work.
    static let site = EntityDefinition(
        "customers.site",
        title: LocalizedText(["en": "Site", "de": "Objekt"]),
        collection: "sites",
        fields: [
            FieldDefinition(
                "customer",
                .reference(to: "customers.customer", onDelete: .restrict),
                required: true,
                indexed: true
            ),
            FieldDefinition("name", .text(min: 1, max: 200), required: true, searchable: true, indexed: true),
            FieldDefinition("address", .text(max: 300), searchable: true),
            FieldDefinition("city", .text(max: 100), searchable: true, indexed: true),
            FieldDefinition("postal_code", .text(max: 20)),
            FieldDefinition("country", .text(min: 2, max: 2, pattern: "[A-Z]{2}")),
            FieldDefinition("position", .geo),
            FieldDefinition("radius_m", .int(min: 10, max: 10_000), required: true, defaultValue: .int(100)),
            FieldDefinition("access_instructions", .longText(max: 4000)),
            FieldDefinition("notes", .longText(max: 10_000)),
        ]
    )
}
