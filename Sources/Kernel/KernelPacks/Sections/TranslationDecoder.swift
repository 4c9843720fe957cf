import Kernel

/// Reads `i18n/<language>.yaml`: texts by address, put into the pack's own; and tells what is still missing.
struct TranslationDecoder {
    let source: PackSource
    let findings: Findings

    private struct Entry {
        let text: String
        let span: SourceSpan
    }

    /// Puts the translations in and reports those for nothing (P640), those that stand twice (P642) and texts that lack
    /// a language of the pack (P641, a warning).
    func apply(to pack: inout PackDefinition) {
        // What could not be read has no texts either; that is told where it stands.
        let isWhole = !findings.all.contains { $0.severity == .error }
        let files = source.paths(.translations).map { (language: Self.language(of: $0), entries: entries(of: $0)) }
        let spoken = files.map(\.language).filter(LanguageTag.accepts)
        let languages = Set(pack.title.texts.keys).union(spoken)
        guard languages.count > 1 || !files.isEmpty else { return }
        let all = Dictionary(files.map { ($0.language, $0.entries) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        let findings = findings
        let spans = pack.spans
        TranslatedTexts { address, text in
            seen.insert(address)
            var texts = text.texts
            for (language, entries) in all.sorted(by: { $0.key < $1.key }) {
                guard let entry = entries[address] else { continue }
                if texts[language] != nil, language != "en" {
                    let message = "`\(address)` has a text in `\(language)` in the pack itself already"
                    findings.report(.translationTwice, message, at: entry.span)
                }
                texts[language] = entry.text
            }
            // What `change` leaves out in English stays in English; in another language it is what nobody changed.
            let kept: Set = address.hasPrefix("change/") ? ["en"] : []
            let missing = languages.subtracting(texts.keys).subtracting(kept).sorted()
            if !missing.isEmpty {
                let list = missing.map { "`\($0)`" }.joined(separator: ", ")
                findings.warn(
                    .translationMissing,
                    "`\(address)` has no text in \(list)",
                    at: Self.span(of: address, spans)
                )
            }
            return LocalizedText(texts)
        }.walk(&pack)
        for (_, entries) in files where isWhole {
            for (address, entry) in entries.sorted(by: { $0.key < $1.key }) where !seen.contains(address) {
                let hint = Spelling.hint(for: address, in: seen.filter { $0.count < 64 }.sorted())
                findings.report(
                    .translationOfNothing,
                    "`\(address.clipped)` has no text to translate",
                    at: entry.span,
                    hint: hint
                )
            }
        }
    }

    private func entries(of path: String) -> [String: Entry] {
        let language = Self.language(of: path)
        guard LanguageTag.accepts(language) else {
            let start = SourceSpan(file: source.name(of: path), line: 1, column: 1, length: 1)
            let hint = "such as `i18n/de.yaml` or `i18n/pt-BR.yaml`"
            findings.report(.badLanguage, "`\(language.clipped)` is not a language", at: start, hint: hint)
            return [:]
        }
        guard let root = PackDecoder.root(of: path, in: source, findings) else { return [:] }
        var entries: [String: Entry] = [:]
        for node in root.entries("a mapping of addresses to texts", keys: .address) ?? [] {
            guard let text = node.text("a text", length: 1...20_000) else { continue }
            entries[node.key ?? ""] = Entry(text: text, span: node.headSpan)
        }
        return entries
    }

    private static func language(of path: String) -> String {
        String(path.dropFirst("i18n/".count).dropLast(".yaml".count))
    }

    /// What stands in a file for a word of addresses, where they differ.
    private static let sections = [
        "option": "of", "factor": "factors", "band": "bands", "line": "lines", "input": "inputs",
    ]

    /// Where a text's own line, or the one that it belongs to, stands.
    private static func span(of address: String, _ spans: [String: SourceSpan]) -> SourceSpan? {
        var parts = address.split(separator: "/")
        while !parts.isEmpty {
            if let span = spans[parts.joined(separator: "/")] { return span }
            let written = parts.map { Self.sections[String($0)] ?? String($0) }.joined(separator: "/")
            if let span = spans[written] { return span }
            parts.removeLast()
        }
        return spans["pack"]
    }
}
