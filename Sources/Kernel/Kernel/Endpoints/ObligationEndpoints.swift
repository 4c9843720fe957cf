extension Runtime {
    /// `GET /api/compliance`: how the tenant stands with what its packs require, for who may read the evidence.
    ///
    /// `{"requirements": [{"id", "pack", "title", "applies_to", "collection", "blocks", "state", "expires"}]}`. Where it applies to
    /// an entity, `subjects` counts the first 500 records that need it and `open` lists the first 50 of them whose proof is
    /// not `met`, in place of `state` and `expires`.
    func compliance(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        let scope = call.scope
        let requirements = scope.model.obligations.requirements.filter {
            scope.access.access(Permission.record($0.evidence, .read)) != nil
        }
        let entries = try tenants.store(of: call.tenant).read(scope) { backend in
            try requirements.map { try ComplianceEntry($0, Compliance(scope: scope, backend: backend)) }
        }
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.key("requirements")
            writer.array(entries) { $1.write(to: &$0, scope) }
        }
        return .json(body: writer.bytes)
    }
}

/// One requirement as `GET /api/compliance` tells it.
private struct ComplianceEntry {
    let requirement: CompiledRequirement
    /// The tenant's own standing; `nil` where the requirement is about records.
    var own: Compliance.Standing?
    var subjects = 0
    var open: [(id: RecordID, standing: Compliance.Standing)] = []

    init(_ requirement: CompiledRequirement, _ compliance: Compliance) throws {
        self.requirement = requirement
        guard let subject = requirement.definition.subject else {
            own = try compliance.standing(of: requirement, subject: nil)
            return
        }
        var query = RecordQuery(entity: subject)
        query.filter = requirement.condition
        query.limit = 500
        let rows = compliance.scope.access.access(Permission.record(subject, .read))?.rows ?? .nothing
        let records = try compliance.backend.records(compliance.scope, query, rows: rows)
        subjects = records.count
        for record in records where open.count < 50 {
            let standing = try compliance.standing(of: requirement, subject: record.id)
            if standing.state != .met { open.append((record.id, standing)) }
        }
    }

    func write(to writer: inout JSONWriter, _ scope: TenantScope) {
        let definition = requirement.definition
        writer.object { writer in
            writer.key("id")
            writer.string(definition.id)
            writer.key("pack")
            writer.string(requirement.owner)
            writer.key("title")
            writer.string(definition.title.text(scope.environment.language))
            writer.key("applies_to")
            writer.string(definition.subject?.raw ?? "tenant")
            writer.key("collection")
            writer.string(scope.model.entities[requirement.evidence]?.definition.collection ?? "")
            writer.key("blocks")
            writer.array(definition.blocks) { $0.string("\($1.entity.raw).\($1.move)") }
            if let own { return writer.standing(own) }
            writer.key("subjects")
            writer.int(Int64(subjects))
            writer.key("open")
            writer.array(open) { writer, entry in
                writer.object { writer in
                    writer.key("id")
                    writer.string(entry.id.raw)
                    writer.standing(entry.standing)
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func standing(_ standing: Compliance.Standing) {
        key("state")
        string(standing.state.rawValue)
        key("expires")
        if let expires = standing.expires { string(CalendarText.day(expires)) } else { null() }
    }
}
