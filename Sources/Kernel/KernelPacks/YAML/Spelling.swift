import Kernel

/// Hints for words that are not among the possible ones.
enum Spelling {
    /// "did you mean `x`?", else the possible words when they are few, else `nil`.
    static func hint(for word: String, in names: [String]) -> String? {
        // The distance costs the product of both lengths; no name is that long.
        guard word.utf8.count <= 64 else { return nil }
        if let near = DidYouMean.hint(for: word, in: names) { return near }
        guard (1...12).contains(names.count) else { return nil }
        return "possible: " + names.sorted().map { "`\($0)`" }.joined(separator: ", ")
    }
}
