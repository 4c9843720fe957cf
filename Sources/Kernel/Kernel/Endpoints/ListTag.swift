import KernelCrypto

/// The ETag of a list: a hash over everything that its bytes depend on.
///
/// That is the end of the tenant's journal (every write that somebody can see adds to it), the model, the caller, the
/// request's path and query, and the version of this program. What depends on the time of day has no tag: a condition
/// with `now()` or `today()` in the query or in any row rule of the caller.
enum ListTag {
    /// The tag, in quotes; `nil` where an unchanged journal does not mean an unchanged list.
    static func make(_ call: AuthorizedInvocation, _ query: RecordQuery, journalEnd: String, version: String) -> String?
    {
        guard !call.scope.access.dependsOnTime, !(query.filter?.dependsOnTime ?? false),
            !call.scope.model.computedDependOnTime
        else { return nil }
        var hash = SHA256()
        for part in [
            journalEnd, call.scope.model.hash, call.scope.principal.journalName, call.invocation.path,
            call.invocation.query, version,
        ] {
            hash.update(Array("\(part.utf8.count):".utf8))
            hash.update(Array(part.utf8))
        }
        return "\"\(Base64URL.encode(Array(hash.finalize().prefix(18))))\""
    }
}

extension ExpressionNode {
    /// Whether it says something else at another time.
    package var dependsOnTime: Bool {
        switch self {
        case .now, .today: true
        case .literal, .constants, .path, .me, .through, .setting, .input, .rate: false
        case .compare(_, let left, let right), .contains(let left, let right), .startsWith(let left, let right):
            left.dependsOnTime || right.dependsOnTime
        case .member(let item, let list): item.dependsOnTime || list.dependsOnTime
        case .and(let nodes), .or(let nodes): nodes.contains(where: \.dependsOnTime)
        case .not(let node): node.dependsOnTime
        case .call(_, let nodes), .choose(let nodes), .coalesce(let nodes): nodes.contains(where: \.dependsOnTime)
        case .aggregate(let aggregate): aggregate.parts.contains(where: \.dependsOnTime)
        }
    }
}

extension RowFilter {
    /// Whether it lets other rows through at another time.
    package var dependsOnTime: Bool {
        switch self {
        case .everything, .nothing, .principal, .team, .scope: false
        case .expression(let node): node.dependsOnTime
        case .all(let filters), .any(let filters): filters.contains(where: \.dependsOnTime)
        }
    }
}
