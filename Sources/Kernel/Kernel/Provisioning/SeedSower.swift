/// Sows the rows of a pack: types what was written, finds referred rows by key, keeps where each row came from.
///
/// Sowing twice is sowing once: a row is found again by pack, entity and key.
struct SeedSower {
    /// The name under which the demo's people are kept; seeds refer to them as `demo.<role>`.
    static let people = "demo"

    let writer: RecordWriter
    let pack: String
    /// Rows as the version before had them, under the names of this one; they follow the pack where nobody touched them.
    var before: [SeedRow] = []
    let access = RecordAccess(rows: .everything, fields: nil)

    /// Sows rows in an order in which every referred row comes first.
    /// - Throws: 422 naming the rows that cannot be sown.
    func sow(_ rows: [SeedRow]) throws {
        var waiting = rows
        while !waiting.isEmpty {
            var later: [SeedRow] = []
            var findings: [Finding] = []
            for row in waiting {
                do {
                    try sow(row)
                } catch let missing as SeedReader.Missing {
                    later.append(row)
                    findings.append(
                        Finding("\(row.entity).\(row.key)", "reference", "There is no row `\(missing.key)`.")
                    )
                }
            }
            guard later.count < waiting.count else { throw KernelError.invalid(findings) }
            waiting = later
        }
    }

    private func sow(_ row: SeedRow) throws {
        guard let entity = writer.scope.model.entities[row.entity] else {
            throw KernelError.invalid([Finding(row.entity.raw, "unknown", "There is no entity `\(row.entity)`.")])
        }
        let reader = SeedReader(scope: writer.scope, backend: writer.backend, pack: pack)
        let values = try reader.values(of: row, entity)
        let isPerson = row.entity == ScopePathValidator.member
        let owner = isPerson ? Self.people : pack
        if let known = try writer.backend.seeded(writer.scope, pack: owner, entity: row.entity, key: row.key) {
            if isPerson { try writer.change(entity, id: known, values: values, action: "updated") }
            if !isPerson { try follow(row, known, entity, reader, values) }
            return
        }
        if isPerson { throw SeedReader.Missing(key: "\(Self.people).\(row.key)") }
        let record = try writer.create(entity, id: nil, values: values, access: access, state: row.state)
        try writer.backend.remember(
            writer.scope,
            pack: pack,
            entity: row.entity,
            key: row.key,
            record: record.id,
            hash: SeedReader.fingerprint(of: row)
        )
    }

    /// A row that was sown before becomes what the pack says now, unless it is the tenant's.
    private func follow(
        _ row: SeedRow,
        _ id: RecordID,
        _ entity: EntityModel,
        _ reader: SeedReader,
        _ values: [String: Value]
    ) throws {
        guard let old = before.first(where: { $0.entity == row.entity && $0.key == row.key }),
            SeedFollowing.isNew(row, after: old),
            let record = try writer.backend.record(writer.scope, entity, id, rows: .everything, bin: false),
            try row.owner == .pack || SeedFollowing.isAsSown(record, old, entity, reader)
        else { return }
        try writer.change(entity, id: id, values: values, action: "updated")
        try writer.backend.remember(
            writer.scope,
            pack: pack,
            entity: row.entity,
            key: row.key,
            record: id,
            hash: SeedReader.fingerprint(of: row)
        )
    }
}
