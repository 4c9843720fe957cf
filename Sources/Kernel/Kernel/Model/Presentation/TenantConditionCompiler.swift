/// Reads `count(tenant.site) > 0`, `exists(tenant.work_order, state = done)` and what `and`, `or`, `not` make of them.
///
/// There is no record that such a condition is about: `tenant.<entity>` are all live records of the entity, by its name
/// without its owner.
struct TenantConditionCompiler {
    let draft: ModelDraft
    /// The pack whose entities are meant first where two owners have one of a name.
    let owner: String
    /// What the names inside `exists` and `count` mean.
    let context: (EntityID) -> CheckingContext?
    private(set) var diagnostics: [Diagnostic] = []

    init(draft: ModelDraft, owner: String, context: @escaping (EntityID) -> CheckingContext?) {
        self.draft = draft
        self.owner = owner
        self.context = context
    }

    /// The condition; `nil` once reported.
    mutating func compile(_ source: ExpressionSource) -> TenantCondition? {
        let parsed = ExpressionParser.parse(source.text)
        diagnostics += parsed.findings.map { Self.diagnostic($0, in: source) }
        return parsed.tree.flatMap { condition($0, source) }
    }

    private mutating func condition(_ tree: SyntaxTree, _ source: ExpressionSource) -> TenantCondition? {
        switch tree.kind {
        case .and(let parts): return all(parts, source).map(TenantCondition.all)
        case .or(let parts): return all(parts, source).map(TenantCondition.any)
        case .not(let part): return condition(part, source).map(TenantCondition.not)
        case .call(let name, let arguments) where name.text == "exists":
            return records(arguments, tree, source).map { .count($0.0, where: $0.1, .greater, 0) }
        case .compare(let comparison, let left, let right):
            guard case .call(let name, let arguments) = left.kind, name.text == "count",
                case .number(let number) = right.kind, number.scale == 0, let bound = Int64(exactly: number.units)
            else { return refuse(tree, source) }
            return records(arguments, left, source).map { .count($0.0, where: $0.1, comparison, bound) }
        default: return refuse(tree, source)
        }
    }

    private mutating func all(_ parts: [SyntaxTree], _ source: ExpressionSource) -> [TenantCondition]? {
        let compiled = parts.map { condition($0, source) }
        return compiled.contains { $0 == nil } ? nil : compiled.compactMap { $0 }
    }

    private mutating func records(
        _ arguments: [SyntaxTree],
        _ call: SyntaxTree,
        _ source: ExpressionSource
    ) -> (EntityID, ExpressionNode?)? {
        guard (1...2).contains(arguments.count), case .path(let names) = arguments[0].kind, names.count == 2,
            names[0].text == "tenant"
        else { return refuse(call, source) }
        guard let entity = entity(names[1], source) else { return nil }
        guard arguments.count == 2 else { return (entity, nil) }
        guard let context = context(entity) else { return nil }
        let checked = ExpressionChecker.check(condition: arguments[1], in: context)
        diagnostics += checked.findings.map { Self.diagnostic($0, in: source) }
        return checked.node.map { (entity, $0) }
    }

    private mutating func entity(_ name: SyntaxName, _ source: ExpressionSource) -> EntityID? {
        let ids = draft.entities.map(\.content.id)
        let named = ids.filter { $0.name == name.text }
        if let own = named.first(where: { $0.owner == owner }) { return own }
        guard named.count != 1 else { return named[0] }
        let place = Self.place(name.range, in: source)
        if named.isEmpty {
            let hint = DidYouMean.hint(for: name.text, in: ids.map(\.name))
            let message = "`tenant.\(name.text)` names no entity"
            diagnostics.append(Diagnostic(code: "P212", message, at: place, hint: hint))
        } else {
            let owners = named.map { "`\($0)`" }.sorted().joined(separator: " and ")
            let message = "`tenant.\(name.text)` could be \(owners)"
            diagnostics.append(Diagnostic(code: "P606", message, at: place))
        }
        return nil
    }

    private mutating func refuse<Wanted>(_ tree: SyntaxTree, _ source: ExpressionSource) -> Wanted? {
        let message = "expected a condition over the tenant's records"
        let hint = "such as `count(tenant.site) > 0` or `exists(tenant.work_order, state = done)`"
        diagnostics.append(Diagnostic(code: "P606", message, at: Self.place(tree.range, in: source), hint: hint))
        return nil
    }

    private static func diagnostic(_ finding: ExpressionFinding, in source: ExpressionSource) -> Diagnostic {
        Diagnostic(
            code: finding.code.rawValue,
            finding.message,
            at: place(finding.range, in: source),
            hint: finding.hint
        )
    }

    private static func place(_ range: ScalarRange, in source: ExpressionSource) -> SourceSpan? {
        source.span.map { span in
            if source.text.unicodeScalars.contains("\n") { return span }
            return SourceSpan(
                file: span.file,
                line: span.line,
                column: span.column + range.offset,
                length: max(1, range.length)
            )
        }
    }
}
