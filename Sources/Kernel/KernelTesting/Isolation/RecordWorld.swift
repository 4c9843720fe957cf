import Kernel

/// Records of every entity that belong to one member: owned by the member, assigned to the member, of the member's team,
/// referring to each other and to nothing else.
struct RecordWorld: Sendable {
    let tenant: TenantID
    let member: TestMember
    let samples: SampleValues
    /// Live records by entity.
    var live: [EntityID: [RecordID]] = [:]
    /// A record in the bin, where the entity has one.
    var binned: [EntityID: RecordID] = [:]
    /// Targets for records of entities of which no two may name the same ones.
    var spares: [EntityID: Spare] = [:]
    /// Entities of which no record could be made, and why.
    var missing: [EntityID: String] = [:]

    /// The member's entity, which every catalog has.
    static let people: EntityID = "access.member"

    /// The first live record of an entity.
    func first(_ entity: EntityID) -> RecordID? {
        live[entity]?.first
    }

    /// A field of an entity's unique rule, and what it names in the record of each salt.
    struct Spare: Sendable {
        let field: String
        let targets: [RecordID]
    }

    /// The values of a record that can stand beside those of other salts; `texts` are somebody else's where given.
    func values(
        of fields: [FieldDefinition],
        in entity: EntityID,
        salt: Int,
        texts: SampleValues? = nil
    ) -> [String: Value] {
        var values = (texts ?? samples).values(of: fields, in: entity, salt: salt) { first($0) }
        if let spare = spares[entity], values[spare.field] != nil, spare.targets.indices.contains(salt) {
            values[spare.field] = .reference(spare.targets[salt])
        }
        return values
    }

    /// What nobody from outside may ever be told.
    var secrets: [String] {
        [samples.marker] + live.values.joined().map(\.raw) + binned.values.map(\.raw)
    }
}

/// Sows a world in one write.
struct WorldSower {
    let writer: RecordWriter
    var world: RecordWorld
    let person: RecordID

    private static let everything = RecordAccess(rows: .everything, fields: nil)

    static func sow(_ world: RecordWorld, in kernel: TestKernel) async throws -> RecordWorld {
        let person = try world.member.recordID
        return try await kernel.write(in: world.tenant, as: .user(person)) { writer in
            var sower = WorldSower(writer: writer, world: world, person: person)
            try sower.sow()
            return sower.world
        }
    }

    private mutating func sow() throws {
        world.live[RecordWorld.people] = [person]
        for entity in Self.ordered(writer.scope.model) where entity.id != RecordWorld.people {
            do {
                try sow(entity)
            } catch let error as KernelError {
                let findings = error.findings.map { "\($0.path): \($0.message)" }.joined(separator: ", ")
                world.missing[entity.id] = "\(error.detail) \(findings)"
            }
        }
        guard let people = writer.scope.model.entities[RecordWorld.people] else { return }
        try writer.change(people, id: person, values: values(people.changeable, of: people, salt: 0), action: "updated")
    }

    /// Two live records, and one in the bin where there is one.
    private mutating func sow(_ entity: EntityModel) throws {
        try makeSpares(for: entity)
        for salt in 0..<2 {
            let record = try create(entity, salt: salt)
            world.live[entity.id, default: []].append(record)
        }
        guard entity.definition.verbs.contains(.delete) else { return }
        let record = try create(entity, salt: 2)
        try writer.delete(entity, id: record, version: nil)
        world.binned[entity.id] = record
    }

    /// One target for each salt that the trials use, where a unique rule would refuse the same one twice.
    private mutating func makeSpares(for entity: EntityModel) throws {
        let fields = entity.definition.uniques.filter { $0.states == nil }.flatMap(\.fields)
        for field in fields {
            guard case .reference(let target, _, _)? = entity.field(field)?.type, target != RecordWorld.people,
                let model = writer.scope.model.entities[target], model.definition.verbs.contains(.create),
                let first = world.first(target)
            else { continue }
            let others = try (0..<Self.salts).map { try create(model, salt: 30 + $0) }
            world.live[target, default: []] += others
            world.spares[entity.id] = RecordWorld.Spare(field: field, targets: [first] + others)
            return
        }
    }

    /// The highest salt with which a trial makes a record of its own.
    private static let salts = 12

    private func create(_ entity: EntityModel, salt: Int) throws -> RecordID {
        let values = values(entity.creatable, of: entity, salt: salt)
        return try writer.create(entity, id: nil, values: values, access: Self.everything).id
    }

    private func values(_ fields: [FieldDefinition], of entity: EntityModel, salt: Int) -> [String: Value] {
        world.values(of: fields, in: entity.id, salt: salt)
    }

    /// Entities in an order in which what they must name comes first, and what they may name where that is possible.
    static func ordered(_ model: TenantModel) -> [EntityModel] {
        var waiting = model.entities.values.sorted { $0.id < $1.id }
        var done: Set<EntityID> = [RecordWorld.people]
        var ordered: [EntityModel] = []
        func isReady(_ entity: EntityModel, _ fields: [FieldDefinition]) -> Bool {
            fields.allSatisfy { field in
                field.isLinked || field.type.target.map { done.contains($0) || $0 == entity.id } ?? true
            }
        }
        while !waiting.isEmpty {
            let next =
                waiting.firstIndex { isReady($0, $0.referring) }
                ?? waiting.firstIndex { isReady($0, $0.referring.filter(\.required)) } ?? waiting.startIndex
            let entity = waiting.remove(at: next)
            done.insert(entity.id)
            ordered.append(entity)
        }
        return ordered
    }
}
