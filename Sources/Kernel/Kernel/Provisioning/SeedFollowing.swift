/// Which sown rows follow their pack when it is upgraded.
enum SeedFollowing {
    /// What becomes of a row.
    enum Fate: String {
        /// It comes.
        case add
        /// It is there, and the pack says nothing new of it, or it is the tenant's by declaration.
        case keep
        /// It becomes what the pack says now.
        case update
        /// The tenant changed it: it stays.
        case edited
        /// The tenant deleted it: it stays away.
        case deleted
    }

    /// Whether the pack says something new of a row that it may still change.
    static func isNew(_ row: SeedRow, after old: SeedRow) -> Bool {
        row.owner != .tenant && SeedReader.fingerprint(of: row) != SeedReader.fingerprint(of: old)
    }

    /// Whether a record still is what the row said when it was sown, field by field.
    static func isAsSown(_ record: Record, _ old: SeedRow, _ entity: EntityModel, _ reader: SeedReader) throws -> Bool {
        let known = old.values.keys.filter { entity.field($0) != nil && entity.computed[$0] == nil }
        let row = SeedRow(old.entity, key: old.key, values: old.values.filter { known.contains($0.key) })
        do {
            return try reader.values(of: row, entity).allSatisfy { record[$0].isIdentical(to: $1) }
        } catch is SeedReader.Missing {
            // What it referred to is unknown by now: nobody can say that it is untouched.
            return false
        } catch let error as KernelError where error.problem == .invalid {
            // A field has another type now.
            return false
        }
    }

    /// Rows of the version before, under the names that the new one gives their entities and fields.
    static func renamed(_ rows: [SeedRow], _ changes: NameChanges) -> [SeedRow] {
        rows.map { row in
            let entity = changes.entity(after: row.entity)
            let values = row.values.map { name, value in
                let field = changes.name(.field, of: row.entity, after: name)
                return (field, value.renamed(changes.options(of: field, in: entity)))
            }
            return SeedRow(
                entity,
                key: row.key,
                values: Dictionary(values, uniquingKeysWith: { first, _ in first }),
                state: row.state,
                owner: row.owner,
                at: row.span
            )
        }
    }
}
