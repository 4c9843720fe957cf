extension PackChanges {
    /// The migrations that lead from one version of a pack to another; none leads back.
    static func migrations(from old: PackDefinition?, to new: PackDefinition) -> [MigrationDefinition] {
        guard let old, old.version < new.version else { return [] }
        return new.migrations.filter { $0.applies(from: old.version, to: new.version) }
    }

    /// The model in which migrations run: the new version's, with the fields of the old one that are gone beside its own.
    /// - Throws: 422 where a migration reads what neither version has, or its expressions do not fit.
    func bridge(
        from old: PackDefinition,
        to new: PackDefinition,
        _ renames: NameChanges,
        _ migrations: [MigrationDefinition],
        _ target: TenantState
    ) throws -> TenantModel {
        let both = PackBridge(old: old, renames: renames).definition(over: new)
        let packs = try target.packs.map { pack in
            pack.id == new.id ? both : try tenants.library.definition(hash: pack.hash, id: pack.id)
        }
        let capabilities = tenants.library.catalog.closure(of: target.capabilities)
        // With the tenant's edits: words of their fields stay in the search.
        let resolver = OverlayResolver(capabilities: capabilities, below: packs, packs: self.packs)
        let model = try resolver.resolve(target.overlay.filter { !$0.isReverted }).model
        for migration in migrations {
            guard let entity = model.entities[migration.entity] else { continue }
            for source in migration.sources where entity.field(source) == nil {
                throw KernelError.invalid([
                    Finding(
                        "migrations",
                        "unknown",
                        "`\(migration.entity).\(source)` is a field neither of \(old.version) nor of \(new.version)."
                    )
                ])
            }
        }
        return model
    }

    /// How many records each migration changes: exactly, or at most where what they hold by then decides.
    func migrationCosts(
        _ migrations: [MigrationDefinition],
        _ renames: NameChanges,
        in view: Tenant.View
    ) throws -> [ChangePlan.Migration] {
        let questions = migrations.map { migration -> CensusQuestion in
            let entity = renames.entity(before: migration.entity)
            // A text is merged of those of its parts that are there.
            guard migration.sources.count == 1, let source = migration.sources.first else {
                return CensusQuestion(entity, .live(nil))
            }
            return CensusQuestion(entity, .live(renames.name(.field, of: migration.entity, before: source)))
        }
        let counts = try directory.open(view.entry.id).census(questions, of: view.model)
        var written: Set<String> = []
        return zip(migrations, counts).map { migration, rows in
            let entity = view.model.entities[renames.entity(before: migration.entity)]
            let name = renames.name(.field, of: migration.entity, before: migration.field)
            let isFresh = entity?.field(name) == nil && written.isDisjoint(with: migration.places)
            written.formUnion(migration.places)
            let isExact = isFresh && migration.givesEach
            return ChangePlan.Migration(text: migration.text, rows: rows, atMost: rows > 0 && !isExact)
        }
    }
}

extension MigrationDefinition {
    /// Whether it gives every live record the same value, which is a change wherever there was none before.
    fileprivate var givesEach: Bool {
        if condition == nil, case .set(.some, nil) = step { true } else { false }
    }

    /// The fields that it writes, with their entity.
    fileprivate var places: [String] { targets.map { "\(entity).\($0)" } }

    /// For people.
    var text: String {
        let place = "\(entity).\(field)"
        switch step {
        case .set: return "set \(place)"
        case .map(_, let target): return "map \(place)" + (target.map { " to \($0)" } ?? "")
        case .split(_, let parts): return "split \(place) into \(parts.joined(separator: ", "))"
        case .merge(let parts, _): return "merge \(parts.joined(separator: ", ")) into \(place)"
        case .move(let target): return "move \(place) to \(target)"
        }
    }
}

/// A version of a pack with the fields of an older one beside its own.
struct PackBridge {
    let old: PackDefinition
    let renames: NameChanges

    /// The new definition, with what is gone of the old one: nothing of it is required, unique, searched or shown.
    func definition(over new: PackDefinition) -> PackDefinition {
        var both = new
        for entity in old.entities {
            let id = renames.entity(after: entity.id)
            guard let place = both.entities.firstIndex(where: { $0.id == id }) else { continue }
            both.entities[place].fields += gone(entity.fields, of: entity.id, from: both.entities[place].fields)
        }
        for addition in old.extensions {
            let id = renames.entity(after: addition.entity)
            let others = new.extensions.filter { $0.entity == id }.flatMap(\.fields)
            let fields = gone(addition.fields, of: addition.entity, from: others)
            if !fields.isEmpty { both.extensions.append(EntityExtension(id, fields: fields)) }
        }
        return both
    }

    private func gone(
        _ fields: [FieldDefinition],
        of entity: EntityID,
        from others: [FieldDefinition]
    ) -> [FieldDefinition] {
        fields.compactMap { field in
            let name = renames.name(.field, of: entity, after: field.id)
            guard name == field.id, !others.contains(where: { $0.id == name }), field.compute == nil, !field.secret
            else {
                return nil
            }
            if case .references = field.type { return nil }
            var bare = FieldDefinition(field.id, field.type)
            bare.title = field.title
            return bare.following(renames)
        }
    }
}
