/// From the text of an expression to its checked tree: the one door for packs, capabilities and requests.
package enum ExpressionCompiler {
    /// Compiles what must be true or false.
    ///
    /// The node is `nil` exactly when a diagnostic is an error.
    package static func condition(
        _ source: ExpressionSource,
        in context: CheckingContext
    ) -> (node: ExpressionNode?, diagnostics: [Diagnostic]) {
        let checked = check(source.text) { ExpressionChecker.check(condition: $0, in: context) }
        return (checked.node, checked.findings.map { diagnostic($0, in: source) })
    }

    /// Compiles what gives a field its value.
    package static func value(
        _ source: ExpressionSource,
        for field: FieldDefinition,
        in context: CheckingContext
    ) -> (node: ExpressionNode?, diagnostics: [Diagnostic]) {
        let checked = check(source.text) { ExpressionChecker.check(value: $0, for: field, in: context) }
        return (checked.node, checked.findings.map { diagnostic($0, in: source) })
    }

    /// Compiles what may have a value of any type.
    ///
    /// The node is `nil` exactly when a diagnostic is an error; then the type means nothing. `currency` is that of all
    /// amounts, where it is fixed.
    package static func result(
        _ source: ExpressionSource,
        in context: CheckingContext
    ) -> (node: ExpressionNode?, type: ExpressionType, currency: String?, diagnostics: [Diagnostic]) {
        var (type, currency) = (ExpressionType.null, String?.none)
        let checked = check(source.text) { tree in
            let result = ExpressionChecker.check(any: tree, in: context)
            (type, currency) = (result.type, result.currency)
            return result.checked
        }
        return (checked.node, type, currency, checked.findings.map { diagnostic($0, in: source) })
    }

    /// Compiles the filter of a request.
    ///
    /// Findings have the query parameter as their path, and count characters from 1.
    /// - Throws: 422 with a finding per fault.
    package static func filter(
        _ text: String,
        parameter: String = "where",
        in context: CheckingContext
    ) throws(KernelError) -> ExpressionNode {
        let checked = check(text) { ExpressionChecker.check(condition: $0, in: context) }
        if let node = checked.node { return node }
        throw .invalid(checked.findings.map { finding($0, path: parameter) })
    }

    /// What is wrong with a text as an expression, whatever its names mean.
    static func syntax(_ source: ExpressionSource) -> [Diagnostic] {
        let parsed = ExpressionParser.parse(source.text)
        return parsed.tree == nil ? parsed.findings.map { diagnostic($0, in: source) } : []
    }

    private static func check(_ text: String, _ check: (SyntaxTree) -> CheckedExpression) -> CheckedExpression {
        let parsed = ExpressionParser.parse(text)
        guard let tree = parsed.tree else { return CheckedExpression(node: nil, findings: parsed.findings) }
        return check(tree)
    }

    private static func diagnostic(_ finding: ExpressionFinding, in source: ExpressionSource) -> Diagnostic {
        Diagnostic(
            code: finding.code.rawValue,
            finding.message,
            at: source.span.map { place(finding.range, of: source, at: $0) },
            hint: finding.hint
        )
    }

    /// The place in the file.
    ///
    /// Of a text of several lines whose characters nobody has placed, the beginning must do.
    private static func place(_ range: ScalarRange, of source: ExpressionSource, at span: SourceSpan) -> SourceSpan {
        if let runs = source.runs { return runs.span(at: range.offset, length: range.length, in: span.file) }
        if source.text.unicodeScalars.contains("\n") { return span }
        return SourceSpan(file: span.file, line: span.line, column: span.column + range.offset, length: range.length)
    }

    private static func finding(_ finding: ExpressionFinding, path: String) -> Finding {
        let hint = finding.hint.map { "; \($0)" } ?? ""
        return Finding(path, finding.code.word, "\(finding.message) (character \(finding.range.offset + 1))\(hint)")
    }
}
