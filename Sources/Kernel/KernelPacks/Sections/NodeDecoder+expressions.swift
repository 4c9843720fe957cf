import Kernel

extension NodeDecoder {
    /// An expression, not yet parsed, with the place of its first character.
    ///
    /// Places inside an expression are counted from that character, or looked up where it is escaped or runs over lines.
    func expression() -> ExpressionSource? {
        guard let scalar = scalar("an expression") else { return nil }
        var text = scalar.text
        while text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
        // A line break is blank space to the language and tells its compiler to name the beginning instead.
        if scalar.origin == .scattered { return ExpressionSource(text + "\n", at: scalar.span) }
        return ExpressionSource(text, at: scalar.span(at: 0, length: text.unicodeScalars.count), runs: scalar.runs)
    }

    /// What a scope means: one or two names joined by a dot.
    func scopePath() -> ScopePath? {
        guard let scalar = scalar("a path such as `owner` or `work_order.team`") else { return nil }
        let path = ScopePath(scalar.text, at: scalar.textSpan)
        guard (1...2).contains(path.steps.count), path.steps.allSatisfy(Naming.isSnake) else {
            let message = "`\(scalar.text.clipped)` is not a path such as `owner` or `work_order.team`"
            let hint = path.steps.count > 2 ? "a scope follows one reference and names a field" : nil
            report(.badPath, message, hint: hint)
            return nil
        }
        return path
    }

    /// Reports a list or a mapping in which at least one item must stand.
    func refuseEmpty(_ thing: String) {
        switch node {
        case .sequence(let items, _) where items.isEmpty: break
        case .mapping(let entries, _) where entries.isEmpty: break
        default: return
        }
        report(.emptyList, "at least one \(thing) must stand here")
    }
}
