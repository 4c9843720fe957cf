/// What people read of this capability in German: by the English text, or by the address of a text that differs.
enum GermanTexts {
    static let all = [
        "Active": "Aktiv",
        "Description": "Beschreibung",
        "Email": "E-Mail",
        "Name": "Name",
        "Phone": "Telefon",
        "Roles": "Rollen",
        "Team": "Team",
        "Teams": "Teams",
    ]
}
