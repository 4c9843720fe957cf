/// Regular expressions of text fields: matched against the whole text, bounded in length.
enum TextPattern {
    /// Longest pattern accepted.
    static let maximumLength = 200

    /// Whether a pattern compiles.
    static func isValid(_ pattern: String) -> Bool {
        pattern.unicodeScalars.count <= maximumLength && (try? Regex(pattern)) != nil
    }

    /// Whether the whole text matches.
    ///
    /// A pattern that does not compile matches nothing; the catalog refuses such.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.wholeMatch(of: regex) != nil
    }
}
