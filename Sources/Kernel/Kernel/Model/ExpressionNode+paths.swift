extension ExpressionNode {
    /// The paths that it reads of its own record, in the order in which they stand in it.
    package var paths: [ExpressionPath] {
        if case .path(let path) = self { return [path] }
        return children.flatMap(\.paths)
    }

    /// The parts that it is made of.
    package var children: [ExpressionNode] {
        switch self {
        case .compare(_, let left, let right), .contains(let left, let right), .startsWith(let left, let right):
            [left, right]
        case .member(let element, let list): [element, list]
        case .and(let items), .or(let items): items
        case .not(let inner): [inner]
        case .literal, .constants, .path, .me, .setting, .input, .now, .today: []
        }
    }

    /// Whether its value depends on who asks.
    package var readsPrincipal: Bool {
        if case .me = self { return true }
        return children.contains(where: \.readsPrincipal)
    }

    /// Whether its value depends on more than the stored values of its own record.
    package var readsMore: Bool {
        switch self {
        case .path(let path): !path.hops.isEmpty
        case .me, .setting, .input, .now, .today: true
        default: children.contains(where: \.readsMore)
        }
    }
}
