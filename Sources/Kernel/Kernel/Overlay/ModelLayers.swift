/// The layers of a thing of the model, found by what each of them makes of it: for things that no layer changes by an address.
struct ModelLayers {
    let resolver: OverlayResolver
    /// With the tenant's own changes.
    let model: TenantModel

    /// Each layer that says something of an address, lowest first.
    /// - Throws: `unavailable` where a model cannot be taken apart.
    func layers(of address: String) throws -> [DefinitionLayer] {
        var layers: [DefinitionLayer] = []
        var before: [String: JSONValue]?
        for count in 0...resolver.below.count {
            // Packs stand after what they need; a part of them that makes no model adds nothing by itself.
            guard let model = model(of: count) else { continue }
            let after = try ModelItems(model).properties[address]
            if count == 0, let after {
                layers.append(
                    DefinitionLayer(
                        kind: "capability",
                        owner: owner(of: address),
                        place: nil,
                        properties: after,
                        adds: []
                    )
                )
            } else if count > 0 {
                layers += layer("pack", resolver.below[count - 1].id, before, after)
            }
            before = after
        }
        return layers + layer("overlay", OverlayEdit.owner, before, try ModelItems(model).properties[address])
    }

    private func model(of count: Int) -> TenantModel? {
        let packs = Array(resolver.below[..<count])
        return ModelBuilder.build(
            capabilities: resolver.capabilities,
            packs: packs,
            accepted: Set(packs.map(\.id))
        ).model
    }

    private func layer(
        _ kind: String,
        _ owner: String,
        _ before: [String: JSONValue]?,
        _ after: [String: JSONValue]?
    ) -> [DefinitionLayer] {
        guard before != after else { return [] }
        let names = Set((before ?? [:]).keys).union((after ?? [:]).keys).filter { before?[$0] != after?[$0] }
        let properties = Dictionary(names.map { ($0, after?[$0] ?? .null) }, uniquingKeysWith: { first, _ in first })
        return [DefinitionLayer(kind: kind, owner: owner, place: nil, properties: properties, adds: [])]
    }

    /// The capability whose name stands in the address.
    private func owner(of address: String) -> String {
        let names = address.split(separator: "/").flatMap { $0.split(separator: ".").prefix(1) }.map(String.init)
        let known = resolver.capabilities.map(\.descriptor.id)
        return names.first(where: known.contains) ?? "kernel"
    }
}
