/// What one expression comes to in a statement, once the computed fields that it reads stand in their place.
///
/// An upper bound, kept by the compiler of expressions in the store: a test makes expressions at random up to this bound
/// and has each prepared by SQLite, whose parser holds at most 100 unfinished pieces.
package struct ExpressionCost: Hashable, Sendable {
    /// Parts of the expression.
    package var size = 1
    /// How many pieces the parser holds at the deepest place, at most; a leaf is a rounded number.
    package var depth = 5

    /// Statements around an expression take the rest.
    package static let largest = ExpressionCost(size: 1_000, depth: 78)

    package init(size: Int = 1, depth: Int = 5) {
        self.size = size
        self.depth = depth
    }

    package var isTooMuch: Bool { size > Self.largest.size || depth > Self.largest.depth }

    /// The cost of an expression; `path` gives that of what a path ends at.
    package static func of(
        _ node: ExpressionNode,
        path: (ExpressionPath) -> ExpressionCost = { _ in ExpressionCost() }
    ) -> ExpressionCost {
        if case .path(let place) = node {
            var cost = path(place)
            cost.depth += 14 * place.hops.count
            return cost
        }
        if case .through(_, let place) = node {
            var cost = path(place)
            // The value itself is read over a reference too, where it is the principal's.
            cost.depth += 14 * (place.hops.count + 2)
            return cost
        }
        var cost = ExpressionCost()
        let children = node.children
        guard !children.isEmpty else { return cost }
        cost.depth = 0
        for (index, child) in children.enumerated() {
            var part = of(child, path: path)
            // A condition where a value stands is `(... IS TRUE)`.
            if !node.isCondition, child.isCondition { part.depth += 3 }
            // Far beyond what is allowed the exact number does not matter, and must not overflow.
            cost.size = min(cost.size + part.size, 1_000_000)
            cost.depth = max(cost.depth, part.depth + node.pieces(at: index))
        }
        return cost
    }
}

extension ExpressionNode {
    fileprivate var isCondition: Bool {
        switch self {
        case .compare, .member, .and, .or, .not, .contains, .startsWith: true
        case .aggregate(let aggregate): aggregate.function == .exists || aggregate.function == .all
        default: false
        }
    }

    /// The pieces that wait in front of a child.
    fileprivate func pieces(at index: Int) -> Int {
        switch self {
        case .compare, .and, .or, .not: 3
        case .member: 6
        case .contains, .startsWith: 9
        // A whole number among decimals is made one of them, which is a call more.
        case .call(.least, _), .call(.greatest, _), .coalesce: index == 0 ? 4 : 6
        case .call: index == 0 ? 3 : 5
        case .choose(let parts): index == parts.count - 1 ? 5 : index % 2 == 0 ? 4 : 7
        case .aggregate: 18
        default: 0
        }
    }
}
