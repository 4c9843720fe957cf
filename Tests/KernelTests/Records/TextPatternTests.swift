import Testing

@testable import Kernel

/// The patterns of text fields.
struct TextPatternTests {
    @Test(arguments: [
        "", "a", "[0-9]+", "a|b", "(ab)+c?", "\\d{3}", "\\p{L}+", "^[A-Z]{2}$", "(?:a|)b", "[-a]", "[a-]", "[^\\]]",
        "[\\w\\-.]+", "\\.\\*", "a{0}", String(repeating: "a", count: 200),
    ])
    func `a regular expression without what needs backtracking is a pattern`(_ pattern: String) {
        #expect(TextPattern.problem(pattern) == nil)
    }

    @Test(arguments: [
        ("(", "a group has no end"), (")", "a `)` closes nothing"), ("[a", "a set has no `]`"),
        ("[]", "a set is empty"),
        ("[b-a]", "a range of a set is none"), ("[\\d-z]", "a range of a set is none"),
        ("a{2,1}", "a count ends below its beginning"), ("a{", "a `{` has no count"), ("a{2", "a count has no `}`"),
        ("a{201}", "a count is above 200"), ("*", "a `*` repeats nothing"), ("a**", "a repeat is repeated"),
        ("a+?", "a repeat is repeated"), ("a|+", "a `+` repeats nothing"),
        ("(?<n>a)", "`(?` begins something other than `(?:`"),
        ("(?=a)", "`(?` begins something other than `(?:`"), ("(a)\\1", "`\\1` is not known"),
        ("\\bx", "`\\b` is not known"),
        ("a\\", "it ends in a `\\`"), ("\\p{X}", "`\\p{X}` is not known; L, Lu, Ll and N are"),
        ("\\pL", "`\\p` has no `{`"),
        ("a^b", "a `^` stands inside; it always matches the whole text"),
        ("a$b", "a `$` stands inside; it always matches the whole text"),
        ("}", "a `}` stands alone; write `\\}` for the sign itself"),
        ("((a{200}){200}){200}", "its repeats make it too large"),
        (String(repeating: "a", count: 201), "it is longer than 200 characters"),
        (String(repeating: "(", count: 21), "its groups are nested more than 20 deep"),
    ])
    func `what is no pattern is told with the reason`(_ pattern: String, _ reason: String) {
        #expect(TextPattern.problem(pattern) == reason)
    }

    @Test(arguments: [
        ("abc", "abc", true), ("abcd", "abc", false), ("xabc", "abc", false), ("12", "[0-9]+", true),
        ("", "[0-9]*", true), ("", "", true), ("a", "", false), ("b", "a|b", true), ("ab", "a|b", false),
        ("Ä", "\\p{L}", true), ("7", "\\p{L}", false), ("ä", "\\p{Lu}", false), ("Ⅷ", "\\p{N}", true),
        ("DE", "^[A-Z]{2}$", true), ("DEU", "^[A-Z]{2}$", false), ("ac", "ab?c", true), ("abbc", "ab?c", false),
        ("aaa", "a{2,3}", true), ("a", "a{2,}", false), ("aaaa", "a{2,3}", false), ("aaaa", "a{2,}", true),
        ("a-b", "[a\\-b]+", true), ("x]", "[^a]+", true), ("\n", ".", false), ("\u{1F9F9}", ".", true),
        ("a.b", "a\\.b", true), ("axb", "a\\.b", false), ("foobar", "(foo|bar)+", true),
        ("foob", "(?:foo|bar)+", false),
        ("-", "[a-]", true), ("a\tb", "a\\sb", true), ("Z", "\\W", false), ("é", "\\W", true), ("5", "\\D", false),
    ])
    func `the whole text must match`(_ text: String, _ pattern: String, _ isMatched: Bool) throws {
        #expect(try TextPattern(pattern).matches(text) == isMatched)
    }

    /// With backtracking each of these would take longer than the universe has existed.
    @Test(arguments: ["(a+)+", "(a|a)*", "(a*)*", "(a|aa)+", "(.*a){20}", "a{0,200}a{0,200}", "((a?){20}){9}"])
    func `no text takes for ever`(_ pattern: String) throws {
        let text = String(repeating: "a", count: 5_000) + "b"
        #expect(try !TextPattern(pattern).matches(text))
    }

    @Test func `it agrees with the standard library on random patterns and texts`() throws {
        var random = SeededGenerator(seed: 11)
        var matched = 0
        for _ in 0..<4_000 {
            let pattern = Self.pattern(&random, depth: 3)
            let text = String(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in "abc1".randomElement(using: &random) ?? "a" }
            )
            let expected = try text.wholeMatch(of: Regex(pattern)) != nil
            #expect(try TextPattern(pattern).matches(text) == expected, "\(pattern) against \(text)")
            matched += expected ? 1 : 0
        }
        // A generator whose patterns match nothing would prove nothing.
        #expect(matched > 400)
    }

    private static func pattern(_ random: inout SeededGenerator, depth: Int) -> String {
        let atoms = ["a", "b", "c", ".", "\\d", "\\w", "[ab]", "[^a]", "[a-c1]"]
        guard depth > 0 else { return atoms.randomElement(using: &random) ?? "a" }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "(\(pattern(&random, depth: depth - 1))|\(pattern(&random, depth: depth - 1)))"
        case 1: return "(\(pattern(&random, depth: depth - 1)))*"
        case 2: return "(?:\(pattern(&random, depth: depth - 1)))+"
        case 3: return "(\(pattern(&random, depth: depth - 1))){1,2}"
        case 4: return "(\(pattern(&random, depth: depth - 1)))?"
        default: return pattern(&random, depth: depth - 1) + pattern(&random, depth: depth - 1)
        }
    }
}
