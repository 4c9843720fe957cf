import Kernel

/// Checks seeds against the model that they are for, as far as that is possible before the day of seeding: entities
/// (P320), fields (P321), references (P322), values (P323), states (P324), required fields (P325), fixed dates in demo
/// rows (P326), circles (P327), unique fields (P328).
package enum SeedCheck {
    /// All findings.
    package static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        let findings = Findings()
        let keys = SeedKeys(pack)
        let roles = model.roles.keys.sorted()
        var rows: [SeedRowCheck] = []
        for (layer, seeds) in [(SeedKeys.Layer.reference, pack.referenceSeeds), (.demo, pack.demoSeeds)] {
            rows += seeds.compactMap { row in
                guard let entity = model.entities[row.entity] else {
                    let hint = DidYouMean.hint(for: row.entity.raw, in: model.entities.keys.map(\.raw))
                    let message = "`\(row.entity)` cannot be seeded: it does not exist"
                    findings.report(.seedEntity, message, at: row.span, hint: hint)
                    return nil
                }
                return SeedRowCheck(
                    row: row,
                    entity: entity,
                    layer: layer,
                    keys: keys,
                    roles: roles,
                    spans: pack.spans,
                    findings: findings
                )
            }
        }
        var uniques = SeedUniques(findings: findings)
        for row in rows { uniques.check(row, row.values()) }
        SeedCircle.report(rows, to: findings)
        return findings.all
    }
}

/// Values of unique fields seen so far.
private struct SeedUniques {
    private struct Place: Hashable {
        let entity: EntityID
        let field: String
        let value: Value
    }

    let findings: Findings
    private var owners: [Place: String] = [:]

    init(findings: Findings) {
        self.findings = findings
    }

    mutating func check(_ row: SeedRowCheck, _ values: [String: Value]) {
        for (id, value) in values.sorted(by: { $0.key < $1.key }) where !value.isNull {
            guard row.entity.field(id)?.definition.unique == true else { continue }
            let place = Place(entity: row.entity.id, field: id, value: value)
            if let other = owners.updateValue(row.row.key, forKey: place) {
                let message = "`\(id)` is unique, and the row `\(other)` has the same value"
                findings.report(.seedUnique, message, at: row.row.values[id]?.span)
            }
        }
    }
}
