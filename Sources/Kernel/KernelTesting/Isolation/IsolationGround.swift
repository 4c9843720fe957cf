import Kernel

/// What the suite plays on: two tenants full of records, and people of every kind in them.
struct IsolationGround: Sendable {
    /// Somebody signed in, with a world.
    struct Person: Sendable {
        let member: TestMember
        let token: String
        var world: RecordWorld
    }

    let kernel: TestKernel
    let model: TenantModel
    /// The owner of the tenant from which everything is tried.
    var owner: Person
    /// The owner of the tenant that must stay as it is.
    var foreign: Person
    /// The foreign owner's session.
    let foreignSession: RecordID
    /// Members of the own tenant who hold one scope of everything.
    var scoped: [(scope: Scope, person: Person)] = []
    /// A member of the own tenant who sees one field of everything.
    var masked: Person
    /// Members of the own tenant without grants, one per space: their tokens.
    var nobodies: [(space: Space, token: String)] = []
    /// Where the foreign owner's first page of each entity ended.
    var cursors: [EntityID: String] = [:]

    /// What nobody of the own tenant may ever be told.
    var foreignSecrets: [String] {
        foreign.world.secrets + [foreign.member.tenant, foreignSession.raw]
    }

    static func make(_ kernel: TestKernel, pack: String?, given: [String: Value]) async throws -> IsolationGround {
        let own = try await person(kernel.createTenant("isolation-alpha", pack: pack), "alphaowner7", kernel, given)
        let other = try await person(kernel.createTenant("isolation-bravo", pack: pack), "bravoowner7", kernel, given)
        let maskedRoles = [IsolationRoles.masked] + (pack.map { [IsolationRoles.masked(of: $0)] } ?? [])
        let masked = try await person(
            kernel.addMember("alphamasked7@alpha.example", to: "isolation-alpha", roles: maskedRoles),
            "alphamasked7",
            kernel,
            given
        )
        let identity = try other.member.recordID
        guard let session = try kernel.folder.control.sessions(of: identity).first else {
            throw TestKernelError("the foreign owner has no session")
        }
        var ground = IsolationGround(
            kernel: kernel,
            model: try kernel.model(of: own.world.tenant),
            owner: own,
            foreign: other,
            foreignSession: session.id,
            masked: masked
        )
        try await ground.addMembers(of: pack, given)
        await ground.readCursors()
        return ground
    }

    /// An idempotency key that the foreign owner has used, for a request that everybody may send.
    static let key = "isolation-key"

    /// The foreign owner's request with that key, asked before the other tenant must stay as it is.
    var keyed: IsolationCase {
        let json = #"{"name": "\#(foreign.world.samples.marker)"}"#
        let headers = ["Idempotency-Key": Self.key]
        let request = TestRequest("PATCH", "/api/me", token: foreign.token, json: json, headers: headers)
        return IsolationCase(.renameMe, "the other's own name", request, expect: [200, 204])
    }

    private mutating func addMembers(of pack: String?, _ given: [String: Value]) async throws {
        for scope in IsolationRoles.scopes {
            let marker = "alpha\(scope.rawValue)7"
            let roles = [IsolationRoles.role(scope)] + (pack.map { [IsolationRoles.role(scope, of: $0)] } ?? [])
            let member = try await kernel.addMember("\(marker)@alpha.example", to: owner.member.tenant, roles: roles)
            scoped.append((scope, try await Self.person(member, marker, kernel, given)))
        }
        for space in Space.allCases {
            let roles = [IsolationRoles.nobody(space)]
            let email = "nobody-\(space.rawValue)@alpha.example"
            let member = try await kernel.addMember(email, to: owner.member.tenant, roles: roles)
            nobodies.append((space, try await kernel.login(member)))
        }
    }

    private static func person(
        _ member: TestMember,
        _ marker: String,
        _ kernel: TestKernel,
        _ given: [String: Value]
    ) async throws -> Person {
        let token = try await kernel.login(member)
        let samples = SampleValues(marker: marker, now: kernel.clock.now(), given: given)
        let empty = RecordWorld(tenant: try kernel.tenantID(member.tenant), member: member, samples: samples)
        return Person(member: member, token: token, world: try await WorldSower.sow(empty, in: kernel))
    }

    private mutating func readCursors() async {
        for entity in model.entities.values {
            let path = "/api/\(entity.definition.collection)"
            let page = await kernel.send("GET", path, query: [("limit", "1")], token: foreign.token)
            cursors[entity.id] = page.json["next"]?.text
        }
    }

    /// Everybody of the own tenant who has a world.
    var people: [Person] {
        [owner, masked] + scoped.map(\.person)
    }

    /// Whether a member who holds the generated roles reads an entity; `nil` for the member who sees one field.
    func reads(_ entity: EntityModel, in scope: Scope?) -> Bool {
        let permission = Permission.record(entity.id, .read)
        let packs = model.packs.map(\.id)
        let roles =
            scope.map { scope in [IsolationRoles.role(scope)] + packs.map { IsolationRoles.role(scope, of: $0) } }
            ?? [IsolationRoles.masked] + packs.map(IsolationRoles.masked(of:))
        return roles.contains { model.roles[$0]?.grants.contains { $0.permission == permission } ?? false }
    }

    /// Entities in a steady order.
    var entities: [EntityModel] {
        model.entities.values.sorted { $0.id < $1.id }
    }

    /// Actions in a steady order.
    var actions: [(path: String, action: ActionDefinition)] {
        model.actions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The version at which a record is now, whoever may see it.
    func version(of id: RecordID, _ entity: EntityModel) throws -> Int64 {
        let scope = try kernel.scope(of: owner.world.tenant)
        let record = try kernel.folder.open(owner.world.tenant).read(scope) { backend in
            try backend.record(scope, entity, id, rows: .everything, bin: false)
        }
        guard let record else { throw TestKernelError("there is no \(entity.id) \(id)") }
        return record.version
    }
}
