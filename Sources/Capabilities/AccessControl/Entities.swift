import Kernel

/// What this capability keeps.
enum Entities {
    /// A person of the tenant.
    ///
    /// Its id is the identity's; people are added by invitation, never by a plain create.
    static let member = EntityDefinition(
        "access.member",
        title: LocalizedText(["en": "Member", "de": "Mitglied"]),
        collection: "members",
        fields: [
            FieldDefinition("name", .text(min: 1, max: 100), required: true, searchable: true, indexed: true),
            FieldDefinition("email", .email, required: true, unique: true, writing: .never),
            FieldDefinition("phone", .phone),
            FieldDefinition("teams", .references(to: "access.team", inverse: "members")),
            FieldDefinition("roles", .choices([]), writing: .never, optionsAreRoles: true),
            FieldDefinition("active", .bool, defaultValue: .bool(true), indexed: true, writing: .never),
        ],
        scopes: [.own: "id", .team: "teams"],
        verbs: [.read, .update]
    )

    /// People who work together.
    static let team = EntityDefinition(
        "access.team",
        collection: "teams",
        fields: [
            FieldDefinition(
                "name",
                .text(min: 1, max: 100),
                required: true,
                unique: true,
                searchable: true,
                indexed: true
            ),
            FieldDefinition("description", .longText(max: 2000)),
        ],
        scopes: [.team: "id"]
    )
}
