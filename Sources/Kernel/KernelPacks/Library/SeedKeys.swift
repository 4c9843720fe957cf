import Kernel

/// The keys of a pack's rows.
struct SeedKeys {
    /// Whether every tenant gets a row.
    enum Layer: Hashable {
        case reference
        case demo
    }

    private var layers: [EntityID: [String: Layer]] = [:]

    init(_ pack: PackDefinition) {
        for row in pack.demoSeeds { layers[row.entity, default: [:]][row.key] = .demo }
        for row in pack.referenceSeeds { layers[row.entity, default: [:]][row.key] = .reference }
    }

    /// The layer of a row; `nil` when there is none of that key.
    func layer(of key: String, _ entity: EntityID) -> Layer? { layers[entity]?[key] }

    /// All keys of an entity.
    func all(_ entity: EntityID) -> [String] { layers[entity].map { Array($0.keys) } ?? [] }
}
