import Kernel
import KernelPacks

/// Makes the records of a test's `given`, those first that others refer to; required fields that it does not name get
/// sample values of their type.
struct GivenSower {
    private let scope: TenantScope
    private let backend: any TransactionBackend
    private let writer: RecordWriter
    private let pack: String
    private var keys: [String: TestRecord]
    private var samples: [EntityID: RecordID] = [:]
    private var salt = 0

    private static let everything = RecordAccess(rows: .everything, fields: nil)

    /// Sows, and answers the records by key.
    static func sow(
        _ test: PackTest,
        pack: String,
        me: TestRecord,
        in kernel: TestKernel,
        _ tenant: TenantID
    ) async throws -> [String: TestRecord] {
        let keys = ["me": me]
        guard !test.given.isEmpty else { return keys }
        let scope = try kernel.scope(of: tenant)
        let ids = kernel.ids
        return try await kernel.folder.open(tenant).write(scope) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            var sower = GivenSower(scope: scope, backend: backend, writer: writer, pack: pack, keys: keys)
            try sower.sow(test.given)
            return sower.keys
        }
    }

    private init(
        scope: TenantScope,
        backend: any TransactionBackend,
        writer: RecordWriter,
        pack: String,
        keys: [String: TestRecord]
    ) {
        self.scope = scope
        self.backend = backend
        self.writer = writer
        self.pack = pack
        self.keys = keys
    }

    private mutating func sow(_ rows: [SeedRow]) throws {
        var waiting = rows
        while !waiting.isEmpty {
            var later: [SeedRow] = []
            for row in waiting {
                do {
                    try sow(row)
                } catch is SeedReader.Missing {
                    later.append(row)
                } catch {
                    let reason = PackTestCase.describe(error)
                    throw FailedTest(
                        failure: PackTestFailure("`\(row.key)` cannot be made: \(reason)", at: row.span)
                    )
                }
            }
            guard later.count < waiting.count else {
                let names = later.map { "`\($0.key)`" }.joined(separator: ", ")
                let message = "\(names) refer to each other in a circle"
                throw FailedTest(failure: PackTestFailure(message, at: later.first?.span))
            }
            waiting = later
        }
    }

    private mutating func sow(_ row: SeedRow) throws {
        let entity = try TestKernel.entity(row.entity, in: scope.model)
        let reader = reader
        var values: [String: Value] = [:]
        var links: [(field: FieldDefinition, targets: [RecordID])] = []
        for (name, seed) in row.values.sorted(by: { $0.key < $1.key }) where name != "owner" {
            guard let field = entity.field(name)?.definition else { continue }
            let value = try seed.isNull ? .null : reader.value(seed, field, at: name)
            guard field.isLinked else {
                values[name] = value
                continue
            }
            if case .references(let targets) = value { links.append((field, targets)) }
        }
        let owner = try row.values["owner"].flatMap { try person($0) }
        let record = try make(row, entity, values)
        if let owner, record.owner != owner {
            var owned = record
            owned.owner = owner
            try backend.update(scope, entity, owned, after: record, changed: [])
        }
        for link in links {
            for target in link.targets { try self.link(record.id, entity, to: target, link.field) }
        }
        keys[row.key] = TestRecord(entity: entity.id, id: record.id)
    }

    private mutating func make(_ row: SeedRow, _ entity: EntityModel, _ values: [String: Value]) throws -> Record {
        if let known = keys[row.key] {
            try writer.change(entity, id: known.id, values: values, action: "updated")
            guard let record = try backend.record(scope, entity, known.id, rows: .everything, bin: false) else {
                throw KernelError.notFound
            }
            return record
        }
        return try create(entity, values, state: row.state)
    }

    /// Creates a record, its required fields filled.
    private mutating func create(_ entity: EntityModel, _ named: [String: Value], state: String? = nil) throws -> Record
    {
        salt += 1
        let open = entity.fields.map(\.definition).filter { field in
            field.required && field.defaultValue.isNull && named[field.id] == nil && !field.isLinked
        }
        for target in open.compactMap(\.type.target) where samples[target] == nil {
            let model = try TestKernel.entity(target, in: scope.model)
            samples[target] = try create(model, [:]).id
        }
        if let field = open.first(where: \.hasPattern) { throw NoSample(field: "\(entity.id).\(field.id)") }
        let made = samples
        let sample = SampleValues(marker: "Sample", now: scope.now).values(of: open, in: entity.id, salt: salt) {
            made[$0]
        }
        let values = sample.merging(named) { _, given in given }
        return try writer.create(entity, id: nil, values: values, access: Self.everything, state: state)
    }

    /// Makes the record of the entity that is the link.
    private mutating func link(
        _ id: RecordID,
        _ entity: EntityModel,
        to target: RecordID,
        _ field: FieldDefinition
    ) throws {
        guard case .references(let far, .some(let through), _) = field.type else { return }
        let model = try TestKernel.entity(through, in: scope.model)
        func reference(to wanted: EntityID) -> String? {
            model.fields.first { $0.type.target == wanted && $0.definition.required }?.id
                ?? model.fields.first { $0.type.target == wanted }?.id
        }
        guard let near = reference(to: entity.id), let other = reference(to: far) else {
            throw TestKernelError("`\(through)` does not link `\(entity.id)` and `\(far)`")
        }
        _ = try create(model, [near: .reference(id), other: .reference(target)])
    }

    private func person(_ seed: SeedValue) throws -> RecordID? {
        guard case .text(let key, _) = seed, !seed.isNull else { return nil }
        guard let record = keys[key] else { throw SeedReader.Missing(key: key) }
        return record.id
    }

    private var reader: SeedReader {
        let (keys, scope, backend, pack) = (keys, scope, backend, pack)
        return SeedReader(scope: scope) { key, target in
            if let record = keys[key], record.entity == target { return record.id }
            return try backend.seeded(scope, pack: pack, entity: target, key: key)
        }
    }
}

/// A required field for which no value can be made up.
struct NoSample: Error, CustomStringConvertible {
    let field: String

    var description: String {
        "`\(field)` is required and has a pattern, so there is no sample of it: give it a value in `given`"
    }
}

extension FieldDefinition {
    /// Whether its texts have a form of their own.
    fileprivate var hasPattern: Bool {
        if case .text(_, _, .some) = type { true } else { false }
    }
}
