/// What may go wrong in a change from one model to another, with counts of the records it is about.
struct PlanRisks {
    let store: any TenantStore
    let old: TenantModel
    let new: TenantModel
    let steps: [SchemaStep]

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
        var places: [(address: String, text: (Int64) -> String)] = []
        for (id, entity) in old.entities.sorted(by: { $0.key < $1.key }) {
            guard let after = new.entities[id] else {
                questions.append(CensusQuestion(id, .all))
                places.append(("entity/\(id)", { "\($0) records of \(id) are kept and hidden." }))
                continue
            }
            for field in entity.fields where after.field(field.id)?.owner != field.owner {
                questions.append(CensusQuestion(id, .filled(field.id)))
                let address = "\(id).\(field.id)"
                places.append(
                    ("entity/\(id)/field/\(field.id)", { "What \($0) records hold in \(address) is kept and hidden." })
                )
            }
            let left = Set(after.definition.states.map(\.id))
            for state in entity.definition.states.map(\.id) where !left.contains(state) {
                questions.append(CensusQuestion(id, .inState(state)))
                places.append(
                    (
                        "entity/\(id)/state/\(state)",
                        { "\($0) records of \(id) are in `\(state)`, which goes; they keep it and no move leads on." }
                    )
                )
            }
        }
        let counts = try store.census(questions, of: old)
        return zip(places, counts).filter { $0.1 > 0 }.map { place, rows in
            ChangePlan.Risk(.hidesData, place.address, rows: rows, place.text(rows))
        }
    }

    private func incomplete() throws -> [ChangePlan.Risk] {
        var questions: [CensusQuestion] = []
        for (id, entity) in new.entities.sorted(by: { $0.key < $1.key }) {
            guard let before = old.entities[id] else { continue }
            for field in entity.fields where field.definition.required {
                let was = before.field(field.id)
                if was?.owner == field.owner, was?.definition.required == true { continue }
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
                if was?.owner == field.owner, was?.definition.unique == false {
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
