/// Sows the rows of a pack: types what was written, finds referred rows by key, keeps where each row came from.
///
/// Sowing twice is sowing once: a row is found again by pack, entity and key.
struct SeedSower {
    /// The name under which the demo's people are kept; seeds refer to them as `demo.<role>`.
    static let people = "demo"

    let writer: RecordWriter
    let pack: String
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
}
