/// A field as one tenant sees it.
///
/// An object, since every write goes through the fields several times and a definition is large.
public final class FieldModel: Hashable, Sendable {
    /// The definition.
    public let definition: FieldDefinition
    /// The capability or pack that declares it; names the column with it.
    public let owner: String

    /// The field's id.
    public var id: String { definition.id }
    /// The field's type.
    public var type: FieldType { definition.type }

    package init(definition: FieldDefinition, owner: String) {
        self.definition = definition
        self.owner = owner
    }

    /// Fields are equal when their owners and definitions are.
    public static func == (left: FieldModel, right: FieldModel) -> Bool {
        left === right || (left.owner == right.owner && left.definition == right.definition)
    }

    /// Hashes what makes fields equal.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(owner)
        hasher.combine(definition.id)
    }
}

/// A reference seen from its target: `customers.customer.sites`.
public struct FarEnd: Hashable, Sendable {
    /// The referring entity.
    public let entity: EntityID
    /// The referring field.
    public let field: String

    package init(entity: EntityID, field: String) {
        self.entity = entity
        self.field = field
    }
}

/// An entity as one tenant sees it: the owner's definition with what packs added.
///
/// An object: each request hands it through many steps.
public final class EntityModel: Sendable {
    /// The merged definition.
    public let definition: EntityDefinition
    /// Fields in order: the owner's, then those of packs by pack id.
    public let fields: [FieldModel]
    /// References from other entities, by the name of their far end.
    public let farEnds: [String: FarEnd]
    /// The guards and assignments of moves, checked.
    package let moves: [String: CompiledMove]
    /// What must be true of every record, in the order of declaration.
    package let checks: [CompiledCheck]
    /// What gives computed fields their values, by field.
    package let computed: [String: ExpressionNode]
    /// How its records are scored, if they are.
    package let scoring: CompiledScoring?
    /// The fields that one record shows, secrets too: a store shows a secret only where it is named.
    ///
    /// `nil` where there is none, and all fields are meant.
    package let fieldsToShow: Set<String>?
    /// The entity's address.
    public let id: EntityID
    private let positions: [String: Int]
    private let permissions: [String]

    package init(
        definition: EntityDefinition,
        fields: [FieldModel],
        farEnds: [String: FarEnd],
        moves: [String: CompiledMove],
        checks: [CompiledCheck] = [],
        computed: [String: ExpressionNode] = [:],
        scoring: CompiledScoring? = nil
    ) {
        self.definition = definition
        id = definition.id
        self.fields = fields
        fieldsToShow = fields.contains { $0.definition.secret } ? Set(fields.map(\.id)) : nil
        permissions = RecordVerb.allCases.map { Permission.record(definition.id, $0) }
        self.farEnds = farEnds
        self.moves = moves
        self.checks = checks
        self.computed = computed
        self.scoring = scoring
        positions = Dictionary(fields.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of an id, or `nil`.
    public func field(_ id: String) -> FieldModel? {
        positions[id].map { fields[$0] }
    }

    /// The permission of a verb, made once.
    package func permission(_ verb: RecordVerb) -> String {
        permissions[verb.place]
    }

    /// Whether the value of a field can change while its record does not: it reads other records, settings or the time.
    package var changesByItself: Bool {
        computed.values.contains { $0.readsMore }
    }

    /// The state that records begin in; `nil` for entities without states.
    public var startState: String? {
        definition.states.first(where: \.start)?.id
    }
}

extension RecordVerb {
    /// Its place among all cases.
    fileprivate var place: Int {
        switch self {
        case .read: 0
        case .create: 1
        case .update: 2
        case .delete: 3
        }
    }
}

/// A move with its expressions checked against the model.
package struct CompiledMove: Sendable {
    /// What was declared.
    package let definition: MoveDefinition
    /// The permission it needs.
    package let permission: String
    /// The guard, if any.
    package let condition: ExpressionNode?
    /// Fields it sets, in order.
    package let assignments: [(field: String, value: ExpressionNode)]
    /// The inputs that name a record whose fields are read.
    let looksInto: Set<String>

    package init(
        definition: MoveDefinition,
        permission: String,
        condition: ExpressionNode?,
        assignments: [(field: String, value: ExpressionNode)]
    ) {
        self.definition = definition
        self.permission = permission
        self.condition = condition
        self.assignments = assignments
        looksInto = Set(([condition].compactMap(\.self) + assignments.map(\.value)).flatMap(\.inputsLookedInto))
    }
}
