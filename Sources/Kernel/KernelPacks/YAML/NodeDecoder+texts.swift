import Kernel

extension NodeDecoder {
    /// A text of bounded length.
    /// - Parameters:
    ///   - thing: What it is, with its article: "a pattern".
    ///   - length: How many characters (Unicode scalars) it has; from 0 on, `""` is a text too.
    /// - Returns: The text; `nil` once reported.
    package func text(_ thing: String = "a text", length: ClosedRange<Int> = 1...10_000) -> String? {
        guard let scalar = scalar(thing) else { return nil }
        let count = scalar.text.unicodeScalars.count
        guard length.contains(count) else {
            let bounds = count < length.lowerBound ? "at least \(length.lowerBound)" : "at most \(length.upperBound)"
            report(.textLength, "\(thing) has \(bounds) characters here; this one has \(count)")
            return nil
        }
        return scalar.text
    }

    /// `true` or `false`, spelt so.
    package func bool() -> Bool? {
        guard let scalar = scalar("`true` or `false`") else { return nil }
        switch scalar.text {
        case "true": return true
        case "false": return false
        default:
            let meant = ["yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"]
            let lower = scalar.text.utf8.count <= 5 ? scalar.text.lowercased() : ""
            let guess = meant[lower] ?? (["true", "false"].contains(lower) ? lower : nil)
            let message = "expected `true` or `false`, found `\(scalar.text.clipped)`"
            report(.notBool, message, hint: guess.map { "did you mean `\($0)`?" })
            return nil
        }
    }

    /// An id in its form.
    package func id(_ form: IDForm) -> String? {
        guard let scalar = scalar(form.description) else { return nil }
        guard form.accepts(scalar.text) else {
            report(.badID, "`\(scalar.text.clipped)` is not \(form.description)", hint: form.hint(for: scalar.text))
            return nil
        }
        return scalar.text
    }

    /// A list of ids, each once, with their places.
    ///
    /// An item that is wrong is reported and left out.
    package func ids(_ form: IDForm) -> [(id: String, span: SourceSpan)]? {
        guard let items = list("a list of ids") else { return nil }
        var lines: [String: Int] = [:]
        return items.compactMap { item in
            guard let id = item.id(form) else { return nil }
            if let line = lines[id] {
                item.report(.repeatedItem, "`\(id)` stands in this list already, on line \(line)")
                return nil
            }
            lines[id] = item.span.line
            return (id, item.span)
        }
    }

    /// One of a few texts.
    /// - Parameters:
    ///   - thing: What it is, with its article: "an owner".
    ///   - values: The possible ones.
    /// - Returns: The value; `nil` once reported.
    package func choice(_ thing: String, of values: [String]) -> String? {
        guard let scalar = scalar(thing) else { return nil }
        guard values.contains(scalar.text) else {
            let hint = Spelling.hint(for: scalar.text, in: values)
            report(.unknownChoice, "`\(scalar.text.clipped)` is not \(thing)", hint: hint)
            return nil
        }
        return scalar.text
    }

    /// One case of an enumeration whose raw values are what authors write.
    /// - Parameters:
    ///   - thing: What it is, with its article: "an owner".
    ///   - type: The enumeration.
    /// - Returns: The value; `nil` once reported.
    package func choice<Choice>(_ thing: String, _ type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        choice(thing, of: Choice.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
    }

    /// A text in English, or one text per language.
    ///
    /// A language or text that is wrong is reported and left out.
    /// - Parameters:
    ///   - thing: What it is, with its article: "a title".
    ///   - length: How many characters each text has.
    /// - Returns: What could be read; `nil` when nothing could, once reported.
    package func localized(_ thing: String = "a text", length: ClosedRange<Int> = 1...10_000) -> LocalizedText? {
        guard case .mapping(let entries, let span) = node else {
            return text(thing, length: length).map { LocalizedText($0) }
        }
        var texts: [String: String] = [:]
        for entry in entries {
            guard LanguageTag.accepts(entry.key) else {
                let hint = "languages are `en`, `de`, `pt-BR`; a text that starts with `{` needs quotes"
                report(.badLanguage, "`\(entry.key.clipped)` is not a language", at: entry.keySpan, hint: hint)
                continue
            }
            texts[entry.key] = NodeDecoder(entry, findings: findings).text(thing, length: length)
        }
        if entries.isEmpty { report(.nothingWritten, "expected \(thing), found no language", at: span) }
        return texts.isEmpty ? nil : LocalizedText(texts)
    }
}
