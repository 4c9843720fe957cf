import Kernel

/// Reads the section `terminology`: one and many of an entity's word, by language.
struct TerminologyDecoder {
    let places: Places

    /// The words by entity.
    func terms(_ node: NodeDecoder) -> [EntityID: Terms] {
        var terms: [EntityID: Terms] = [:]
        for entry in node.entries("a mapping of entities", keys: .entity) ?? [] {
            guard let id = entry.key.flatMap({ EntityID($0) }) else { continue }
            places.note("terminology/\(id)", entry.headSpan)
            terms[id] = words(entry)
        }
        return terms
    }

    private func words(_ node: NodeDecoder) -> Terms? {
        guard case .mapping(let languages, let span) = node.node else {
            return node.mismatch("words by language such as `{ en: { one: Visit, many: Visits } }`")
        }
        var (one, many): ([String: String], [String: String]) = ([:], [:])
        for language in languages {
            guard LanguageTag.accepts(language.key) else {
                let message = "`\(language.key.clipped)` is not a language"
                node.report(.badLanguage, message, at: language.keySpan, hint: "languages are `en`, `de`, `pt-BR`")
                continue
            }
            let words = NodeDecoder(language, findings: node.findings)
            guard let keys = words.mapping("a pair of words", known: [], required: ["one", "many"]) else { continue }
            one[language.key] = keys["one"]?.text("a word", length: 1...100)
            many[language.key] = keys["many"]?.text("a word", length: 1...100)
        }
        if languages.isEmpty { node.report(.nothingWritten, "expected words by language, found none", at: span) }
        return one.isEmpty || many.isEmpty ? nil : Terms(one: LocalizedText(one), many: LocalizedText(many))
    }
}
