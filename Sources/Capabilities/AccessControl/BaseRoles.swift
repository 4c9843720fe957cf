import Kernel

/// The roles that every tenant begins with.
///
/// Other capabilities add their own default grants to them.
enum BaseRoles {
    static let all = [
        RoleDefinition("owner", title: LocalizedText(["en": "Owner", "de": "Inhaber"]), holdsEverything: true),
        RoleDefinition("manager", title: LocalizedText(["en": "Manager", "de": "Leitung"])),
        RoleDefinition("staff", title: LocalizedText(["en": "Staff", "de": "Büro"])),
        RoleDefinition("employee", title: LocalizedText(["en": "Employee", "de": "Mitarbeiter"])),
        RoleDefinition(
            "accountant",
            title: LocalizedText(["en": "Accountant", "de": "Buchhaltung"]),
            space: .accountant
        ),
    ]

    /// What the kernel's own routes about a tenant need.
    static let permissions = [
        Permission("access.audit", title: LocalizedText(["en": "Read the audit trail", "de": "Protokoll lesen"])),
        Permission(
            "access.overlay",
            title: LocalizedText(["en": "Change fields, labels and screens", "de": "Felder, Namen, Ansichten ändern"])
        ),
        Permission("access.settings", title: LocalizedText(["en": "Change settings", "de": "Einstellungen ändern"])),
    ]

    /// Everybody sees colleagues and teams; managers put them together; everybody keeps the own phone number.
    static let grants: [(String, [Grant])] = [
        (
            "manager",
            [
                Grant("access.member.read", .all),
                Grant("access.member.update", .all, fields: ["name", "phone", "teams"]),
                Grant("access.team.read", .all),
                Grant("access.team.create", .all),
                Grant("access.team.update", .all),
                Grant("access.team.delete", .all),
            ]
        ),
        ("staff", everybody),
        ("employee", everybody),
        (
            "accountant",
            [Grant("access.member.read", .all, fields: ["name", "email"]), Grant("access.audit", .all)]
        ),
    ]

    private static let everybody = [
        Grant("access.member.read", .all, fields: ["name", "email", "phone", "teams", "active"]),
        Grant("access.member.update", .own, fields: ["phone"]),
        Grant("access.team.read", .all),
    ]
}
