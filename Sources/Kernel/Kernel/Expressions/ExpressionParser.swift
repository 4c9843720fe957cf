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

    let tokens: [ExpressionToken]
    let text: [Unicode.Scalar]
    var position = 0
    var depth = 0

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
        leave()
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
        leave()
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
