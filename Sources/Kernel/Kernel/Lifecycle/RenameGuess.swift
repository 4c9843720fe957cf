/// What could be a rename that nobody wrote down: offered in a plan, never assumed.
struct RenameGuess {
    let old: PackDefinition
    let new: PackDefinition
    let changes: NameChanges

    /// One sentence for each thing that vanished while one like it appeared.
    func all() -> [String] {
        let entities = guesses(
            of: "entity",
            gone: old.entities.filter { entity in
                !new.entities.contains { $0.id == changes.entity(after: entity.id) } && !isRetired(entity.id, nil)
            },
            came: new.entities.filter { entity in !old.entities.contains { $0.id == changes.entity(before: entity.id) }
            },
            name: \.id.name,
            isLike: { $0.fields.map(\.id) == $1.fields.map(\.id) }
        )
        let roles = guesses(
            of: "role",
            gone: old.roles.filter { role in !new.roles.contains { $0.id == changes.names(.role)[role.id] ?? role.id }
            },
            came: new.roles.filter { role in
                !old.roles.contains { $0.id == role.id || changes.names(.role)[$0.id] == role.id }
            },
            name: \.id,
            isLike: { $0.grants.map(\.permission) == $1.grants.map(\.permission) }
        )
        return entities + roles + fields()
    }

    private func fields() -> [String] {
        let (before, after) = (fields(of: old), fields(of: new))
        return after.keys.sorted().flatMap { entity -> [String] in
            let had = before[changes.entity(before: entity)] ?? []
            let has = after[entity] ?? []
            return guesses(
                of: "field of \(entity)",
                gone: had.filter { field in
                    let name = changes.name(.field, of: changes.entity(before: entity), after: field.id)
                    return !has.contains { $0.id == name } && !isRetired(entity, field.id)
                },
                came: has.filter { field in
                    let name = changes.name(.field, of: entity, before: field.id)
                    return !had.contains { $0.id == name }
                },
                name: \.id,
                isLike: { $0.type.word == $1.type.word && $0.secret == $1.secret }
            )
        }
    }

    /// What is retired goes on purpose.
    private func isRetired(_ entity: EntityID, _ field: String?) -> Bool {
        new.retirements.contains { $0.entity == entity && $0.field == field }
    }

    private func fields(of pack: PackDefinition) -> [EntityID: [FieldDefinition]] {
        let pairs = pack.entities.map { ($0.id, $0.fields) } + pack.extensions.map { ($0.entity, $0.fields) }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    private func guesses<Thing>(
        of kind: String,
        gone: [Thing],
        came: [Thing],
        name: (Thing) -> String,
        isLike: (Thing, Thing) -> Bool
    ) -> [String] {
        gone.compactMap { left in
            guard let like = came.first(where: { isLike(left, $0) }) else { return nil }
            return "The \(kind) `\(name(left))` goes and `\(name(like))`, which is like it, comes: "
                + "if that is meant as a rename, write `was: \(name(left))` at `\(name(like))`."
        }
    }
}
