/// An expression as written, before any name or type is known.
///
/// Chains of `and`, `or` and arithmetic are flat, so that the depth of a tree is the depth of its brackets.
package struct SyntaxTree: Hashable, Sendable {
    /// What stands here.
    package let kind: Kind
    /// Where.
    package let range: ScalarRange

    /// What can stand in an expression.
    package indirect enum Kind: Hashable, Sendable {
        case number(SyntaxNumber)
        case text(String)
        case bool(Bool)
        case null
        case duration(seconds: Int64)
        case path([SyntaxName])
        case call(SyntaxName, [SyntaxTree])
        case list([SyntaxTree])
        case negative(SyntaxTree)
        case arithmetic(SyntaxTree, [ArithmeticStep])
        case compare(ComparisonOperator, SyntaxTree, SyntaxTree)
        case member(SyntaxTree, of: SyntaxTree, negated: Bool)
        case not(SyntaxTree)
        case and([SyntaxTree])
        case or([SyntaxTree])
    }

    package init(_ kind: Kind, _ range: ScalarRange) {
        self.kind = kind
        self.range = range
    }

    /// The name, where this is one name without dots and backquotes.
    var bareName: SyntaxName? {
        if case .path(let names) = kind, names.count == 1, !names[0].quoted { names[0] } else { nil }
    }

    /// Whether options of the other side may stand in it.
    var choosesOptions: Bool {
        if case .call(let name, _) = kind { ["if", "case", "coalesce"].contains(name.text) } else { false }
    }

    /// Whether this is a text literal.
    var isText: Bool {
        if case .text = kind { true } else { false }
    }
}

/// A name and whether it stood in backquotes.
package struct SyntaxName: Hashable, Sendable {
    package let text: String
    package let quoted: Bool
    package let range: ScalarRange

    package init(_ text: String, quoted: Bool, _ range: ScalarRange) {
        self.text = text
        self.quoted = quoted
        self.range = range
    }
}

/// A number exactly as written: `units` / 10^`scale`.
package struct SyntaxNumber: Hashable, Sendable {
    package let units: Int128
    package let scale: Int

    package init(_ units: Int128, scale: Int) {
        self.units = units
        self.scale = scale
    }
}

/// One operator of a chain and what it applies to.
package struct ArithmeticStep: Hashable, Sendable {
    /// `+ - & * / %`.
    package let symbol: String
    /// Where the operator stands.
    package let range: ScalarRange
    package let operand: SyntaxTree

    package init(_ symbol: String, _ range: ScalarRange, _ operand: SyntaxTree) {
        self.symbol = symbol
        self.range = range
        self.operand = operand
    }
}
