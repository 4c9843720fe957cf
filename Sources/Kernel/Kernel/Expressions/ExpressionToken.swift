/// A word or sign of an expression with its place.
struct ExpressionToken: Hashable, Sendable {
    let kind: Kind
    let range: ScalarRange

    enum Kind: Hashable, Sendable {
        case number(SyntaxNumber)
        case text(String)
        case name(String)
        case quotedName(String)
        case keyword(Keyword)
        /// An operator or bracket.
        case sign(String)
        case end
    }

    enum Keyword: String, Hashable, Sendable, CaseIterable {
        case or, and, not, `in`, `true`, `false`, null
    }

    /// The signs, the longer first.
    static let signs = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "&", "*", "/", "%", "(", ")", "[", "]", ",", "."]

    /// Signs of other languages and what they are here.
    static let foreignSigns = [
        ("==", "="), ("<>", "!="), ("&&", "and"), ("||", "or"), ("!", "not"), ("≠", "!="), ("≤", "<="), ("≥", ">="),
    ]

    func isSign(_ sign: String) -> Bool {
        kind == .sign(sign)
    }

    func isKeyword(_ keyword: Keyword) -> Bool {
        kind == .keyword(keyword)
    }
}
