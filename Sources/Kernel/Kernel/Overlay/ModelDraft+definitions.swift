extension ModelDraft {
    /// Shows a visitor the definition at an address.
    /// - Returns: Who declares it; `nil` where there is none.
    mutating func visit(_ address: DefinitionAddress, _ visitor: inout some DefinitionVisitor) -> String? {
        switch address {
        case .entity(let id): return Self.visit(&entities, { $0.id == id }, &visitor)
        case .field(let id, let field): return visitField(id, field) { visitor.visit(&$0) }
        case .option(let id, let field, let option): return visitOption(id, field, option, &visitor)
        case .state(let id, let state):
            return visitPart(id, \.states, \.states, { $0.id == state }) { visitor.visit(&$0) }
        case .move(let id, let move): return visitPart(id, \.moves, \.moves, { $0.id == move }) { visitor.visit(&$0) }
        case .check(let id, let check):
            return visitPart(id, \.checks, \.checks, { $0.id == check }) { visitor.visit(&$0) }
        case .role(let id): return visitRole(id, &visitor)
        case .permission(let id): return Self.visit(&permissions, { $0.id == id }, &visitor)
        case .setting(let id): return Self.visit(&settings, { $0.field.id == id }, &visitor)
        case .terminology(let id): return visitTerms(id, &visitor)
        case .screen(let id): return visitShown(\.screens, { $0.id == id }, &visitor)
        case .menu(let id): return visitShown(\.menu, { $0.id == id }, &visitor)
        case .onboarding(let id): return visitShown(\.steps, { $0.id == id }, &visitor)
        }
    }

    private static func visit<Content: ChangeableDefinition>(
        _ all: inout [Owned<Content>],
        _ isMeant: (Content) -> Bool,
        _ visitor: inout some DefinitionVisitor
    ) -> String? {
        guard let index = all.firstIndex(where: { isMeant($0.content) }) else { return nil }
        visitor.visit(&all[index].content)
        return all[index].owner
    }

    /// A part of an entity, in its owner's definition or in what others add.
    private mutating func visitPart<Part>(
        _ id: EntityID,
        _ own: WritableKeyPath<EntityDefinition, [Part]>,
        _ added: WritableKeyPath<EntityExtension, [Part]>,
        _ isMeant: (Part) -> Bool,
        _ body: (inout Part) -> Void
    ) -> String? {
        if let place = entities.firstIndex(where: { $0.content.id == id }),
            let index = entities[place].content[keyPath: own].firstIndex(where: isMeant)
        {
            body(&entities[place].content[keyPath: own][index])
            return entities[place].owner
        }
        for place in extensions.indices where extensions[place].content.entity == id {
            guard let index = extensions[place].content[keyPath: added].firstIndex(where: isMeant) else { continue }
            body(&extensions[place].content[keyPath: added][index])
            return extensions[place].owner
        }
        return nil
    }

    private mutating func visitField(
        _ id: EntityID,
        _ field: String,
        _ body: (inout FieldDefinition) -> Void
    ) -> String? {
        visitPart(id, \.fields, \.fields, { $0.id == field }, body)
    }

    /// An option that is not there yet comes at the end.
    private mutating func visitOption(
        _ id: EntityID,
        _ field: String,
        _ option: String,
        _ visitor: inout some DefinitionVisitor
    ) -> String? {
        var isChoice = false
        let owner = visitField(id, field) { field in
            func visited(_ options: [Choice]) -> [Choice] {
                var options = options
                isChoice = true
                if !options.contains(where: { $0.id == option }) {
                    var fresh = Choice(option, title: LocalizedText([:]))
                    visitor.visit(&fresh)
                    return fresh.title.texts.isEmpty ? options : options + [fresh]
                }
                for index in options.indices where options[index].id == option { visitor.visit(&options[index]) }
                return options
            }
            switch field.type {
            case .choice(let options): field.type = .choice(visited(options))
            case .choices(let options) where !field.optionsAreRoles: field.type = .choices(visited(options))
            default: break
            }
        }
        return isChoice ? owner : nil
    }

    /// What other owners grant to the role is its own from here on, so that it can be changed as one.
    private mutating func visitRole(_ id: String, _ visitor: inout some DefinitionVisitor) -> String? {
        guard let index = roles.firstIndex(where: { $0.content.id == id }) else { return nil }
        roles[index].content.grants += grants.filter { $0.role == id }.map(\.grant.content)
        grants.removeAll { $0.role == id }
        visitor.visit(&roles[index].content)
        return roles[index].owner
    }

    /// An entity without words of the trade has its title.
    private mutating func visitTerms(_ id: EntityID, _ visitor: inout some DefinitionVisitor) -> String? {
        guard let entity = entities.first(where: { $0.content.id == id }) else { return nil }
        let before = terminology[id]
        var terms = before ?? Terms(one: entity.content.title, many: entity.content.title)
        let bare = terms
        visitor.visit(&terms)
        if before != nil || terms != bare { terminology[id] = terms }
        return entity.owner
    }

    private mutating func visitShown<Part: ChangeableDefinition>(
        _ list: WritableKeyPath<PackPresentation, [Part]>,
        _ isMeant: (Part) -> Bool,
        _ visitor: inout some DefinitionVisitor
    ) -> String? {
        for place in presentations.indices {
            guard let index = presentations[place].content[keyPath: list].firstIndex(where: isMeant) else { continue }
            visitor.visit(&presentations[place].content[keyPath: list][index])
            return presentations[place].owner
        }
        return nil
    }
}

/// A definition as a draft has it.
package struct FoundDefinition: Sendable {
    /// The capability or pack that declares it.
    package let owner: String
    /// Who decides about it.
    package let ownership: Ownership
    /// Properties that can be changed, with their values.
    package let properties: [String: JSONValue]
}

extension ModelDraft {
    /// The definition at an address; `nil` where there is none.
    package func definition(at address: DefinitionAddress) -> FoundDefinition? {
        struct Reader: DefinitionVisitor {
            var properties: [String: JSONValue] = [:]
            mutating func visit(_ definition: inout some ChangeableDefinition) { properties = definition.properties }
        }
        var copy = self
        var reader = Reader()
        guard let owner = copy.visit(address, &reader) else { return nil }
        return FoundDefinition(owner: owner, ownership: ownership(of: address, owner), properties: reader.properties)
    }

    /// Who decides about a definition: what its pack says of it, or of what it is part of; both sides where nobody says.
    func ownership(of address: DefinitionAddress, _ owner: String) -> Ownership {
        guard let said = packs.first(where: { $0.id == owner })?.ownership, !said.isEmpty else { return .shared }
        return said[address.description] ?? address.parent.map { ownership(of: $0, owner) } ?? .shared
    }
}
