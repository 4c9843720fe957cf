import Kernel

/// How an id is spelt (DESIGN section 2).
package enum IDForm: Hashable, Sendable {
    /// Capability, interface, pack, collection.
    case kebab
    /// Entity, field, state, move, action, role.
    case snake
    /// An entity with its owner: `customers.site`.
    case entity
    /// What permissions belong to: an entity, or the capability or pack itself.
    case holder
    /// What a screen shows: `name`, `site.name`.
    case shown
    /// A field, or `*` for those that are not named.
    case mergeKey
    /// What translations name a text by: `entity/complaint/field/reply`.
    case address
    /// A permission: `cleaning.inspect`, `work-orders.work_order.finish`.
    case permission

    /// The form with its article, for messages.
    package var description: String {
        switch self {
        case .kebab: "a kebab-case id such as `work-orders`"
        case .snake: "a snake_case id such as `work_order`"
        case .entity: "an entity such as `work-orders.work_order`"
        case .holder: "an entity, capability or pack such as `work-orders.work_order` or `work-orders`"
        case .address: "an address such as `entity/complaint/field/reply`"
        case .mergeKey: "a field such as `notes`, or `*` for the others"
        case .shown: "a field such as `name` or `site.name`"
        case .permission: "a permission such as `work-orders.work_order.finish`"
        }
    }

    /// Whether a text has this form.
    package func accepts(_ text: String) -> Bool {
        switch self {
        case .kebab: Naming.isKebab(text)
        case .snake: Naming.isSnake(text)
        case .entity: isAddress(text, parts: 2...2)
        case .holder: isAddress(text, parts: 1...2)
        case .permission: isAddress(text, parts: 2...3)
        case .shown: isPath(text)
        case .mergeKey: text == "*" || Naming.isSnake(text)
        case .address: isLongAddress(text)
        }
    }

    /// "did you mean `work_order`?" for `WorkOrder` and the like, or `nil`.
    func hint(for text: String) -> String? {
        guard text.utf8.count <= 63 * 3 + 2 else { return "an id has at most 63 characters" }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = self != .kebab && self != .snake && self != .shown && self != .address && self != .mergeKey
        let guess = parts.enumerated().map { index, part in
            let isKebab = self == .kebab || isAddress && index == 0
            return words(of: String(part)).joined(separator: isKebab ? "-" : "_")
        }.joined(separator: ".")
        return guess != text && accepts(guess) ? "did you mean `\(guess)`?" : nil
    }

    private func isLongAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 400 && parts.count <= 8
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { name in
                        Naming.isSnake(String(name)) || Naming.isKebab(String(name))
                    }
            }
    }

    private func isPath(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return (1...2).contains(parts.count) && parts.allSatisfy(Naming.isSnake)
    }

    private func isAddress(_ text: String, parts range: ClosedRange<Int>) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard range.contains(parts.count), let owner = parts.first, Naming.isKebab(owner) else { return false }
        return parts.dropFirst().allSatisfy(Naming.isSnake)
    }

    /// The words of an id in any of the usual cases, in lower case.
    private func words(of text: String) -> [String] {
        var words: [String] = []
        var wasLower = false
        var startsWord = true
        for character in text {
            guard character.isLetter || character.isNumber else {
                startsWord = true
                continue
            }
            if startsWord || character.isUppercase && wasLower { words.append("") }
            words[words.count - 1] += character.lowercased()
            startsWord = false
            wasLower = !character.isUppercase
        }
        return words
    }
}
