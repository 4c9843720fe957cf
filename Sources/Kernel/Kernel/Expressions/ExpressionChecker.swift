/// Resolves the names of a tree, gives everything a type, and makes the checked tree.
///
/// How things that the checked tree has no case for are written in it:
/// - A literal always stands on the right of a comparison; a comparison of two literals is its result.
/// - A comparison of a number field with a constant has the constant at the field's scale (`NumberFit`).
/// - `= null` and `!= null` compare with the literal null; any other comparison with it is the literal false.
/// - `x not in list` is `x != null and not x in list`: like every comparison it is false for null.
/// - Nulls in a list are dropped; what is no constant in it becomes a comparison, joined by `or`.
package struct ExpressionChecker {
    /// References that a path may follow.
    package static let maximumHops = 3
    /// Nodes of a checked tree, list elements included.
    package static let maximumNodes = 1_000
    /// Findings after which others are left out.
    static let maximumFindings = 20

    let context: CheckingContext
    private(set) var findings: [ExpressionFinding] = []
    private var nodes = 0
    /// The records that names can mean, the innermost last.
    var records: [Place]

    /// A record that names can mean.
    struct Place {
        let entity: ExpressionEntity
        /// References followed to get there.
        let hops: Int
    }

    /// The record that names mean now.
    var place: Place { records[records.count - 1] }

    private init(_ context: CheckingContext) {
        self.context = context
        records = [Place(entity: context.entity, hops: 0)]
    }

    /// Checks a tree where a condition is wanted.
    package static func check(condition tree: SyntaxTree, in context: CheckingContext) -> CheckedExpression {
        var checker = ExpressionChecker(context)
        let node = checker.condition(tree)
        return checker.result(node, of: tree)
    }

    /// Checks a tree whose value goes into a field.
    ///
    /// Constants come out as the field's type and scale.
    package static func check(
        value tree: SyntaxTree,
        for field: FieldDefinition,
        in context: CheckingContext
    ) -> CheckedExpression {
        var checker = ExpressionChecker(context)
        let node = checker.assignment(tree, to: field)
        return checker.result(node, of: tree)
    }

    /// Checks a tree whose value may be of any type.
    package static func check(
        any tree: SyntaxTree,
        in context: CheckingContext
    ) -> (checked: CheckedExpression, type: ExpressionType, currency: String?) {
        var checker = ExpressionChecker(context)
        let typed = checker.typed(tree)
        return (checker.result(typed?.node, of: tree), typed?.type ?? .null, typed?.currency)
    }

    private mutating func result(_ node: ExpressionNode?, of tree: SyntaxTree) -> CheckedExpression {
        if nodes > Self.maximumNodes {
            report(
                .cost,
                "The expression has \(nodes) parts, more than the \(Self.maximumNodes) allowed",
                at: tree.range
            )
        }
        return CheckedExpression(node: findings.isEmpty ? node : nil, findings: findings)
    }

    mutating func report(_ code: ExpressionCode, _ message: String, at range: ScalarRange, hint: String? = nil) {
        report(ExpressionFinding(code, message, at: range, hint: hint))
    }

    mutating func report(_ finding: ExpressionFinding) {
        if findings.count < Self.maximumFindings { findings.append(finding) }
    }

    mutating func countNode() {
        nodes += 1
    }

    mutating func reportNotYet(_ what: String, at range: ScalarRange) {
        report(ExpressionChecker.notYet(what, at: range))
    }

    static func notYet(_ what: String, at range: ScalarRange) -> ExpressionFinding {
        ExpressionFinding(.notYet, "\(what) is not available yet in this version", at: range)
    }

    // MARK: Conditions

    /// A tree as something that is true or not; `nil` after a finding.
    mutating func condition(_ tree: SyntaxTree) -> ExpressionNode? {
        guard let typed = typed(tree) else { return nil }
        switch typed.type {
        case .bool: return typed.node
        case .null: return .literal(.bool(false))
        default:
            report(.conditionNeeded, "A condition is needed here, this is \(typed.type.words)", at: tree.range)
            return nil
        }
    }

    /// All of them, so that each one's findings are reported.
    private mutating func conditions(_ trees: [SyntaxTree]) -> [ExpressionNode]? {
        let nodes = trees.map { condition($0) }
        let good = nodes.compactMap(\.self)
        return good.count == nodes.count ? good : nil
    }

    /// A tree with the type that it has by itself; `nil` after a finding.
    mutating func typed(_ tree: SyntaxTree) -> TypedNode? {
        countNode()
        switch tree.kind {
        case .negative(let inner): return Self.isLiteral(inner) ? literal(tree) : negative(inner, tree.range)
        case .number, .duration, .text, .bool, .null: return literal(tree)
        case .path(let names): return path(names)
        case .call(let name, let arguments): return call(name, arguments, tree.range)
        case .and(let items): return conditions(items).map { TypedNode(.and($0), .bool, tree.range) }
        case .or(let items): return conditions(items).map { TypedNode(.or($0), .bool, tree.range) }
        case .not(let inner): return condition(inner).map { TypedNode(.not($0), .bool, tree.range) }
        case .compare(let comparison, let left, let right): return compare(comparison, left, right, tree.range)
        case .member(let value, let list, let negated): return member(value, of: list, negated: negated, tree.range)
        case .arithmetic(let first, let steps): return arithmetic(first, steps)
        case .list:
            report(.types, "A list stands only on the right of `in`", at: tree.range)
            return nil
        }
    }

    private mutating func path(_ names: [SyntaxName]) -> TypedNode? {
        do throws(ExpressionFinding) {
            return try resolve(names)
        } catch {
            report(error)
            return nil
        }
    }
}

/// A checked tree, or the findings that kept it from being one.
package struct CheckedExpression: Sendable {
    /// The tree; `nil` exactly when there are findings.
    package let node: ExpressionNode?
    package let findings: [ExpressionFinding]

    package init(node: ExpressionNode?, findings: [ExpressionFinding]) {
        self.node = node
        self.findings = findings
    }
}
