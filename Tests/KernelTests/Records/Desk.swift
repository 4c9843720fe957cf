import Testing

@testable import Kernel

/// One person at work in the shop: a memory of records, and grants by their shortest spelling.
struct Desk {
    let backend: MemoryBackend
    let model: TenantModel
    let scope: TenantScope

    /// A desk for the holder of grants, `nil` for the kernel itself; `data` is shared with another desk.
    init(
        _ grants: [Grant]?,
        as member: RecordID = Shop.ann,
        teams: [RecordID] = [],
        rows: [RowRule] = [],
        extensions: [EntityExtension] = [],
        sharing data: MemoryBackend? = nil,
        language: String = "en"
    ) throws {
        let giver = Sample.capability("giver") { giver in
            giver.roles = [RoleDefinition("worker")]
            giver.grants = ["worker": grants ?? []]
        }
        let hasPack = !(rows.isEmpty && extensions.isEmpty)
        let packs = hasPack ? [Sample.pack("trade") { ($0.rows, $0.extensions) = (rows, extensions) }] : []
        model = try Shop.model(Shop.contributions + [giver], packs: packs)
        backend = data ?? MemoryBackend()
        scope = TenantScope(
            tenant: TenantID.platform,
            principal: grants == nil ? .system(reason: "test") : .user(member),
            model: model,
            requestID: "r-1",
            teams: teams,
            access: grants == nil ? AccessResolver.system(in: model) : AccessResolver.resolve(["worker"], in: model),
            now: Shop.now,
            environment: TenantEnvironment(language: language)
        )
    }

    /// Grants of every verb and move of the shop, in the widest scope.
    static let everything: [Grant] = {
        let verbs = ["order", "customer", "line"].flatMap { name in
            RecordVerb.allCases.map { "shop.\(name).\($0.rawValue)" }
        }
        let rest = [
            "shop.memo.read", "shop.memo.create", "shop.order.submit", "shop.order.reopen", "shop.approve",
            "shop.prices", "access.member.read", "access.team.read",
        ]
        return (verbs + rest).map { Grant($0, .all) }
    }()

    var writer: RecordWriter {
        RecordWriter(scope: scope, backend: backend, ids: backend.ids)
    }

    func entity(_ id: EntityID) throws -> EntityModel {
        try #require(model.entities[id])
    }

    /// Puts a record in place; versions begin at 3, so that a new one is told from an old one.
    @discardableResult
    func put(
        _ entity: EntityID,
        _ number: UInt8,
        _ values: [String: Value],
        owner: RecordID? = Shop.ann,
        state: String? = nil
    ) -> RecordID {
        let record = Record(
            id: Shop.person(number),
            version: 3,
            createdAt: 1,
            updatedAt: 1,
            owner: owner,
            state: state ?? model.entities[entity]?.startState,
            values: values
        )
        backend.put(entity, record)
        return record.id
    }

    @discardableResult
    func create(_ entity: EntityID, id: RecordID? = nil, _ values: [String: Value]) throws -> Record {
        let permission = Permission.record(entity, .create)
        guard let access = scope.access.access(permission) else { throw KernelError.forbidden(permission) }
        return try backend.savepoint { try writer.create(self.entity(entity), id: id, values: values, access: access) }
    }

    @discardableResult
    func update(
        _ entity: EntityID,
        _ id: RecordID,
        version: Int64? = nil,
        _ values: [String: Value]
    ) throws -> Record {
        try backend.savepoint { try writer.update(self.entity(entity), id: id, version: version, values: values) }
    }

    @discardableResult
    func move(_ id: RecordID, _ move: String, version: Int64? = nil, input: String = "{}") throws -> Record {
        let json = try JSONReader.read(Array(input.utf8))
        return try backend.savepoint {
            try writer.move(self.entity(Shop.order), id: id, move, version: version, input: json)
        }
    }

    func delete(_ entity: EntityID, _ id: RecordID, version: Int64? = nil) throws {
        try backend.savepoint { try writer.delete(self.entity(entity), id: id, version: version) }
    }

    @discardableResult
    func restore(_ entity: EntityID, _ id: RecordID) throws -> Record {
        try backend.savepoint { try writer.restore(self.entity(entity), id: id) }
    }
}

/// The refusal of a body, which must refuse.
func refusal<T>(_ body: () throws -> T, at place: SourceLocation = #_sourceLocation) throws -> KernelError {
    try #require(#expect(throws: KernelError.self, sourceLocation: place) { _ = try body() }, sourceLocation: place)
}

extension KernelError {
    /// Path and code of each finding.
    var told: [String] { findings.map { "\($0.path) \($0.code)" } }
}
