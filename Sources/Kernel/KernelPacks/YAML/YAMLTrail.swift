import Kernel

/// The keys that lead to a place in a document, from its root.
struct YAMLTrail {
    /// The keys, the outermost first; items of lists have none.
    private(set) var keys: [String] = []
    private var end: YAMLNode

    /// The way to where a finding stands.
    init(to span: SourceSpan, from root: YAMLNode) {
        end = root
        while let next = Self.step(into: end, towards: span) {
            if let key = next.key { keys.append(key) }
            end = next.value
        }
    }

    /// Every key below the end.
    var below: [String] { Self.keys(below: end) }

    /// The same way from further up.
    func under(_ above: [String]) -> YAMLTrail {
        var trail = self
        trail.keys = above + keys
        return trail
    }

    /// The last of the parts that begin at or before a place: the one that it stands in.
    private static func step(into node: YAMLNode, towards span: SourceSpan) -> (key: String?, value: YAMLNode)? {
        func begins(_ start: SourceSpan) -> Bool { (start.line, start.column) <= (span.line, span.column) }
        switch node {
        case .scalar: return nil
        case .sequence(let items, _):
            return items.last { begins(Self.start(of: $0)) }.map { (nil, $0) }
        case .mapping(let entries, _):
            return entries.last { begins($0.keySpan) }.map { ($0.key, $0.value) }
        }
    }

    /// A list or mapping that is indented begins with its first item or key.
    private static func start(of node: YAMLNode) -> SourceSpan {
        switch node {
        case .scalar, .sequence: node.span
        case .mapping(let entries, let span):
            if let first = entries.first?.keySpan, (first.line, first.column) < (span.line, span.column) {
                first
            } else {
                span
            }
        }
    }

    private static func keys(below node: YAMLNode) -> [String] {
        switch node {
        case .scalar: []
        case .sequence(let items, _): items.flatMap(keys(below:))
        case .mapping(let entries, _): entries.flatMap { [$0.key] + keys(below: $0.value) }
        }
    }
}
