/// What may go wrong in a change from one model to another, with counts of the records it is about.
struct PlanRisks {
    let store: any TenantStore
    let old: TenantModel
    let new: TenantModel
    let steps: [SchemaStep]
    let renames: NameChanges
    /// Owner whose removals lose data: the pack that is upgraded; `nil` where what goes is merely hidden.
    var upgraded: String?
    /// What the new version retires, by its address in the old model.
    var retires: [String: ChangePlan.Retired] = [:]

    /// Every risk: locks first, then what is hidden, then what is incomplete.
    func all() throws -> [ChangePlan.Risk] {
        try locks() + hidden() + incomplete()
    }

    private func locks() -> [ChangePlan.Risk] {
        steps.filter { $0.rows > 0 }.map { step in
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
        var places: [(owner: String, address: String, text: (Int64) -> String)] = []
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
                        upgraded ?? id.owner, "entity/\(id)/state/\(state)",
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
            guard let upgraded, place.owner == upgraded else {
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
        var questions: [CensusQuestion] = []
        for (id, entity) in new.entities.sorted(by: { $0.key < $1.key }) {
            let former = renames.entity(before: id)
            guard let before = old.entities[former] else { continue }
            for field in entity.fields where field.definition.required {
                let name = renames.name(.field, of: id, before: field.id)
                let was = before.field(name)
                if was?.owner == field.owner, was?.definition.required == true { continue }
                if former != id || name != field.id { continue }
                questions.append(CensusQuestion(id, .empty(field.id)))
            }
        }
        return zip(questions, try store.census(questions, of: new)).compactMap { question, rows in
            guard rows > 0, case .empty(let field) = question.which else { return nil }
            return ChangePlan.Risk(
                .incomplete,
                "entity/\(question.entity)/field/\(field)",
                rows: rows,
                "\(rows) records of \(question.entity) have no \(field), which is required: it is asked for at their next change."
            )
        }
    }

    /// Unique rules that live records break already.
    func conflicts() throws -> [ChangePlan.Conflict] {
        var questions: [CensusQuestion] = []
        for (id, entity) in new.entities.sorted(by: { $0.key < $1.key }) {
            guard let before = old.entities[id] else { continue }
            for field in entity.fields where field.definition.unique {
                let was = before.field(field.id)
                if let was, was.owner == field.owner, !was.definition.unique,
                    field.definition.isKept(like: was.definition)
                {
                    questions.append(CensusQuestion(id, .shared(field.id)))
                }
            }
        }
        return zip(questions, try store.census(questions, of: new)).compactMap { question, rows in
            guard rows > 0, case .shared(let field) = question.which else { return nil }
            return ChangePlan.Conflict(
                address: "entity/\(question.entity)/field/\(field)",
                property: "unique",
                base: .bool(false),
                pack: .bool(true),
                tenant: .number("\(rows)"),
                suggestion: "\(rows) live records share values: make them different first",
                blocks: true
            )
        }
    }
}
