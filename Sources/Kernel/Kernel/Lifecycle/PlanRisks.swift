/// What may go wrong in a change from one model to another, with counts of the records it is about.
struct PlanRisks {
    let store: any TenantStore
    let old: TenantModel
    let new: TenantModel
    let steps: [SchemaStep]
    let renames: NameChanges
    /// Owners whose removals lose data: the packs that are upgraded; none where what goes is merely hidden.
    var upgraded: Set<String> = []
    /// What the new version retires, by its address in the old model.
    var retires: [String: ChangePlan.Retired] = [:]
    /// What the change does with records.
    var migrations: [MigrationDefinition] = []

    /// Every risk: locks first, then what is hidden, then what is not as the new definitions want it.
    func all() throws -> [ChangePlan.Risk] {
        try locks() + hidden() + incomplete() + outside() + rights()
    }

    private func locks() -> [ChangePlan.Risk] {
        // A field may get two indexes: of its words folded, and as they are.
        var told: Set<String> = []
        return steps.filter { $0.rows > 0 && told.insert("\($0.kind == .search) \($0.address)").inserted }.map { step in
            let work = step.kind == .search ? "the words of" : "an index on"
            return ChangePlan.Risk(
                .locks,
                step.address,
                rows: step.rows,
                "Making \(work) \(step.address) passes over \(step.rows) rows; the tenant's writes wait meanwhile."
            )
        }
    }

    private func hidden() throws -> [ChangePlan.Risk] {
        var questions: [CensusQuestion] = []
        var places: [(owner: String?, address: String, text: (Int64) -> String)] = []
        for (id, entity) in old.entities.sorted(by: { $0.key < $1.key }) {
            guard let after = new.entities[renames.entity(after: id)] else {
                questions.append(CensusQuestion(id, .all))
                places.append((id.owner, "entity/\(id)", { "\($0) records of \(id) are kept and hidden." }))
                continue
            }
            for field in entity.fields where !isKept(field, of: id, in: after) {
                questions.append(CensusQuestion(id, .filled(field.id)))
                let address = "\(id).\(field.id)"
                places.append(
                    (
                        field.owner, "entity/\(id)/field/\(field.id)",
                        { "What \($0) records hold in \(address) is kept and hidden." }
                    )
                )
            }
            let left = Set(after.definition.states.map(\.id))
            for state in entity.definition.states.map(\.id)
            where !left.contains(renames.name(.state, of: id, after: state)) {
                questions.append(CensusQuestion(id, .inState(state)))
                places.append(
                    (
                        upgraded.isEmpty ? id.owner : nil, "entity/\(id)/state/\(state)",
                        { "\($0) records of \(id) are in `\(state)`, which goes; they keep it and no move leads on." }
                    )
                )
            }
        }
        let counts = try store.census(questions, of: old)
        return zip(places, counts).filter { $0.1 > 0 }.map { place, rows in
            if let retired = retires[place.address] {
                let end =
                    retired.until.map { "From \($0) on, a plan may drop it." }
                    ?? "Nothing drops it while the pack is there."
                return ChangePlan.Risk(.hidesData, place.address, rows: rows, "\(place.text(rows)) \(end)")
            }
            guard !upgraded.isEmpty, place.owner.map(upgraded.contains) ?? true else {
                return ChangePlan.Risk(.hidesData, place.address, rows: rows, place.text(rows))
            }
            return ChangePlan.Risk(
                .losesData,
                place.address,
                rows: rows,
                place.text(rows) + " The new version takes it away without `retire`."
            )
        }
    }

    private func isKept(_ field: FieldModel, of entity: EntityID, in after: EntityModel) -> Bool {
        guard let now = after.field(renames.name(.field, of: entity, after: field.id)), now.owner == field.owner else {
            return false
        }
        // A type that changed has a place of its own; what the old one holds is not shown.
        return now.definition.isKept(like: field.definition)
    }

    private func incomplete() throws -> [ChangePlan.Risk] {
        let fields = fields { field, was in
            field.definition.required && !(was?.owner == field.owner && was?.definition.required == true)
        }.filter { place in !migrations.contains { $0.fills(place.field, of: place.entity) } }
        return try counted(fields) { .empty($0) }.map { place, rows in
            let isGiven = migrations.contains { $0.entity == place.entity && $0.targets.contains(place.field) }
            let text =
                isGiven
                ? "\(rows) records of \(place.entity) have no \(place.field), which is required: it is asked for at the next change of those "
                    + "that no migration gives a value."
                : "\(rows) records of \(place.entity) have no \(place.field), which is required: it is asked for at their next change."
            return ChangePlan.Risk(.incomplete, place.address, rows: rows, text)
        }
    }

    private func outside() throws -> [ChangePlan.Risk] {
        var limits: [String: ValueLimits] = [:]
        let places = fields { _, _ in true }.filter { place in
            guard let was = place.was, let field = new.entities[place.entity]?.field(place.field) else { return false }
            limits[place.address] = ValueLimits(of: field, in: place.entity, after: was, renames, migrations)
            return limits[place.address] != nil
        }
        let asked = places.compactMap { place in
            place.former.flatMap { former in
                limits[place.address].map { CensusQuestion(former.entity, .outside(former.field, $0)) }
            }
        }
        return try zip(places, store.census(asked, of: old)).filter { $0.1 > 0 }.map { place, rows in
            let isRole = place.entity == ScopePathValidator.member && place.field == "roles"
            let lost =
                "\(rows) members hold a role that goes: they lose what it grants, and who has no other role cannot sign in "
                + "or see anything until they are given one. Their records keep its name."
            return ChangePlan.Risk(
                .incomplete,
                place.address,
                rows: rows,
                isRole
                    ? lost
                    : "\(rows) records of \(place.entity) hold a value in \(place.field) that it takes no more: "
                        + "they keep it until that field is changed."
            )
        }
    }

    /// Roles that come, and that members hold by name from before.
    private func rights() throws -> [ChangePlan.Risk] {
        guard old.entities[ScopePathValidator.member] != nil else { return [] }
        let kept = Set(old.roles.keys.map { renames.names(.role)[$0] ?? $0 })
        let roles = new.roles.keys.filter { !kept.contains($0) }.sorted()
        let asked = roles.map { CensusQuestion(ScopePathValidator.member, .holding("roles", [$0])) }
        return try zip(roles, store.census(asked, of: old)).filter { $0.1 > 0 }.map { role, rows in
            let text =
                "\(rows) members hold the role `\(role)` by name from before: with this change they have what it grants."
            return ChangePlan.Risk(.grantsRights, "role/\(role)", rows: rows, text)
        }
    }

    /// Unique rules that live records break already, and names that would be one.
    func conflicts() throws -> [ChangePlan.Conflict] {
        try shared() + merged()
    }

    /// What gets a name that records hold already would be told from those no more, and no receipt could take them apart.
    private func merged() throws -> [ChangePlan.Conflict] {
        let changes = renames.all.filter { change in
            // A name that is itself given up is free; one that is not in force any more is a former name of the same thing.
            isInForce(change)
                && !renames.all.contains {
                    $0.kind == change.kind && $0.entity?.before == change.entity?.before && $0.before == change.after
                }
        }
        let asked = changes.compactMap { change -> (change: NameChange, question: CensusQuestion)? in
            let entity = change.kind == .role ? ScopePathValidator.member : change.entity?.before
            guard let entity, old.entities[entity] != nil else { return nil }
            switch change.kind {
            case .role: return (change, CensusQuestion(entity, .holding("roles", [change.after])))
            case .state: return (change, CensusQuestion(entity, .inState(change.after)))
            case .option:
                return change.field.map { (change, CensusQuestion(entity, .holding($0.before, [change.after]))) }
            case .entity, .field, .move, .permission, .setting: return nil
            }
        }
        return try zip(asked, store.census(asked.map(\.question), of: old)).filter { $0.1 > 0 }.map { asked, rows in
            ChangePlan.Conflict(
                address: asked.change.addresses.after,
                property: ChangePlan.Conflict.name,
                base: .string(asked.change.before),
                pack: .string(asked.change.after),
                tenant: .number("\(rows)"),
                suggestion:
                    "\(rows) records hold `\(asked.change.after)` already, and `\(asked.change.before)` gets that name: "
                    + "give them another value first",
                blocks: true
            )
        }
    }

    /// Whether the old model has what gets another name.
    private func isInForce(_ change: NameChange) -> Bool {
        let entity = change.entity.flatMap { old.entities[$0.before] }
        return switch change.kind {
        case .role: old.roles[change.before] != nil
        case .state: entity?.definition.states.contains { $0.id == change.before } ?? false
        case .option:
            change.field.flatMap { entity?.field($0.before) }?.type.options.contains { $0.id == change.before } ?? false
        case .entity, .field, .move, .permission, .setting: false
        }
    }

    private func shared() throws -> [ChangePlan.Conflict] {
        let fields = fields { field, was in
            field.definition.unique && !(was?.owner == field.owner && was?.definition.unique == true)
        }
        return try counted(fields) { .shared($0) }.map { place, rows in
            ChangePlan.Conflict(
                address: place.address,
                property: "unique",
                base: .bool(false),
                pack: .bool(true),
                tenant: .number("\(rows)"),
                suggestion: "\(rows) live records share values: make them different first",
                blocks: true
            )
        }
    }

    /// A field of the new model, and where its values are found before the change.
    private struct Place {
        let entity: EntityID
        let field: String
        /// Of the old model, where the values are those of a field that it shows; else of the new one.
        let former: (entity: EntityID, field: String)?
        /// The field that shows those values now.
        var was: FieldModel?

        var address: String { "entity/\(entity)/field/\(field)" }
    }

    /// Fields of entities that are there already, chosen with what they were before.
    private func fields(where isAsked: (_ field: FieldModel, _ was: FieldModel?) -> Bool) -> [Place] {
        new.entities.sorted { $0.key < $1.key }.flatMap { id, entity -> [Place] in
            let former = renames.entity(before: id)
            guard let before = old.entities[former] else { return [] }
            return entity.fields.compactMap { field in
                let name = renames.name(.field, of: id, before: field.id)
                let was = before.field(name)
                guard isAsked(field, was) else { return nil }
                let isShown =
                    was.map { $0.owner == field.owner && field.definition.isKept(like: $0.definition) } ?? false
                // Under a new name the entity has no table yet; no field of the old model is the one that is added then.
                let asked = isShown ? name : former == id ? nil : ""
                return Place(entity: id, field: field.id, former: asked.map { (former, $0) }, was: isShown ? was : nil)
            }
        }
    }

    private func counted(_ places: [Place], _ which: (String) -> CensusQuestion.Which) throws -> [(Place, Int64)] {
        let (before, after) = (places.filter { $0.former != nil }, places.filter { $0.former == nil })
        let asked = before.compactMap(\.former).map { CensusQuestion($0.entity, which($0.field)) }
        let counts =
            try store.census(asked, of: old)
            + store.census(after.map { CensusQuestion($0.entity, which($0.field)) }, of: new)
        return zip(before + after, counts).filter { $0.1 > 0 }.sorted { $0.0.address < $1.0.address }
    }
}

extension MigrationDefinition {
    /// Whether it gives a value to every record that has none in a field.
    fileprivate func fills(_ name: String, of entity: EntityID) -> Bool {
        guard self.entity == entity, field == name, case .set(.some, nil) = step else { return false }
        guard let condition else { return true }
        return condition.text.split(separator: " ").joined() == "\(name)=null"
    }
}
