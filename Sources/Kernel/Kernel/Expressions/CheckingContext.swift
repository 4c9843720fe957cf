/// What the names of an expression can mean at one place.
package struct CheckingContext: Sendable {
    /// The entity whose record the expression is about.
    package let entity: ExpressionEntity
    /// Other entities, for paths; `nil` for what the tenant does not have.
    package let entities: @Sendable (EntityID) -> ExpressionEntity?
    /// The tenant's settings by id.
    package var settings: [String: SettingDefinition]
    /// The input of the move or action, or `nil` where there is none and `input` is an error.
    package var input: [FieldDefinition]?
    /// Rate cards by address (`cleaning.labor`) with their lines by id, or `nil` where there are none and `rates` is an error.
    package var rates: [String: [String: FieldDefinition]]?
    /// The pack whose rate cards go by their own id.
    package var pack: String?
    /// The entities that `tenant.<entity>` can name.
    package var tenantEntities: [EntityID] = []
    /// What the principal may read; everything, unless the expression comes from a request.
    package var readable: ReadableNames
    /// The entity of `me`.
    package var member: EntityID = "access.member"

    package init(
        entity: ExpressionEntity,
        settings: [String: SettingDefinition] = [:],
        input: [FieldDefinition]? = nil,
        readable: ReadableNames = .everything,
        entities: @escaping @Sendable (EntityID) -> ExpressionEntity?
    ) {
        self.entity = entity
        self.entities = entities
        self.settings = settings
        self.input = input
        self.readable = readable
    }

    /// Names as a finished model has them.
    package init(model: TenantModel, entity: EntityModel, readable: ReadableNames) {
        self.init(entity: ExpressionEntity(entity), settings: model.settings, readable: readable) { id in
            model.entities[id].map { ExpressionEntity($0) }
        }
        tenantEntities = Array(model.entities.keys)
    }
}

/// Which entities and fields exist for a principal.
///
/// What it answers `false` for is treated as an unknown name, with the same error, and is never suggested.
package struct ReadableNames: Sendable {
    /// Whether records of an entity at the far end of a path may be read at all.
    ///
    /// Their system fields follow it.
    package let entity: @Sendable (EntityID) -> Bool
    /// Whether a declared field may be read.
    ///
    /// System fields of the expression's own entity always may.
    package let field: @Sendable (EntityID, String) -> Bool

    package init(
        entity: @escaping @Sendable (EntityID) -> Bool,
        field: @escaping @Sendable (EntityID, String) -> Bool
    ) {
        self.entity = entity
        self.field = field
    }

    /// For expressions of packs and capabilities.
    package static let everything = ReadableNames(entity: { _ in true }, field: { _, _ in true })
}

/// As much of an entity as expressions see; can be made before its model is complete.
package struct ExpressionEntity: Sendable {
    package let id: EntityID
    /// Declared fields by id.
    package let fields: [String: FieldDefinition]
    /// Ids of its states, in order; empty for entities without a life.
    package let states: [String]
    /// References to it from elsewhere, by the name of their far end.
    package let farEnds: [String: FarEnd]
    /// Whether its records are parts of another's: they have no id, version and the like.
    package let isPart: Bool

    package init(
        id: EntityID,
        fields: [FieldDefinition],
        states: [String],
        farEnds: [String: FarEnd] = [:],
        isPart: Bool = false
    ) {
        self.id = id
        self.fields = Dictionary(fields.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.states = states
        self.farEnds = farEnds
        self.isPart = isPart
    }

    package init(_ definition: EntityDefinition, farEnds: [String: FarEnd] = [:]) {
        let states = definition.states.map(\.id)
        self.init(id: definition.id, fields: definition.fields, states: states, farEnds: farEnds)
    }

    package init(_ model: EntityModel) {
        self.init(
            id: model.id,
            fields: model.fields.map(\.definition),
            states: model.definition.states.map(\.id),
            farEnds: model.farEnds
        )
    }

    /// The type of a system field, or `nil` where the entity has no such field.
    func type(of field: SystemField, member: EntityID) -> ExpressionType? {
        if isPart { return nil }
        return switch field {
        case .id: .reference(id)
        case .version: .int
        case .createdAt, .updatedAt: .datetime
        case .createdBy, .updatedBy, .owner: .reference(member)
        case .state: states.isEmpty ? nil : .choice(states)
        }
    }
}
