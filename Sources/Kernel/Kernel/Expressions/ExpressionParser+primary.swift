extension ExpressionParser {
    /// A literal, a path, a call, or something in brackets.
    mutating func primary() throws(ExpressionFinding) -> SyntaxTree {
        let token = current
        switch token.kind {
        case .number(let number): return try numberOrDuration(number)
        case .text(let text): return constant(.text(text))
        case .keyword(.true): return constant(.bool(true))
        case .keyword(.false): return constant(.bool(false))
        case .keyword(.null): return constant(.null)
        case .name(let name):
            let first = SyntaxName(name, quoted: false, token.range)
            return following.isSign("(") ? try call(first) : try path()
        case .quotedName: return try path()
        case .sign("("):
            advance()
            try enter(token)
            let inner = try expression()
            try close(")")
            return inner
        case .sign("["):
            advance()
            let (items, end) = try items(after: token, until: "]")
            return SyntaxTree(.list(items), token.range.through(end))
        default: throw unexpected("a value")
        }
    }

    private mutating func constant(_ kind: SyntaxTree.Kind) -> SyntaxTree {
        let range = current.range
        advance()
        return SyntaxTree(kind, range)
    }

    private mutating func numberOrDuration(_ number: SyntaxNumber) throws(ExpressionFinding) -> SyntaxTree {
        let token = current
        advance()
        guard case .name(let unit) = current.kind, let seconds = Self.units[unit] else {
            return SyntaxTree(.number(number), token.range)
        }
        let range = token.range.through(current.range)
        guard number.scale == 0, let length = Int64(exactly: number.units * seconds) else {
            throw ExpressionFinding(
                .number,
                "A duration is a whole number of `min`, `h` or `d` that fits in 64 bits of seconds",
                at: range
            )
        }
        advance()
        return SyntaxTree(.duration(seconds: length), range)
    }

    /// Seconds of the units of duration literals.
    private static let units: [String: Int128] = ["min": 60, "h": 3_600, "d": 86_400]

    private mutating func call(_ name: SyntaxName) throws(ExpressionFinding) -> SyntaxTree {
        advance()
        let open = current
        advance()
        let (arguments, end) = try items(after: open, until: ")")
        return SyntaxTree(.call(name, arguments), name.range.through(end))
    }

    private mutating func path() throws(ExpressionFinding) -> SyntaxTree {
        var names = [try name()]
        while take(["."]) != nil { names.append(try name()) }
        return SyntaxTree(.path(names), names[0].range.through(names[names.count - 1].range))
    }

    private mutating func name() throws(ExpressionFinding) -> SyntaxName {
        let token = current
        switch token.kind {
        case .name(let text):
            advance()
            return SyntaxName(text, quoted: false, token.range)
        case .quotedName(let text):
            advance()
            return SyntaxName(text, quoted: true, token.range)
        case .keyword(let keyword):
            throw ExpressionFinding(
                .syntax,
                "Expected a name, not the keyword `\(keyword.rawValue)`",
                at: token.range,
                hint: "a field of that name stands in backquotes"
            )
        default: throw unexpected("a name")
        }
    }

    /// Expressions between commas up to a closing bracket, and where that stands.
    private mutating func items(
        after open: ExpressionToken,
        until sign: String
    ) throws(ExpressionFinding) -> ([SyntaxTree], ScalarRange) {
        try enter(open)
        var items: [SyntaxTree] = []
        if !current.isSign(sign) {
            items.append(try expression())
            while take([","]) != nil { items.append(try expression()) }
        }
        let end = current.range
        try close(sign)
        return (items, end)
    }

    private mutating func close(_ sign: String) throws(ExpressionFinding) {
        guard take([sign]) != nil else { throw unexpected("an operator or `\(sign)`") }
        leave()
    }
}
