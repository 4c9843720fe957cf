import Kernel

/// The texts that a pack's `change` brings, each with the address that translations name it by: the address of the
/// change itself, behind it `/else`, `/one` and `/many` for what is no title.
struct TranslatedChanges {
    /// The properties of a definition that are texts in several languages.
    private static let texts = ["title", "else", "one", "many"]

    let visit: DefinitionTexts.Visit

    /// Visits each text, and adds a change for every language that it gets.
    func walk(_ pack: inout PackDefinition) {
        var last: [String: Int] = [:]
        var texts: [String: [String: String]] = [:]
        var order: [String] = []
        for (index, change) in pack.changes.enumerated() {
            guard let (name, language) = Self.text(of: change), case .text(let text) = change.value else { continue }
            let place = Self.place(change.address, name)
            if texts[place] == nil { order.append(place) }
            texts[place, default: [:]][language] = text
            last[place] = index
        }
        var added: [Int: [DefinitionChange]] = [:]
        for place in order {
            guard let before = texts[place], let index = last[place] else { continue }
            let change = pack.changes[index]
            guard let (name, _) = Self.text(of: change) else { continue }
            let after = visit(place, LocalizedText(before)).texts
            added[index] = after.sorted { $0.key < $1.key }.filter { before[$0.key] == nil }.map { language, text in
                DefinitionChange(change.address, "\(name).\(language)", .text(text), at: change.span)
            }
        }
        pack.changes = pack.changes.enumerated().flatMap { [$1] + (added[$0] ?? []) }
    }

    private static func text(of change: DefinitionChange) -> (name: String, language: String)? {
        let parts = change.property.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, texts.contains(parts[0]) else { return nil }
        return (parts[0], parts[1])
    }

    private static func place(_ address: DefinitionAddress, _ name: String) -> String {
        name == "title" ? "change/\(address)" : "change/\(address)/\(name)"
    }
}
