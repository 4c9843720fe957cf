import Synchronization

/// Models, and the definitions they are made of, by their hashes.
///
/// Several runtimes of one process may share one where they have the same catalog; a runtime has its own otherwise.
package final class ModelCache: Sendable {
    struct Key: Hashable {
        let capabilities: [String]
        let packs: [String]
        let overlay: [OverlayEdit]
    }

    let models = Mutex<[Key: ResolvedModel]>([:])
    let definitions = Mutex<[String: PackDefinition]>([:])

    /// An empty one.
    package init() {}
}
