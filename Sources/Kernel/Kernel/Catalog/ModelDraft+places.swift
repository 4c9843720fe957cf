/// Where the parts of definitions stand in the files of packs (`PackDefinition.spans`); capabilities have no files.
extension ModelDraft {
    /// Where a part of an entity stands, such as `move/go/from/draft`, or the nearest thing around it.
    ///
    /// - Parameters:
    ///   - part: The part below the entity's address.
    ///   - entity: The entity.
    ///   - owner: Who declares or adds the part.
    /// - Returns: A place; `nil` where a capability declares it.
    func span(of part: String, on entity: EntityID, by owner: String) -> SourceSpan? {
        let root = owner == entity.owner ? "entity/\(entity.name)" : "extend/\(entity.raw)"
        return span(at: "\(root)/\(part)", by: owner)
    }

    /// Where an address stands in a pack's files, or the nearest thing around it.
    func span(at address: String, by owner: String) -> SourceSpan? {
        index.spans[owner].flatMap { Self.nearest(to: address, in: $0) }
    }

    /// The place of an address, or of the nearest thing around it.
    static func nearest(to address: String, in spans: [String: SourceSpan]) -> SourceSpan? {
        var address = address[...]
        while true {
            if let span = spans[String(address)] { return span }
            guard let end = address.lastIndex(of: "/") else { return nil }
            address = address[..<end]
        }
    }

    /// Who declares an entity and who adds to it, each with what they bring.
    func parts(of entity: Owned<EntityDefinition>) -> [Owned<EntityExtension>] {
        let content = entity.content
        let own = EntityExtension(
            content.id,
            fields: content.fields,
            states: content.states,
            moves: content.moves,
            scopes: content.scopes,
            checks: content.checks,
            at: entity.span
        )
        return [Owned(owner: entity.owner, content: own, span: entity.span)] + additions(to: content.id)
    }
}

extension Owned {
    /// What is said of a part that another owner, or the same one, declares already.
    func beside(_ other: String) -> String {
        other == owner ? "stands twice" : "is declared by `\(other)` and by `\(owner)`"
    }
}
