// A definition on the wire:
//
//   {"address", "owner", "ownership", "value": {...}, "definition": {...}, "layers": [{"layer", "owner", "at", "properties", "adds"}],
//    "edits": [...], "used_by": [{"kind", "address"}]}

extension Runtime {
    /// `GET /api/inspect?address=...`.
    func inspect(_ call: AuthorizedInvocation) throws -> Outcome {
        for parameter in call.query where parameter.name != "address" {
            throw KernelError.invalid([
                Finding(InputDecoder.shown(parameter.name), "unknown", "There is no such parameter here.")
            ])
        }
        let address = call.query.first { $0.name == "address" }?.value
        return .json(body: try inspection(of: address, in: call.view))
    }

    /// `GET /operator/inspect?address=...`.
    func operatorInspect(_ call: AuthenticatedInvocation) throws -> Outcome {
        .json(body: try inspection(of: call.value("address"), in: try operatorTenantNamed(call).current))
    }

    private func inspection(of text: String?, in view: Tenant.View) throws -> [UInt8] {
        guard let text, let address = DefinitionAddress(text) else { return try part(at: text ?? "", in: view) }
        let library = tenants.library
        let resolver = try library.resolver(of: view.state)
        let resolved = try library.resolved(view.state)
        let edits = view.state.overlay.filter { $0.address == address.description }
        let inForce = resolved.inForce(view.state.overlay)
        let overlay = inForce.isEmpty ? nil : try resolver.definition(of: inForce)
        let packs = resolver.below + [overlay].compactMap(\.self)
        let draft = ModelDraft(capabilities: resolver.capabilities, packs: packs)
        // Options that the kernel makes itself, such as roles of members, are told by the model alone.
        guard let found = draft.definition(at: address) else {
            return try part(at: text, in: view, like: draft.addresses(like: address))
        }
        let layers = DefinitionLayers(capabilities: resolver.capabilities, packs: packs).layers(of: address)
        var writer = JSONWriter(capacity: 2048)
        try writer.object { writer in
            writer.key("address")
            writer.string(address.description)
            writer.key("owner")
            writer.string(found.owner)
            writer.key("ownership")
            writer.string(found.ownership.rawValue)
            writer.key("value")
            writer.properties(found.properties)
            writer.key("definition")
            writer.properties(try Self.definition(at: address.description, in: view.model))
            writer.key("layers")
            writer.array(layers) { $0.layer($1) }
            writer.key("edits")
            let below = resolver.draft().definition(at: address)
            try writer.array(edits) { try $0.edit($1, below, in: resolved) }
            writer.key("used_by")
            writer.array(ModelUses(model: view.model).uses(of: address)) { writer, use in
                writer.object { writer in
                    writer.key("kind")
                    writer.string(use.kind)
                    writer.key("address")
                    writer.string(use.address)
                }
            }
        }
        return writer.bytes
    }

    /// A thing of the model that nobody changes by itself: a grant, a rate card, a formula, an automation, a pack.
    /// - Throws: 404 for what is an address and leads nowhere, 422 for what is none.
    private func part(at address: String, in view: Tenant.View, like known: [String] = []) throws -> [UInt8] {
        let items = try ModelItems(view.model)
        guard let properties = items.properties[address] else {
            guard address.contains("/") else {
                let message = "Must be an address such as entity/customers.site/field/name or role/manager."
                throw KernelError.invalid([Finding("address", "address", message)])
            }
            let hint = DidYouMean.question(for: address, in: known.isEmpty ? Array(items.properties.keys) : known)
            throw KernelError(.notFound, "There is no `\(InputDecoder.shown(address))` in this model.\(hint)")
        }
        let layers = try ModelLayers(resolver: tenants.library.resolver(of: view.state), model: view.model)
            .layers(of: address)
        let whole = Self.whole(of: address)
        let edits = view.state.overlay.filter { $0.address == whole?.description }
        let resolved = try tenants.library.resolved(view.state)
        let below = try whole.flatMap { try tenants.library.resolver(of: view.state).draft().definition(at: $0) }
        var writer = JSONWriter(capacity: 1024)
        try writer.object { writer in
            writer.key("address")
            writer.string(address)
            writer.key("owner")
            writer.string(layers.first?.owner ?? "")
            writer.key("ownership")
            writer.string(below?.ownership.rawValue ?? Ownership.pack.rawValue)
            writer.key("value")
            writer.properties(properties)
            writer.key("definition")
            writer.properties(try Self.definition(at: address, in: view.model))
            writer.key("layers")
            writer.array(layers) { $0.layer($1) }
            writer.key("edits")
            try writer.array(edits) { try $0.edit($1, below, in: resolved) }
            writer.key("used_by")
            writer.array([String]()) { $0.string($1) }
        }
        return writer.bytes
    }

    /// The changeable definition that a thing is part of: the role of a grant, the move of an input.
    private static func whole(of address: String) -> DefinitionAddress? {
        var parts = address.split(separator: "/")
        while parts.count > 2 {
            parts.removeLast()
            if let whole = DefinitionAddress(parts.joined(separator: "/")) { return whole }
        }
        return nil
    }

    /// Everything that the model says of a thing, whether it can be changed or not; lists of things by their ids.
    private static func definition(at address: String, in model: TenantModel) throws -> [String: JSONValue] {
        let items = try ModelItems(model)
        var found = items.properties[address] ?? [:]
        for (list, keys) in items.orders where list.hasPrefix("\(address)/") {
            let name = list.dropFirst(address.count + 1)
            if !name.contains("/") { found[String(name)] = .array(keys.map(JSONValue.string)) }
        }
        return found
    }
}

extension JSONWriter {
    fileprivate mutating func properties(_ properties: [String: JSONValue]) {
        object { writer in
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
            }
        }
    }

    fileprivate mutating func layer(_ layer: DefinitionLayer) {
        object { writer in
            writer.key("layer")
            writer.string(layer.kind)
            writer.key("owner")
            writer.string(layer.owner)
            writer.key("at")
            if let place = layer.place { writer.string(place) } else { writer.null() }
            writer.key("properties")
            writer.properties(layer.properties)
            writer.key("adds")
            writer.array(layer.adds) { $0.string($1) }
        }
    }
}
