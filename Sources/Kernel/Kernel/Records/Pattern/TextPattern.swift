// The patterns of text fields: regular expressions without what needs backtracking, a subset of ECMA-262 (so that OpenAPI
// and browsers read them alike), matched against the whole text, scalar by scalar:
//
//   a          itself                        .          anything but a line end
//   \d \w \s   [0-9], [A-Za-z0-9_], blank    \D \W \S   the others
//   \p{L} \p{N} letters, numbers of every script; \p{Lu} and \p{Ll} capital and small letters
//   \t \n \r   tab, line feed, return        \.         itself, after any sign that is no letter and no digit
//   [a-z_\d]   one of these                  [^a-z]     one of the others
//   (ab) (?:ab)  together                    ab|cd      one or the other
//   a* a+ a?   any number, one or more, none or one     a{2} a{2,} a{2,5}   so many; counts to 200
//   ^ $        allowed at the very beginning and end, where they change nothing
//
// References to groups, look-around, `\b` and lazy or possessive repeats are refused. Matching takes time in proportion to
// text times pattern, whatever either holds (K. Thompson, "Regular Expression Search Algorithm", CACM 11(6), 1968).

/// A text field's pattern, ready to match.
struct TextPattern: Sendable {
    /// Longest pattern accepted, in scalars.
    static let maximumLength = 200
    /// Longest text that is matched, in scalars; a longer one is refused unseen.
    static let longestText = 10_000

    /// Why a pattern is none.
    struct Refusal: Error, Hashable {
        /// A clause such as "the group has no end".
        let reason: String
    }

    private let program: PatternProgram

    init(_ pattern: String) throws(Refusal) {
        let scalars = Array(pattern.unicodeScalars)
        guard scalars.count <= Self.maximumLength else {
            throw Refusal(reason: "it is longer than \(Self.maximumLength) characters")
        }
        var parser = PatternParser(scalars)
        program = try PatternProgram(try parser.whole())
    }

    /// Whether the whole text matches.
    func matches(_ text: String) -> Bool {
        program.matches(text)
    }

    /// Why a pattern is none; `nil` for one that is.
    static func problem(_ pattern: String) -> String? {
        do {
            _ = try TextPattern(pattern)
            return nil
        } catch {
            return error.reason
        }
    }
}
