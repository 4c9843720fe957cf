import Kernel

/// What a YAML document says, before anything is typed: texts, lists and mappings, each with its place.
///
/// Scalars stay text. Whoever reads one types it by where it stands, so `no`, `on`, `07:30` and `1e3` are what the
/// author wrote and never a boolean, a number in base 60 or a float.
package enum YAMLNode: Hashable, Sendable {
    /// One piece of text.
    case scalar(YAMLScalar)
    /// A list. The span is its `[...]` on the first line, or its first `-`.
    case sequence([YAMLNode], SourceSpan)
    /// A mapping, keys in the author's order and each once. The span is its `{...}` on the first line, or its first
    /// key.
    case mapping([YAMLEntry], SourceSpan)

    /// Where it stands.
    package var span: SourceSpan {
        switch self {
        case .scalar(let scalar): scalar.span
        case .sequence(_, let span), .mapping(_, let span): span
        }
    }
}

/// One key of a mapping and what stands under it.
package struct YAMLEntry: Hashable, Sendable {
    /// The key.
    package let key: String
    /// Where the key stands.
    package let keySpan: SourceSpan
    /// What the key holds.
    package let value: YAMLNode

    package init(key: String, keySpan: SourceSpan, value: YAMLNode) {
        self.key = key
        self.keySpan = keySpan
        self.value = value
    }
}
