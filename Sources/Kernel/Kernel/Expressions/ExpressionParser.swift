/// Reads tokens into a tree.
///
/// By binding, from the weakest:
///
///     or      := and ("or" and)*
///     and     := not ("and" not)*
///     not     := "not" not | cmp
///     cmp     := sum (("=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") sum)?
///     sum     := term (("+" | "-" | "&") term)*
///     term    := unary (("*" | "/" | "%") unary)*
///     unary   := "-" unary | primary
///     primary := literal | path | name "(" list? ")" | "(" or ")" | "[" list? "]"
///
/// The first error ends the reading: what follows it would be guessed.
package struct ExpressionParser {
    /// Levels of brackets, calls, `not` and `-`.
    ///
    /// Bounds the recursion here and in everything that walks a tree.
    package static let maximumDepth = 64

    private let tokens: [ExpressionToken]
    private let text: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    /// The tree of a text, or findings.
    package static func parse(_ text: String) -> (tree: SyntaxTree?, findings: [ExpressionFinding]) {
        let lexer = ExpressionLexer(text)
        guard lexer.findings.isEmpty else { return (nil, lexer.findings) }
        var parser = ExpressionParser(tokens: lexer.tokens, text: lexer.scalars)
        do throws(ExpressionFinding) {
            return (try parser.whole(), [])
        } catch {
            return (nil, [error])
        }
    }

    private init(tokens: [ExpressionToken], text: [Unicode.Scalar]) {
        self.tokens = tokens
        self.text = text
    }

    private mutating func whole() throws(ExpressionFinding) -> SyntaxTree {
        if case .end = current.kind {
            throw ExpressionFinding(.syntax, "The expression is empty", at: current.range)
        }
        let tree = try expression()
        guard case .end = current.kind else { throw unexpected("an operator or the end") }
        return tree
    }

    mutating func expression() throws(ExpressionFinding) -> SyntaxTree {
        var items = [try conjunction()]
        while take(.or) != nil { items.append(try conjunction()) }
        return items.count == 1 ? items[0] : SyntaxTree(.or(items), span(items))
    }

    private mutating func conjunction() throws(ExpressionFinding) -> SyntaxTree {
        var items = [try negation()]
        while take(.and) != nil { items.append(try negation()) }
        return items.count == 1 ? items[0] : SyntaxTree(.and(items), span(items))
    }

    private mutating func negation() throws(ExpressionFinding) -> SyntaxTree {
        guard let not = take(.not) else { return try comparison() }
        try enter(not)
        let inner = try negation()
        depth -= 1
        return SyntaxTree(.not(inner), not.range.through(inner.range))
    }

    private mutating func comparison() throws(ExpressionFinding) -> SyntaxTree {
        let left = try sum()
        guard let comparison = takeComparison() else { return left }
        let right = try sum()
        if beginsComparison {
            throw ExpressionFinding(
                .syntax,
                "Comparisons do not chain",
                at: current.range,
                hint: "join two of them with `and`"
            )
        }
        let range = left.range.through(right.range)
        switch comparison {
        case .order(let comparison): return SyntaxTree(.compare(comparison, left, right), range)
        case .member(let negated): return SyntaxTree(.member(left, of: right, negated: negated), range)
        }
    }

    private mutating func sum() throws(ExpressionFinding) -> SyntaxTree {
        let first = try term()
        var steps: [ArithmeticStep] = []
        while let sign = take(["+", "-", "&"]) {
            steps.append(ArithmeticStep(shown(sign), sign.range, try term()))
        }
        return chain(first, steps)
    }

    private mutating func term() throws(ExpressionFinding) -> SyntaxTree {
        let first = try unary()
        var steps: [ArithmeticStep] = []
        while let sign = take(["*", "/", "%"]) {
            steps.append(ArithmeticStep(shown(sign), sign.range, try unary()))
        }
        return chain(first, steps)
    }

    private mutating func unary() throws(ExpressionFinding) -> SyntaxTree {
        guard let minus = take(["-"]) else { return try primary() }
        try enter(minus)
        let inner = try unary()
        depth -= 1
        return SyntaxTree(.negative(inner), minus.range.through(inner.range))
    }

    private func chain(_ first: SyntaxTree, _ steps: [ArithmeticStep]) -> SyntaxTree {
        guard let last = steps.last else { return first }
        return SyntaxTree(.arithmetic(first, steps), first.range.through(last.operand.range))
    }

    private func span(_ items: [SyntaxTree]) -> ScalarRange {
        items[0].range.through(items[items.count - 1].range)
    }
}

/// What can stand between two sums.
private enum Comparison {
    case order(ComparisonOperator)
    case member(negated: Bool)
}

extension ExpressionParser {
    var current: ExpressionToken { tokens[position] }

    /// The token after the current one; the last is always `end`.
    var following: ExpressionToken { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() {
        position = min(position + 1, tokens.count - 1)
    }

    /// The current token, when it is one of the signs.
    mutating func take(_ signs: [String]) -> ExpressionToken? {
        let token = current
        guard case .sign(let sign) = token.kind, signs.contains(sign) else { return nil }
        advance()
        return token
    }

    private mutating func take(_ keyword: ExpressionToken.Keyword) -> ExpressionToken? {
        let token = current
        guard token.isKeyword(keyword) else { return nil }
        advance()
        return token
    }

    private var beginsComparison: Bool {
        switch current.kind {
        case .sign(let sign): ComparisonOperator(rawValue: sign) != nil
        case .keyword(.in): true
        case .keyword(.not): following.isKeyword(.in)
        default: false
        }
    }

    private mutating func takeComparison() -> Comparison? {
        guard beginsComparison else { return nil }
        if case .sign(let sign) = current.kind, let order = ComparisonOperator(rawValue: sign) {
            advance()
            return .order(order)
        }
        let negated = take(.not) != nil
        advance()
        return .member(negated: negated)
    }

    /// One level deeper, opened by a token.
    mutating func enter(_ token: ExpressionToken) throws(ExpressionFinding) {
        guard depth < Self.maximumDepth else {
            throw ExpressionFinding(.tooDeep, "An expression has at most 64 levels", at: token.range)
        }
        depth += 1
    }

    mutating func leave() {
        depth -= 1
    }

    /// The text of a token, cut where it is long.
    func shown(_ token: ExpressionToken) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[token.range.offset...].prefix(min(token.range.length, 24)))
        return String(view) + (token.range.length > 24 ? "..." : "")
    }

    func unexpected(_ wanted: String) -> ExpressionFinding {
        guard current.kind != .end else {
            return ExpressionFinding(.syntax, "Expected \(wanted), but the expression ends here", at: current.range)
        }
        let message = "Expected \(wanted), not `\(shown(current))`"
        return ExpressionFinding(.syntax, message, at: current.range, hint: syntaxHint)
    }

    private var syntaxHint: String? {
        switch current.kind {
        case .name(let name):
            if ExpressionToken.Keyword(rawValue: name.lowercased()) != nil { return "write `\(name.lowercased())`" }
            if position > 0, case .number = tokens[position - 1].kind {
                return "a duration is a whole number of `min`, `h` or `d`"
            }
            return nil
        case .keyword(.not): return "put `not` and what follows it in parentheses"
        default: return nil
        }
    }
}
