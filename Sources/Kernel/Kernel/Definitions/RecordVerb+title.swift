extension RecordVerb {
    /// What people read of it.
    var title: LocalizedText {
        let german =
            switch self {
            case .read: "Lesen"
            case .create: "Anlegen"
            case .update: "Ändern"
            case .delete: "Löschen"
            }
        return LocalizedText(["en": Naming.words(rawValue), "de": german])
    }
}

extension LocalizedText {
    /// `Read: Site`, in each language that both have; in English in any case.
    func before(_ other: LocalizedText) -> LocalizedText {
        let both = texts.compactMap { language, text in other.texts[language].map { (language, "\(text): \($0)") } }
        let english = ["en": "\(text()): \(other.text())"]
        return LocalizedText(english.merging(both) { _, own in own })
    }
}
