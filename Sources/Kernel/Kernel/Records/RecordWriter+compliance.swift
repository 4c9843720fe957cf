extension RecordWriter {
    /// - Throws: 409 `state_refused` with the requirement's title while a proof that the move needs is missing or expired.
    func requireEvidence(for move: String, of entity: EntityModel, _ record: Record) throws {
        for block in scope.model.obligations.blocks["\(entity.id.raw).\(move)"] ?? [] {
            let compliance = Compliance(scope: scope, backend: backend)
            for subject in try subjects(of: block, record) {
                if let subject, let condition = block.requirement.condition {
                    let evaluator = ExpressionEvaluator(context(of: subject, input: [:]))
                    guard try evaluator.isTrue(condition) else { continue }
                }
                let standing = try compliance.standing(of: block.requirement, subject: subject?.id)
                guard !standing.counts else { continue }
                let title = block.requirement.definition.title.text(scope.environment.language)
                throw refused(entity, record, "\(title): \(standing.state.sentence)")
            }
        }
    }

    /// Whom a requirement is about; `nil` in it stands for the tenant.
    private func subjects(of block: CompiledBlock, _ record: Record) throws -> [Record?] {
        switch block.way {
        case .tenant: return [nil]
        case .itself: return [record]
        case .reference(let field):
            guard let target = block.requirement.definition.subject.flatMap({ scope.model.entities[$0] }) else {
                return []
            }
            let ids: [RecordID] =
                switch record[field] {
                case .reference(let id): [id]
                case .references(let ids): ids
                default: []
                }
            return try ids.compactMap { try backend.record(scope, target, $0, rows: .everything, bin: false) }
        }
    }
}

/// How a tenant stands with what its packs require.
struct Compliance {
    /// How a proof stands.
    enum State: String {
        case met, expiring, expired, missing

        /// What a refusal says.
        var sentence: String {
            switch self {
            case .expired: "the proof has expired."
            case .missing: "the proof is missing."
            case .met, .expiring: ""
            }
        }
    }

    /// A proof and its last day.
    struct Standing {
        let state: State
        /// Days since 1970; `nil` for a proof without an end, or none.
        let expires: Int64?

        /// Whether it is there and counts today.
        var counts: Bool { state == .met || state == .expiring }
    }

    let scope: TenantScope
    let backend: any SnapshotBackend

    /// How a requirement stands for a record of its subject, or for the tenant: by the proof that counts longest.
    func standing(of requirement: CompiledRequirement, subject: RecordID?) throws -> Standing {
        guard scope.model.entities[requirement.evidence] != nil else { return Standing(state: .missing, expires: nil) }
        var query = RecordQuery(entity: requirement.evidence)
        query.filter = filter(requirement, subject)
        query.sort = [RecordQuery.SortKey(field: SystemField.updatedAt.rawValue, descending: true)]
        query.limit = 500
        let needed = requirement.definition.evidence
        let proofs = try backend.records(scope, query, rows: .everything).filter { proof in
            needed.allSatisfy { !proof[$0.rawValue].isNull }
        }
        let ends = proofs.map { proof in
            if case .date(let day) = proof["expires"] { day } else { Int64.max }
        }
        guard let last = ends.max() else { return Standing(state: .missing, expires: nil) }
        let today = CalendarText.day(of: scope.now, zone: scope.environment.zone)
        guard last != Int64.max else { return Standing(state: .met, expires: nil) }
        guard last >= today else { return Standing(state: .expired, expires: last) }
        return Standing(state: last - today <= requirement.definition.warnDays ? .expiring : .met, expires: last)
    }

    private func filter(_ requirement: CompiledRequirement, _ subject: RecordID?) -> ExpressionNode {
        let evidence = requirement.evidence
        func path(_ field: String, _ type: ExpressionType) -> ExpressionNode {
            .path(ExpressionPath(entity: evidence, hops: [], field: field, type: type))
        }
        let ids = scope.model.obligations.requirements.filter { $0.owner == requirement.owner }.map(\.definition.id)
        let own = ExpressionNode.compare(
            .equal,
            path("requirement", .choice(ids)),
            .literal(.text(requirement.definition.id))
        )
        guard let entity = requirement.definition.subject, let subject else { return own }
        return .and([own, .compare(.equal, path(entity.name, .reference(entity)), .literal(.reference(subject)))])
    }
}
