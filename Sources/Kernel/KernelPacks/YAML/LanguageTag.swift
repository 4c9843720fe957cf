/// Language tags as packs use them: a language, perhaps with a region or a script (a part of BCP 47).
enum LanguageTag {
    /// Whether a text is one: `en`, `pt-BR`, `zh-Hant`.
    static func accepts(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard (1...2).contains(parts.count), (2...3).contains(parts[0].count), parts[0].allSatisfy(isLower)
        else { return false }
        guard parts.count == 2 else { return true }
        let rest = parts[1]
        if rest.count == 2 { return rest.allSatisfy(isUpper) }
        return rest.count == 4 && isUpper(rest[0]) && rest.dropFirst().allSatisfy(isLower)
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
