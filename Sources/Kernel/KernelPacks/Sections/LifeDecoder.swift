import Kernel

/// Reads `states` and `moves` of an entity or an extension.
struct LifeDecoder {
    let places: Places
    /// What addresses begin with.
    let address: String

    /// The states, in the author's order.
    func states(_ node: NodeDecoder) -> [StateDefinition] {
        (node.entries("a mapping of states", keys: .snake) ?? []).compactMap { entry in
            let id = entry.key ?? ""
            places.note("\(address)/state/\(id)", entry.headSpan)
            guard let keys = entry.mapping("a state", known: ["title", "start", "final", "locked", "owner", "was"])
            else { return nil }
            keys["owner"]?.noteOwner(places, at: "\(address)/state/\(id)")
            places.note("\(address)/state/\(id)", was: keys["was"])
            return StateDefinition(
                id,
                title: keys["title"]?.title(),
                start: keys["start"]?.bool() ?? false,
                final: keys["final"]?.bool() ?? false,
                locked: keys["locked"]?.bool() ?? false
            )
        }
    }

    /// The moves, in the author's order.
    func moves(_ node: NodeDecoder) -> [MoveDefinition] {
        (node.entries("a mapping of moves", keys: .snake) ?? []).compactMap { entry in
            places.note("\(address)/move/\(entry.key ?? "")", entry.headSpan)
            return move(entry)
        }
    }

    private func move(_ node: NodeDecoder) -> MoveDefinition? {
        let known = ["title", "needs", "input", "set", "if", "else", "owner", "was"]
        guard let keys = node.mapping("a move", known: known, required: ["from", "to"]) else { return nil }
        keys["owner"]?.noteOwner(places, at: "\(address)/move/\(node.key ?? "")")
        places.note("\(address)/move/\(node.key ?? "")", was: keys["was"])
        if keys.has("else"), !keys.has("if") {
            keys.report(.contradiction, "`else` is what people read when `if` refuses; there is no `if`", atKey: "else")
        }
        return MoveDefinition(
            node.key ?? "",
            from: keys["from"].map(origins) ?? [],
            to: keys["to"]?.id(.snake) ?? "",
            title: keys["title"]?.title(),
            needs: keys["needs"]?.id(.permission),
            input: keys["input"].map { FieldDecoder(place: .input, places: places).fields($0) } ?? [],
            set: keys["set"].map(assignments) ?? [],
            guardExpression: keys["if"]?.expression(),
            refusal: keys["else"]?.localized("a text for people", length: 1...500)
        )
    }

    private func origins(_ node: NodeDecoder) -> [String] {
        guard node.isList else { return node.id(.snake).map { [$0] } ?? [] }
        node.refuseEmpty("state")
        return node.ids(.snake)?.map(\.id) ?? []
    }

    private func assignments(_ node: NodeDecoder) -> [FieldAssignment] {
        (node.entries("a mapping of fields to expressions", keys: .snake) ?? []).compactMap { entry in
            entry.expression().map { FieldAssignment(entry.key ?? "", $0, at: entry.headSpan) }
        }
    }
}

extension NodeDecoder {
    /// What the scopes of an entity mean.
    func scopePaths() -> [Scope: ScopePath] {
        var paths: [Scope: ScopePath] = [:]
        guard let keys = mapping("a mapping of scopes", known: Scope.allCases.map(\.rawValue)) else { return paths }
        for scope in Scope.allCases {
            paths[scope] = keys[scope.rawValue]?.scopePath()
        }
        return paths
    }
}
