extension CapabilityContribution {
    /// The same with the texts that it registered in further languages, and what of those translates nothing (P640).
    ///
    /// A text is found by its address, else by itself in English; one that has the language already keeps it.
    func translated() -> (contribution: CapabilityContribution, diagnostics: [Diagnostic]) {
        guard !translations.isEmpty else { return (self, []) }
        var used: Set<String> = []
        let translations = translations
        var result = self
        let visit: DefinitionTexts.Visit = { address, text in
            var texts = text.texts
            for (language, words) in translations {
                let keys = [address, text.text()]
                used.formUnion(keys.filter { words[$0] != nil })
                guard texts[language] == nil, let word = keys.lazy.compactMap({ words[$0] }).first else { continue }
                texts[language] = word
            }
            return LocalizedText(texts)
        }
        result.visit(visit)
        let unused = Set(translations.values.flatMap(\.keys)).subtracting(used).sorted()
        return (
            result,
            unused.map { key in
                Diagnostic(code: "P640", "`\(descriptor.id)` has no text `\(key)` to translate")
            }
        )
    }

    private mutating func visit(_ visit: @escaping DefinitionTexts.Visit) {
        let parts = DefinitionTexts(visit)
        for index in entities.indices { parts.entity(&entities[index], at: "entity/\(entities[index].id.name)") }
        permissions = permissions.map { permission in
            let title = visit("permission/\(permission.id)", permission.title)
            return Permission(permission.id, title: title, scopes: permission.scopes, implies: permission.implies)
        }
        for index in roles.indices { roles[index].title = visit("role/\(roles[index].id)", roles[index].title) }
        settings = settings.map { setting in
            var field = setting.field
            parts.field(&field, at: "setting/\(field.id)")
            return SettingDefinition(field, owner: setting.owner)
        }
        for index in actions.indices {
            let address = "action/\(actions[index].path)"
            actions[index].title = visit(address, actions[index].title)
            for input in actions[index].input.indices {
                parts.field(&actions[index].input[input], at: "\(address)/input/\(actions[index].input[input].id)")
            }
        }
        events = events.map { EventDefinition($0.id, title: visit("event/\($0.id)", $0.title)) }
    }
}
