/// What one tenant sees: the catalog resolved through its packs.
///
/// Immutable, content-hashed, and shared by every tenant with the same hash.
public final class TenantModel: Sendable {
    /// SHA-256 over the canonical description, hexadecimal; the ETag of `/api/model`.
    public let hash: String
    /// Capabilities that are on, in dependency order.
    public let capabilities: [String]
    /// Packs that are on.
    public let packs: [PackSummary]
    /// Entities by address.
    public let entities: [EntityID: EntityModel]
    /// Entities by the name of their collection.
    public let collections: [String: EntityID]
    /// Roles by id.
    public let roles: [String: RoleDefinition]
    /// Permissions by id.
    public let permissions: [String: Permission]
    /// Settings with their owners: the capability or pack and the definition.
    public let settings: [String: SettingDefinition]
    /// Words of the trade.
    public let terminology: [EntityID: Terms]
    /// Row rules, checked.
    package let rows: [CompiledRowRule]
    /// Actions by `<owner>/<path>` or `<collection>/<path>`.
    package let actions: [String: ActionDefinition]
    /// Units that rates are per.
    package let units: [UnitDefinition]
    /// Prices per unit.
    package let rateCards: [RateCardDefinition]
    /// Formulas; each is an action too.
    package let formulas: [CompiledFormula]
    /// What people see: screens, menu, first steps, brand.
    package let presentation: PresentationModel
    /// Proofs that must be there, and contracts.
    package let obligations: ObligationsModel
    /// Rules of capabilities over records, by entity.
    package let rules: [EntityID: [RecordRule]]
    /// What packs do by themselves.
    package let automations: [CompiledAutomation]
    /// What `GET /api/model` answers.
    package let json: [UInt8]
    /// Whether a computed field says something else at another time.
    package let computedDependOnTime: Bool
    let accesses = RoleAccesses()

    package init(_ parts: ModelParts, hash: String, json: [UInt8]) {
        self.hash = hash
        self.json = json
        capabilities = parts.capabilities
        packs = parts.packs
        entities = parts.entities
        collections = parts.collections
        roles = parts.roles
        permissions = parts.permissions
        settings = parts.settings
        terminology = parts.terminology
        rows = parts.rows
        actions = parts.actions
        rules = parts.rules
        automations = parts.automations
        units = parts.units
        rateCards = parts.rateCards
        formulas = parts.formulas
        computedDependOnTime = parts.entities.values.contains { entity in
            entity.computed.values.contains(where: \.dependsOnTime)
        }
        presentation = parts.presentation
        obligations = parts.obligations
    }

    /// The entity of a collection, or `nil`.
    public func entity(collection: String) -> EntityModel? {
        collections[collection].flatMap { entities[$0] }
    }
}

/// A pack in a model.
public struct PackSummary: Hashable, Sendable {
    /// The pack's id.
    public let id: String
    /// Its version.
    public let version: Version
    /// The hash of its source.
    public let hash: String
    /// Its title.
    public let title: LocalizedText
}

/// A row rule with its expression checked.
package struct CompiledRowRule: Sendable {
    /// The entity it narrows.
    package let entity: EntityID
    /// The role it narrows; `nil` for everybody.
    package let role: String?
    /// What must be true.
    package let condition: ExpressionNode
}

/// Everything a model is made of, before it is hashed.
package struct ModelParts {
    package var capabilities: [String] = []
    package var packs: [PackSummary] = []
    package var entities: [EntityID: EntityModel] = [:]
    package var collections: [String: EntityID] = [:]
    package var roles: [String: RoleDefinition] = [:]
    package var permissions: [String: Permission] = [:]
    package var settings: [String: SettingDefinition] = [:]
    package var terminology: [EntityID: Terms] = [:]
    package var rows: [CompiledRowRule] = []
    package var actions: [String: ActionDefinition] = [:]
    package var presentation = PresentationModel()
    package var obligations = ObligationsModel()
    package var rules: [EntityID: [RecordRule]] = [:]
    package var automations: [CompiledAutomation] = []
    package var units: [UnitDefinition] = []
    package var rateCards: [RateCardDefinition] = []
    package var formulas: [CompiledFormula] = []

    package init() {}
}
