/// What people read of this capability in German: by the English text, or by the address of a text that differs.
enum GermanTexts {
    static let all = [
        "Attempts": "Versuche",
        "Automation": "Automatisierung",
        "Condition": "Bedingung",
        "Depth": "Tiefe",
        "Dismissed": "Verworfen",
        "Done": "Erledigt",
        "Due": "Fällig",
        "Error": "Fehler",
        "Event": "Ereignis",
        "Event key": "Schlüssel des Ereignisses",
        "Parked": "Zurückgestellt",
        "Record": "Datensatz",
        "Seq": "Laufende Nummer",
        "Skipped": "Übersprungen",
        "Steps": "Schritte",
        "Waiting": "Wartet",
    ]
}
