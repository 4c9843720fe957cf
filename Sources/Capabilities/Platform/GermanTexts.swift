/// What people read of this capability in German: by the English text, or by the address of a text that differs.
enum GermanTexts {
    static let all = [
        "Cancel": "Kündigen",
        "Code": "Kürzel",
        "Ends": "Ende",
        "Interval": "Abrechnung",
        "Month": "Monatlich",
        "Name": "Name",
        "Plan": "Tarif",
        "Price": "Preis",
        "Renew": "Verlängern",
        "Resume": "Freigeben",
        "Since": "Seit",
        "Slug": "Kennung",
        "Starts": "Beginn",
        "Subscriber": "Abonnent",
        "Suspend": "Sperren",
        "Year": "Jährlich",
    ]
}
