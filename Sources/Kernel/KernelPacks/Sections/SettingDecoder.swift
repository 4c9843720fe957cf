import Kernel

/// Reads the section `settings`.
struct SettingDecoder {
    let places: Places

    /// The settings, in the author's order.
    func settings(_ node: NodeDecoder) -> [SettingDefinition] {
        let decoder = FieldDecoder(place: .setting, places: places)
        return (node.entries("a mapping of settings", keys: .snake) ?? []).compactMap { entry in
            places.note("setting/\(entry.key ?? "")", entry.headSpan)
            guard let (field, keys) = decoder.field(entry) else { return nil }
            places.note("setting/\(entry.key ?? "")", was: keys["was"])
            return SettingDefinition(field, owner: keys["owner"]?.ownership() ?? .shared)
        }
    }
}

extension NodeDecoder {
    /// Who decides about a thing once a tenant runs it.
    func ownership() -> Ownership? {
        choice("an owner", Ownership.self)
    }
}
