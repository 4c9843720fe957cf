extension ExpressionLexer {
    /// `12` or `12.50`; at most 18 digits with a point, what fits in 64 bits without, at most 9 decimal places.
    mutating func readNumber() {
        let start = position
        var units: Int128 = 0
        var scale = 0
        readDigits(into: &units)
        if scalar() == ".", let next = scalar(1), ("0"..."9").contains(next) {
            position += 1
            scale = readDigits(into: &units)
        }
        // 2^63 is let through: `-9223372036854775808` is a 64-bit integer.
        let limit: Int128 = scale == 0 ? 9_223_372_036_854_775_808 : 999_999_999_999_999_999
        if scale > 9 {
            report(.number, "A number has at most 9 decimal places", from: start)
        } else if units > limit {
            report(.number, "The number is too large: at most 18 digits, or a 64-bit integer", from: start)
        }
        add(.number(SyntaxNumber(units, scale: scale)), from: start)
    }

    /// Appends digits, holding far above every limit rather than overflowing.
    ///
    /// Returns how many there were.
    @discardableResult
    private mutating func readDigits(into units: inout Int128) -> Int {
        let start = position
        while let next = scalar(), ("0"..."9").contains(next) {
            units = min(units * 10 + Int128(next.value - 48), 1_000_000_000_000_000_000_000)
            position += 1
        }
        return position - start
    }

    /// A text in quotes, from the opening quote.
    mutating func readText(quote: Unicode.Scalar) {
        let start = position
        var text = String.UnicodeScalarView()
        position += 1
        while let next = scalar() {
            position += 1
            switch next {
            case quote where scalar() == quote:
                position += 1
                text.append(quote)
            case quote:
                add(.text(String(text)), from: start)
                return
            case "\\":
                if let escaped = readEscape() { text.append(escaped) }
            case "\0":
                report(.character, "Text holds no U+0000", from: position - 1)
            default:
                text.append(next)
            }
        }
        report(.unclosed, "This text is not closed", from: start, hint: "end it with `\(quote)`")
    }

    /// What stands after a backslash; `nil` after a finding.
    private mutating func readEscape() -> Unicode.Scalar? {
        let start = position - 1
        guard let escaped = scalar() else { return nil }
        position += 1
        if ["\"", "'", "\\"].contains(escaped) { return escaped }
        report(
            .character,
            "A backslash stands only before a quote or another backslash",
            from: start,
            hint: "write two for one"
        )
        return nil
    }

    /// A name in backquotes.
    mutating func readQuotedName() {
        let start = position
        position += 1
        while let next = scalar(), next != "`", next.value >= 0x20 { position += 1 }
        guard scalar() == "`" else {
            report(.unclosed, "This name is not closed", from: start, hint: "end it with a backquote")
            return
        }
        position += 1
        let name = String(string(from: start).dropFirst().dropLast())
        if name.isEmpty {
            report(.character, "There is no name between these backquotes", from: start)
        }
        add(.quotedName(name), from: start)
    }
}
