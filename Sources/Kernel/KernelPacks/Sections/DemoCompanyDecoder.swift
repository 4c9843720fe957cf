import Kernel

/// Reads `seed: demo_company:`, what the tenant of the pack's demo is like.
struct DemoCompanyDecoder {
    func company(_ node: NodeDecoder) -> DemoCompany? {
        guard let keys = node.mapping("a company", known: ["zone", "currency", "language"]) else { return nil }
        return DemoCompany(
            zone: keys["zone"].flatMap(zone),
            currency: keys["currency"].flatMap(currency),
            language: keys["language"].flatMap(language)
        )
    }

    private func zone(_ node: NodeDecoder) -> String? {
        read(node, "a time zone", such: "America/Chicago", as: TimeZones.isKnown)
    }

    private func currency(_ node: NodeDecoder) -> String? {
        read(node, "a currency", such: "USD", as: Currency.isCode)
    }

    private func language(_ node: NodeDecoder) -> String? {
        guard let text = node.scalar("a language such as `en`")?.text else { return nil }
        if LanguageTag.accepts(text) { return text }
        let hint = "languages are `en`, `de`, `pt-BR`"
        node.report(.badLanguage, "`\(text.clipped)` is not a language", hint: hint)
        return nil
    }

    private func read(
        _ node: NodeDecoder,
        _ what: String,
        such example: String,
        as isRight: (String) -> Bool
    ) -> String? {
        guard let text = node.scalar("\(what) such as `\(example)`")?.text else { return nil }
        if isRight(text) { return text }
        node.report(.badValue, "`\(text.clipped)` is not \(what) such as `\(example)`")
        return nil
    }
}
