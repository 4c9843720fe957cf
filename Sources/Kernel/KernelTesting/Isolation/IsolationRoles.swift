import Kernel

/// Roles that no product has, made from what the capabilities under test declare: one without grants in each space, one
/// for each narrow scope, and one that sees a single field of everything.
///
/// Packs bring their own of each kind (`IsolationPacks`).
struct IsolationRoles: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "isolation",
        version: Version(1, 0),
        title: "Roles of the isolation suite",
        provides: []
    )

    /// The scopes that reach a part of the rows.
    static let scopes: [Scope] = [.own, .assigned, .team]
    static let masked = "isolation_masked"

    private let entities: [EntityDefinition]
    private let actions: [ActionDefinition]

    init() {
        entities = []
        actions = []
    }

    init(of catalog: Catalog) {
        entities = catalog.capabilities.flatMap(\.entities)
        actions = catalog.capabilities.flatMap(\.actions)
    }

    static func nobody(_ space: Space) -> String {
        "isolation_nobody_\(space.rawValue)"
    }

    static func role(_ scope: Scope) -> String {
        "isolation_\(scope.rawValue)"
    }

    /// The role of a scope over what a pack declares.
    static func role(_ scope: Scope, of pack: String) -> String {
        "\(role(scope))_\(word(pack))"
    }

    /// The role that sees a single field of what a pack declares.
    static func masked(of pack: String) -> String {
        "\(masked)_\(word(pack))"
    }

    private static func word(_ pack: String) -> String {
        String(pack.map { $0 == "-" ? "_" : $0 })
    }

    /// The one field that the masked role sees.
    static func seen(_ entity: EntityDefinition) -> Set<String> {
        Set(entity.fields.first { !$0.secret && $0.readNeeds == nil }.map { [$0.id] } ?? [])
    }

    func register(into registrar: inout Registrar) throws {
        for space in Space.allCases {
            registrar.role(RoleDefinition(Self.nobody(space), space: space))
        }
        for scope in Self.scopes {
            let reachable = entities.filter { $0.scopes[scope] != nil }
            let records = reachable.flatMap(Self.permissions).map { Grant($0, scope) }
            registrar.role(RoleDefinition(Self.role(scope), grants: records + actionGrants))
        }
        registrar.role(RoleDefinition(Self.masked, grants: Self.maskedGrants(of: entities) + actionGrants))
    }

    /// Every permission of entities, reading and writing one field.
    static func maskedGrants(of entities: [EntityDefinition]) -> [Grant] {
        entities.flatMap { entity in
            permissions(of: entity).map { permission in
                let isMasked = [.read, .update].map { Permission.record(entity.id, $0) }.contains(permission)
                return Grant(permission, .all, fields: isMasked ? seen(entity) : nil)
            }
        }
    }

    /// Permissions of actions, but for those that bring rows along.
    private var actionGrants: [Grant] {
        let permissions = Dictionary(actions.map { ($0.permission.id, $0.permission) }) { first, _ in first }
        let records = Set(entities.flatMap(Self.permissions))
        let reads = Set(entities.map { Permission.record($0.id, .read) })
        return permissions.values.filter { !records.contains($0.id) && reads.isDisjoint(with: $0.implies) }
            .sorted { $0.id < $1.id }
            .compactMap { permission in permission.scopes.max().map { Grant(permission.id, $0) } }
    }

    /// Permissions that an entity brings by itself: its verbs, and its moves that name none.
    static func permissions(of entity: EntityDefinition) -> [String] {
        let verbs = RecordVerb.allCases.filter(entity.verbs.contains).map { Permission.record(entity.id, $0) }
        return verbs + entity.moves.filter { $0.needs == nil }.map { "\(entity.id.raw).\($0.id)" }
    }
}
