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
        let fields: [String]
        let values: [Value]
    }

    let findings: Findings
    private var owners: [Place: String] = [:]

    init(findings: Findings) {
        self.findings = findings
    }

    mutating func check(_ row: SeedRowCheck, _ values: [String: Value]) {
        for id in values.keys.sorted() where row.entity.field(id)?.definition.unique == true {
            check(row, values, [id])
        }
        let state = row.row.state ?? row.entity.startState
        for rule in row.entity.definition.uniques where rule.states.map({ $0.contains(state ?? "") }) ?? true {
            check(row, values, rule.fields)
        }
    }

    /// A row in which one of the fields is null counts for none; references are told apart by the key they name.
    private mutating func check(_ row: SeedRowCheck, _ values: [String: Value], _ fields: [String]) {
        let same = fields.map { field -> Value in
            if case .text(let key, _)? = row.row.values[field], row.entity.field(field)?.type.target != nil {
                return .text(key)
            }
            return values[field] ?? .null
        }
        guard same.allSatisfy({ !$0.isNull }), let last = fields.last else { return }
        let place = Place(entity: row.entity.id, fields: fields, values: same)
        guard let other = owners.updateValue(row.row.key, forKey: place) else { return }
        let names = fields.map { "`\($0)`" }.joined(separator: " and ")
        let message =
            "\(names) \(fields.count == 1 ? "is" : "are together") unique, and the row `\(other)` has the same"
        findings.report(.seedUnique, fields.count == 1 ? "\(message) value" : message, at: row.row.values[last]?.span)
    }
}
