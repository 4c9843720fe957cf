/// What a YAML file may cost at most.
///
/// Each limit is checked before the cost arises.
package struct YAMLLimits: Hashable, Sendable {
    /// Bytes of a file.
    package var bytes: Int
    /// Lists and mappings inside one another.
    package var depth: Int
    /// Texts, keys, lists and mappings together.
    package var nodes: Int
    /// Unicode scalars of one text.
    package var scalarLength: Int

    /// The limits of a pack file unless told otherwise.
    package init(bytes: Int = 1_048_576, depth: Int = 32, nodes: Int = 50_000, scalarLength: Int = 65_536) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.scalarLength = scalarLength
    }
}
