extension ExpressionNode {
    /// The paths that it reads of its own record, in the order in which they stand in it.
    package var paths: [ExpressionPath] {
        switch self {
        case .path(let path): [path]
        case .compare(_, let left, let right), .contains(let left, let right), .startsWith(let left, let right):
            left.paths + right.paths
        case .member(let element, let list): element.paths + list.paths
        case .and(let items), .or(let items): items.flatMap(\.paths)
        case .not(let inner): inner.paths
        case .literal, .constants, .me, .setting, .input, .now, .today: []
        }
    }
}
