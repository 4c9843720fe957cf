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

    mutating func take(_ keyword: ExpressionToken.Keyword) -> ExpressionToken? {
        let token = current
        guard token.isKeyword(keyword) else { return nil }
        advance()
        return token
    }

    var beginsComparison: Bool {
        switch current.kind {
        case .sign(let sign): ComparisonOperator(rawValue: sign) != nil
        case .keyword(.in): true
        case .keyword(.not): following.isKeyword(.in)
        default: false
        }
    }

    mutating func takeComparison() -> SyntaxComparison? {
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

    /// Words that stand between two values in other languages, and what stands here for them.
    private static let otherLanguages = [
        "is": "write `= null` or `!= null`", "like": "write `contains(a, b)` or `starts_with(a, b)`",
        "ilike": "write `contains(lower(a), lower(b))`", "matches": "write `contains(a, b)` or `starts_with(a, b)`",
        "between": "write `a >= low and a <= high`", "mod": "write `%`", "xor": "write `!=`",
    ]

    private var syntaxHint: String? {
        switch current.kind {
        case .name(let name):
            if ExpressionToken.Keyword(rawValue: name.lowercased()) != nil { return "write `\(name.lowercased())`" }
            if let hint = Self.otherLanguages[name.lowercased()] { return hint }
            if position > 0, case .name("if") = tokens[position - 1].kind { return "write `if(condition, a, b)`" }
            if position > 0, case .number = tokens[position - 1].kind {
                return "a duration is a whole number of `min`, `h` or `d`"
            }
            return nil
        case .sign(","): return "a list stands in brackets: `[a, b]`"
        case .keyword(.not): return "put `not` and what follows it in parentheses"
        default: return nil
        }
    }
}

/// What can stand between two sums.
enum SyntaxComparison {
    case order(ComparisonOperator)
    case member(negated: Bool)
}
