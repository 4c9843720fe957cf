import Kernel

/// Reads the sections `entities` and `extend`.
struct EntityDecoder {
    /// The pack that the entities belong to.
    let pack: String
    let places: Places

    /// The entities, in the author's order.
    func entities(_ nodes: [NodeDecoder]) -> [EntityDefinition] {
        nodes.compactMap { node in
            let address = "entity/\(node.key ?? "")"
            places.note(address, node.headSpan)
            return entity(node, at: address)
        }
    }

    private func entity(_ node: NodeDecoder, at address: String) -> EntityDefinition? {
        let known = [
            "title", "label", "states", "moves", "scopes", "verbs", "unique", "checks", "offline", "owner", "was",
        ]
        let required = ["collection", "fields"]
        guard let keys = node.mapping("an entity", known: known, required: required)
        else { return nil }
        keys["owner"]?.noteOwner(places, at: address)
        places.note(address, was: keys["was"])
        let life = LifeDecoder(places: places, address: address)
        let fields = keys["fields"].map { FieldDecoder(place: .record, places: places).fields($0, at: address) } ?? []
        if !keys.has("label"), keys.has("fields"), !fields.contains(where: { $0.id == "name" }) {
            let message = "an entity without a field `name` needs the key `label`"
            node.report(.missingKey, message, at: node.headSpan, hint: "such as `label: \"{title}\"`")
        }
        if let label = keys["label"]?.node { places.note(braces: label, at: "\(address)/label") }
        var entity = EntityDefinition(
            EntityID(owner: pack, name: node.key ?? ""),
            title: keys["title"]?.title(),
            collection: keys["collection"]?.id(.kebab) ?? "",
            label: keys["label"]?.text("a label", length: 1...200) ?? "{name}",
            fields: fields,
            states: keys["states"].map(life.states) ?? [],
            moves: keys["moves"].map(life.moves) ?? [],
            scopes: keys["scopes"]?.scopePaths() ?? [:],
            verbs: keys["verbs"].map(verbs) ?? Set(RecordVerb.allCases),
            uniques: keys["unique"].map(uniques) ?? [],
            checks: keys["checks"].map { checks($0, at: address) } ?? []
        )
        entity.offline = keys["offline"].flatMap(OfflineDecoder().rule)
        return entity
    }

    /// `[[work_order, member]]`: lists of fields that together tell records apart.
    private func uniques(_ node: NodeDecoder) -> [UniqueRule] {
        node.refuseEmpty("rule")
        var known: Set<Set<String>> = []
        return (node.list("a list of lists of fields") ?? []).compactMap { rule in
            guard let fields = rule.ids(.snake)?.map(\.id) else { return nil }
            if !known.insert(Set(fields)).inserted {
                let names = fields.map { "`\($0)`" }.joined(separator: " and ")
                let message = "\(names) \(fields.count == 1 ? "is" : "are together") unique already"
                rule.report(.repeatedItem, message, hint: "their order makes no difference")
            }
            return UniqueRule(fields)
        }
    }

    /// The checks, in the author's order.
    private func checks(_ node: NodeDecoder, at address: String) -> [CheckDefinition] {
        (node.entries("a mapping of checks", keys: .snake) ?? []).compactMap { entry in
            let id = entry.key ?? ""
            places.note("\(address)/check/\(id)", entry.headSpan)
            guard let keys = entry.mapping("a check", known: [], required: ["if", "else"]),
                let condition = keys["if"]?.expression(),
                let refusal = keys["else"]?.localized("a text for people", length: 1...500)
            else { return nil }
            return CheckDefinition(id, condition, else: refusal)
        }
    }

    private func verbs(_ node: NodeDecoder) -> Set<RecordVerb> {
        node.refuseEmpty("verb")
        return Set((node.list("a list of verbs") ?? []).compactMap { $0.choice("a verb", RecordVerb.self) })
    }

    /// What the pack adds to others' entities, in the author's order.
    func extensions(_ node: NodeDecoder) -> [EntityExtension] {
        (node.entries("a mapping of entities", keys: .entity) ?? []).compactMap { entry in
            guard let id = entry.key.flatMap({ EntityID($0) }) else { return nil }
            guard id.owner != pack else {
                let message = "`\(id)` is the pack's own; it is written under `entities`, not extended"
                entry.report(.extendsOwn, message, at: entry.headSpan)
                return nil
            }
            return addition(entry, to: id)
        }
    }

    private func addition(_ node: NodeDecoder, to id: EntityID) -> EntityExtension? {
        let known = ["fields", "states", "moves", "scopes", "checks", "offline"]
        guard let keys = node.mapping("an extension", known: known) else { return nil }
        let address = "extend/\(id)"
        places.note(address, node.headSpan)
        let life = LifeDecoder(places: places, address: address)
        var addition = EntityExtension(
            id,
            fields: keys["fields"].map { FieldDecoder(place: .record, places: places).fields($0, at: address) } ?? [],
            states: keys["states"].map(life.states) ?? [],
            moves: keys["moves"].map(life.moves) ?? [],
            scopes: keys["scopes"]?.scopePaths() ?? [:],
            checks: keys["checks"].map { checks($0, at: address) } ?? [],
            at: node.headSpan
        )
        addition.offline = keys["offline"].flatMap(OfflineDecoder().rule)
        return addition
    }
}
