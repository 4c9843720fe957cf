// `kernel inventory` (and `GET /operator/inventory`): what a tenant, or everything compiled in, is made of.
//
//   {"counts": {...},
//    "routes": [{"method", "path", "access"}], "operations": [{"method", "path", "permission" or null}],
//    "entities": [{"id", "collection", "verbs", "fields", "states", "moves"}],
//    "permissions": [{"id", "title", "roles", "needed_by"}],
//    "guards": [{"kind": "scope" | "rows" | "move" | "field", "entity", "name", "what"}],
//    "unused_permissions": [...], "ungranted_permissions": [...]}

/// What there is, who may, and what guards it.
struct Inventory {
    private let model: TenantModel
    private let entities: [EntityModel]
    private let operations: [OpenAPIOperation]

    init(_ model: TenantModel) {
        self.model = model
        entities = model.entities.values.sorted { $0.id < $1.id }
        operations = OpenAPIOperations.records(of: model, access: nil)
    }

    func json() -> [UInt8] {
        let needs = needs
        let permissions = model.permissions.values.sorted { $0.id < $1.id }
        let unused = permissions.filter { needs[$0.id] == nil }.map(\.id)
        let holders = holders
        let ungranted = permissions.filter { holders[$0.id] == nil }.map(\.id)
        let guards = guards
        let routes = RouteTable.routes.filter { $0.access != .operatorConsole }
        var writer = JSONWriter(capacity: 65_536)
        writer.object { writer in
            writer.key("counts")
            writer.counts([
                ("routes", routes.count), ("operations", operations.count), ("entities", entities.count),
                ("actions", model.actions.count), ("permissions", permissions.count), ("guards", guards.count),
                ("roles", model.roles.count), ("unused_permissions", unused.count),
            ])
            writer.key("routes")
            writer.array(routes) { $0.inventoryRoute($1) }
            writer.key("operations")
            writer.array(operations) { $0.operation($1) }
            writer.key("entities")
            writer.array(entities) { $0.inventoryEntity($1) }
            writer.key("permissions")
            writer.array(permissions) { writer, permission in
                writer.permission(permission, holders[permission.id] ?? [], needs[permission.id] ?? [])
            }
            writer.key("guards")
            writer.array(guards) { $0.inventoryGuard($1) }
            for (name, ids) in [("unused_permissions", unused), ("ungranted_permissions", ungranted)] {
                writer.key(name)
                writer.array(ids) { $0.string($1) }
            }
        }
        return writer.bytes
    }

    /// What each permission opens.
    private var needs: [String: [String]] {
        var needs: [String: Set<String>] = [:]
        for operation in operations {
            guard let permission = operation.permission else { continue }
            needs[permission, default: []].insert("\(operation.method) \(operation.path)")
        }
        for route in RouteTable.routes {
            guard case .permission(let id) = route.access else { continue }
            needs[id, default: []].insert("\(route.method) \(route.pattern)")
        }
        for entity in entities {
            for field in entity.fields.map(\.definition) {
                for id in [field.readNeeds, field.writeNeeds].compactMap({ $0 }) {
                    needs[id, default: []].insert("field \(entity.id).\(field.id)")
                }
            }
        }
        return needs.mapValues { $0.sorted() }
    }

    /// The roles that hold each permission, those that hold everything left out.
    private var holders: [String: [String]] {
        var holders: [String: [String]] = [:]
        for role in model.roles.values.sorted(by: { $0.id < $1.id }) where !role.holdsEverything {
            for permission in AccessResolver.resolve([role.id], in: model).permissions {
                holders[permission, default: []].append(role.id)
            }
        }
        return holders
    }

    /// Something that decides about rows, fields or moves beyond a permission.
    struct Guard {
        let kind: String
        let entity: EntityID
        let name: String
        let what: String
    }

    private var guards: [Guard] {
        let own = entities.flatMap { entity -> [Guard] in
            let scopes = entity.definition.scopes.sorted { $0.key < $1.key }.map { scope, path in
                Guard(kind: "scope", entity: entity.id, name: scope.rawValue, what: path.text)
            }
            let moves = entity.definition.moves.compactMap { move in
                move.guardExpression.map { Guard(kind: "move", entity: entity.id, name: move.id, what: $0.text) }
            }
            let fields = entity.fields.map(\.definition).flatMap { field in
                [("reads", field.readNeeds), ("writes", field.writeNeeds)].compactMap { verb, permission in
                    permission.map {
                        Guard(kind: "field", entity: entity.id, name: field.id, what: "\(verb) with \($0)")
                    }
                }
            }
            return scopes + moves + fields
        }
        let rows = model.rows.map { rule in
            let text = ExpressionPrinter.text(of: rule.condition)
            return Guard(kind: "rows", entity: rule.entity, name: rule.role ?? "everybody", what: text)
        }
        return own + rows
    }
}

/// The inventory for other rooms.
package enum InventoryDocument {
    /// The document of a model.
    package static func write(_ model: TenantModel) -> [UInt8] {
        Inventory(model).json()
    }
}

extension RouteTable {
    private static let matching = MatchStep()

    /// The pattern of the route that answers a request.
    package static func pattern(method: String, path: String) -> String? {
        guard case .matched(let match) = try? matching.match(method: method, path: path) else { return nil }
        return "\(match.route.method) \(match.route.pattern)"
    }
}

extension Runtime {
    /// `GET /operator/inventory`: of a tenant, or without one of everything compiled in.
    func operatorInventory(_ call: AuthenticatedInvocation) throws -> Outcome {
        if call.query.contains(where: { $0.name == "tenant" }) {
            return .json(body: Inventory(try operatorTenantNamed(call).current.model).json())
        }
        guard let model = ModelBuilder.build(capabilities: parts.catalog.capabilities, packs: []).model else {
            throw KernelError.unavailable("The compiled capabilities do not fit together.", cause: "no model")
        }
        return .json(body: Inventory(model).json())
    }
}

extension JSONWriter {
    fileprivate mutating func counts(_ counts: [(String, Int)]) {
        object { writer in
            for (name, count) in counts {
                writer.key(name)
                writer.int(Int64(count))
            }
        }
    }

    fileprivate mutating func texts(_ pairs: [(String, String?)]) {
        for (name, text) in pairs {
            key(name)
            if let text { string(text) } else { null() }
        }
    }

    fileprivate mutating func inventoryRoute(_ route: Route) {
        object { $0.texts([("method", route.method), ("path", route.pattern), ("access", route.accessText)]) }
    }

    fileprivate mutating func operation(_ operation: OpenAPIOperation) {
        object {
            $0.texts([("method", operation.method), ("path", operation.path), ("permission", operation.permission)])
        }
    }

    fileprivate mutating func inventoryEntity(_ entity: EntityModel) {
        object { writer in
            writer.texts([("id", entity.id.raw), ("collection", entity.definition.collection)])
            let lists = [
                ("verbs", entity.definition.verbs.map(\.rawValue).sorted()), ("fields", entity.fields.map(\.id)),
                ("states", entity.definition.states.map(\.id)), ("moves", entity.definition.moves.map(\.id)),
            ]
            for (name, items) in lists {
                writer.key(name)
                writer.array(items) { $0.string($1) }
            }
        }
    }

    fileprivate mutating func permission(_ permission: Permission, _ roles: [String], _ needs: [String]) {
        object { writer in
            writer.texts([("id", permission.id), ("title", permission.title.text())])
            for (name, items) in [("roles", roles), ("needed_by", needs)] {
                writer.key(name)
                writer.array(items) { $0.string($1) }
            }
        }
    }

    fileprivate mutating func inventoryGuard(_ found: Inventory.Guard) {
        object {
            $0.texts([("kind", found.kind), ("entity", found.entity.raw), ("name", found.name), ("what", found.what)])
        }
    }
}
