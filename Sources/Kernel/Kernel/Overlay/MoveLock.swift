/// A move that nobody makes until what a tenant said of it is mended.
///
/// A tenant's condition for a pack's move, or the states that it narrowed the move to, no longer fits: what the layers below say
/// would open what the tenant closed.
package struct MoveLock: Hashable, Sendable {
    let address: DefinitionAddress
    /// What a refusal says.
    let refusal: LocalizedText

    /// The locks that edits which wait ask for; by their keys, why they wait.
    static func all(for waiting: [String: Diagnostic]) -> [MoveLock] {
        var locks: [DefinitionAddress: MoveLock] = [:]
        for (key, reason) in waiting.sorted(by: { $0.key < $1.key }) {
            let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let address = DefinitionAddress(parts[0]), case .move = address,
                properties.contains(parts[1]), locks[address] == nil
            else { continue }
            locks[address] = MoveLock(address: address, refusal: refusal(address, parts[1], reason.message))
        }
        return locks.values.sorted { $0.address.description < $1.address.description }
    }

    /// Properties of a move that decide when it can be made.
    private static let properties: Set = ["if", "from", "to"]

    private static func refusal(_ address: DefinitionAddress, _ property: String, _ reason: String) -> LocalizedText {
        LocalizedText([
            "en": "This move is locked: your own `\(property)` of \(address) does not fit any more (\(reason)). "
                + "Mend it or take it back.",
            "de": "Dieser Schritt ist gesperrt: Ihr eigenes `\(property)` von \(address) passt nicht mehr (\(reason)). "
                + "Berichtigen Sie es, oder nehmen Sie es zurück.",
        ])
    }
}

extension ModelDraft {
    /// Locks moves, whoever decides about them.
    mutating func apply(_ locks: [MoveLock]) {
        for lock in locks {
            var locker = Locker(refusal: lock.refusal)
            _ = visit(lock.address, &locker)
        }
    }

    private struct Locker: DefinitionVisitor {
        let refusal: LocalizedText

        mutating func visit(_ definition: inout some ChangeableDefinition) {
            let known = definition.properties.keys.filter { $0.hasPrefix("else.") }.map { $0.dropFirst("else.".count) }
            _ = definition.set("if", "", to: .expression("false"))
            for (language, text) in refusal.texts { _ = definition.set("else", language, to: .text(text)) }
            for language in known where refusal.texts[String(language)] == nil {
                _ = definition.set("else", String(language), to: .none)
            }
        }
    }
}
