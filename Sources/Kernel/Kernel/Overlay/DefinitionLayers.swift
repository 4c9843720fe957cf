/// One layer that says something of a definition.
struct DefinitionLayer {
    /// `capability`, `pack` or `overlay`.
    let kind: String
    /// The capability, the pack, or `own`.
    let owner: String
    /// File, line and column, where it comes from a file.
    let place: String?
    /// Properties that it declares or changes; `null` for those that it takes away.
    let properties: [String: JSONValue]
    /// Parts that it adds, by address.
    let adds: [String]
}

/// The layers of a definition, lowest first.
struct DefinitionLayers {
    let capabilities: [CapabilityContribution]
    /// Packs that are on, the overlay last.
    let packs: [PackDefinition]

    /// Each layer that says something of an address.
    func layers(of address: DefinitionAddress) -> [DefinitionLayer] {
        var layers: [DefinitionLayer] = []
        var before = ModelDraft(capabilities: capabilities, packs: [])
        if let found = before.definition(at: address) {
            layers.append(
                DefinitionLayer(
                    kind: "capability",
                    owner: found.owner,
                    place: nil,
                    properties: found.properties,
                    adds: []
                )
            )
        }
        for count in packs.indices {
            let after = ModelDraft(capabilities: capabilities, packs: Array(packs[...count]))
            if let layer = layer(of: packs[count], address, before, after) { layers.append(layer) }
            before = after
        }
        return layers
    }

    private func layer(
        of pack: PackDefinition,
        _ address: DefinitionAddress,
        _ before: ModelDraft,
        _ after: ModelDraft
    ) -> DefinitionLayer? {
        let old = before.definition(at: address)?.properties ?? [:]
        let new = after.definition(at: address)?.properties ?? [:]
        let names = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        let properties = Dictionary(names.map { ($0, new[$0] ?? .null) }, uniquingKeysWith: { first, _ in first })
        let adds = self.adds(pack, address)
        guard !properties.isEmpty || !adds.isEmpty else { return nil }
        return DefinitionLayer(
            kind: pack.id == OverlayEdit.owner ? "overlay" : "pack",
            owner: pack.id,
            place: span(of: address, in: pack).map { "\($0.file):\($0.line):\($0.column)" },
            properties: properties,
            adds: adds
        )
    }

    private func adds(_ pack: PackDefinition, _ address: DefinitionAddress) -> [String] {
        guard case .entity(let entity) = address else { return [] }
        return pack.extensions.filter { $0.entity == entity }.flatMap { addition in
            addition.fields.map { "\(address)/field/\($0.id)" } + addition.states.map { "\(address)/state/\($0.id)" }
                + addition.moves.map { "\(address)/move/\($0.id)" }
                + addition.checks.map { "\(address)/check/\($0.id)" }
        }
    }

    /// Where a pack declares or changes something; nothing of the overlay stands in a file.
    private func span(of address: DefinitionAddress, in pack: PackDefinition) -> SourceSpan? {
        guard pack.id != OverlayEdit.owner else { return nil }
        if let change = pack.changes.first(where: { $0.address == address }) { return change.span }
        let text = address.description
        guard let entity = address.entity, text.hasPrefix("entity/") else { return pack.spans[text] }
        let rest = text.dropFirst("entity/\(entity.raw)".count)
        let local = entity.owner == pack.id ? "entity/\(entity.name)" : "extend/\(entity.raw)"
        return pack.spans["\(local)\(rest)"] ?? pack.spans[local]
    }
}
