import Kernel

/// Reads seeded rows: entity -> key -> fields, `state` and `owner`.
///
/// A key is given once per entity, over reference and demo and over all files, since it finds the row again.
final class SeedDecoder {
    private let places: Places
    private var lines: [String: SourceSpan] = [:]

    init(places: Places) {
        self.places = places
    }

    /// The rows, in the author's order.
    func rows(_ node: NodeDecoder) -> [SeedRow] {
        (node.entries("a mapping of entities", keys: .entity) ?? []).flatMap { entity -> [SeedRow] in
            guard let id = entity.key.flatMap({ EntityID($0) }) else { return [] }
            return (entity.entries("a mapping of rows", keys: .snake) ?? []).compactMap { row(id, $0) }
        }
    }

    private func row(_ entity: EntityID, _ node: NodeDecoder) -> SeedRow? {
        let key = node.key ?? ""
        let address = "seed/\(entity)/\(key)"
        if let first = lines[address] {
            let message =
                "the row `\(key)` of `\(entity)` stands here again; it first stands in \(first.file) on line \(first.line)"
            node.report(.duplicateKey, message, at: node.headSpan)
            return nil
        }
        lines[address] = node.headSpan
        places.note(address, node.headSpan)
        guard let entries = node.entries("a row", keys: .snake) else { return nil }
        var (state, owner, values): (String?, Ownership?, [String: SeedValue]) = (nil, nil, [:])
        for entry in entries {
            let name = entry.key ?? ""
            places.note("\(address)/\(name)", entry.headSpan)
            switch name {
            case "state": state = entry.id(.snake)
            case "owner": owner = entry.ownership()
            default: values[name] = entry.seedValue()
            }
        }
        return SeedRow(entity, key: key, values: values, state: state, owner: owner ?? .shared, at: node.headSpan)
    }
}
