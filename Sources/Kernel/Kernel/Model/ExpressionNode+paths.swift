extension ExpressionNode {
    /// The paths that it reads of its own record, in the order in which they stand in it.
    package var paths: [ExpressionPath] { paths(inside: 0) }

    /// The paths that it reads of any record.
    package var allPaths: [ExpressionPath] {
        if case .path(let path) = self { return [path] }
        if case .through(let origin, let path) = self { return origin.allPaths + [path] }
        return children.flatMap(\.allPaths)
    }

    /// The fields that it reads, of whatever record, each with its entity.
    package var reads: [(entity: EntityID, field: String)] {
        allPaths.map { ($0.hops.last?.target ?? $0.entity, $0.field) }
    }

    /// Inside functions over several records, `parent` leads back to the record.
    private func paths(inside depth: Int) -> [ExpressionPath] {
        switch self {
        case .path(let path): return path.outer == depth ? [path] : []
        case .aggregate(let aggregate):
            let inner = aggregate.parts.flatMap { $0.paths(inside: depth + 1) }
            return (aggregate.relation.outer == depth ? aggregate.relation.paths : []) + inner
        default: return children.flatMap { $0.paths(inside: depth) }
        }
    }

    /// The parts that it is made of.
    package var children: [ExpressionNode] {
        switch self {
        case .compare(_, let left, let right), .contains(let left, let right), .startsWith(let left, let right):
            [left, right]
        case .member(let element, let list): [element, list]
        case .and(let items), .or(let items): items
        case .not(let inner): [inner]
        case .through(let origin, _): [origin]
        case .call(_, let items), .choose(let items), .coalesce(let items): items
        case .aggregate(let aggregate): aggregate.parts
        case .literal, .constants, .path, .me, .setting, .input, .rate, .now, .today: []
        }
    }

    /// The inputs that name a record whose fields it reads.
    var inputsLookedInto: [String] {
        if case .through(.input(let id), _) = self { return [id] }
        return children.flatMap(\.inputsLookedInto)
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
        case .me, .through, .setting, .input, .rate, .now, .today, .aggregate: true
        case .call(let operation, let items): operation.isLocal || items.contains(where: \.readsMore)
        default: children.contains(where: \.readsMore)
        }
    }
}

extension ExpressionRelation {
    /// What it reads of the record that it begins at.
    fileprivate var paths: [ExpressionPath] {
        switch kind {
        case .list(let field): [path(field, .list)]
        case .references(let target, let field): [path(field, .references(target))]
        case .far where !hops.isEmpty: [anchor]
        case .far, .tenant: []
        }
    }
}
