import Kernel

extension SyntaxTree {
    /// The tree in brackets, such as `(and (= state done) (not urgent))`.
    var outline: String {
        switch kind {
        case .number(let number): ExactDecimal.text(number.units, scale: number.scale)
        case .text(let text): "'\(text)'"
        case .bool(let flag): String(flag)
        case .null: "null"
        case .duration(let seconds): "\(seconds)s"
        case .path(let names): names.map { $0.quoted ? "`\($0.text)`" : $0.text }.joined(separator: ".")
        case .call(let name, let arguments): "\(name.text)(" + SyntaxTree.outline(arguments, ", ") + ")"
        case .list(let items): "[" + SyntaxTree.outline(items, ", ") + "]"
        case .negative(let inner): "(- \(inner.outline))"
        case .arithmetic(let first, let steps):
            "(" + first.outline + steps.map { " \($0.symbol) \($0.operand.outline)" }.joined() + ")"
        case .compare(let comparison, let left, let right): "(\(comparison.rawValue) \(left.outline) \(right.outline))"
        case .member(let element, let list, let negated):
            "(\(negated ? "not-in" : "in") \(element.outline) \(list.outline))"
        case .not(let inner): "(not \(inner.outline))"
        case .and(let items): "(and " + SyntaxTree.outline(items, " ") + ")"
        case .or(let items): "(or " + SyntaxTree.outline(items, " ") + ")"
        }
    }

    private static func outline(_ items: [SyntaxTree], _ separator: String) -> String {
        items.map(\.outline).joined(separator: separator)
    }
}
