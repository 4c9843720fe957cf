import KernelCrypto

extension Runtime {
    /// `GET /api/onboarding`: the first steps of the tenant's packs and which are done, whoever did them.
    ///
    /// `{"steps": [{"id", "pack", "title", "opens", "done"}], "done": 1, "of": 3}`; titles in the tenant's language. A step is
    /// done by what the tenant has, not by what the caller reads, and says no more than that.
    func onboarding(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        let steps = call.view.model.presentation.steps
        let done = try stepsDone(call)
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.key("steps")
            writer.array(Array(zip(steps, done))) { writer, pair in
                writer.object { writer in
                    writer.key("id")
                    writer.string(pair.0.definition.id)
                    writer.key("pack")
                    writer.string(pair.0.owner)
                    writer.key("title")
                    writer.string(pair.0.definition.title.text(call.view.environment.language))
                    writer.key("opens")
                    writer.string(pair.0.definition.opens.text)
                    writer.key("done")
                    writer.bool(pair.1)
                }
            }
            writer.key("done")
            writer.int(Int64(done.count { $0 }))
            writer.key("of")
            writer.int(Int64(done.count))
        }
        return .json(body: writer.bytes)
    }

    /// Which of the first steps are done, in their order.
    func stepsDone(_ call: AuthorizedInvocation) throws -> [Bool] {
        let steps = call.view.model.presentation.steps
        guard !steps.isEmpty else { return [] }
        let scope = call.scope
        return try tenants.store(of: call.tenant).read(scope) { backend in
            try steps.map { try $0.done.isTrue(scope, backend) }
        }
    }

    /// `GET /api/branding/logo`: the SVG of the pack that gives one, else a plain one.
    func logo(_ call: AuthorizedInvocation) throws -> Outcome {
        let bytes = call.view.model.presentation.branding?.logo?.bytes ?? BrandingDefinition.plainLogo
        let tag = "\"\(SHA256.hex(bytes))\""
        let header = Outcome.Header("ETag", tag)
        if Preconditions.noneMatches(call.invocation, tag: tag) { return Outcome(status: 304, headers: [header]) }
        return Outcome(status: 200, headers: [Outcome.Header("Content-Type", "image/svg+xml"), header], body: bytes)
    }
}

extension TenantCondition {
    /// Whether it is true of the tenant's live records.
    func isTrue(_ scope: TenantScope, _ backend: any SnapshotBackend) throws -> Bool {
        switch self {
        case .all(let parts): try parts.allSatisfy { try $0.isTrue(scope, backend) }
        case .any(let parts): try parts.contains { try $0.isTrue(scope, backend) }
        case .not(let part): try !part.isTrue(scope, backend)
        case .count(let entity, let condition, let comparison, let bound):
            Self.holds(try Self.count(entity, condition, upTo: bound, scope, backend), comparison, bound)
        }
    }

    private static func holds(_ count: Int64, _ comparison: ComparisonOperator, _ bound: Int64) -> Bool {
        switch comparison {
        case .equal: count == bound
        case .notEqual: count != bound
        case .less: count < bound
        case .lessOrEqual: count <= bound
        case .greater: count > bound
        case .greaterOrEqual: count >= bound
        }
    }

    /// How many there are; one more than the bound is as many as are counted where that is few.
    private static func count(
        _ entity: EntityID,
        _ condition: ExpressionNode?,
        upTo bound: Int64,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Int64 {
        var query = RecordQuery(entity: entity)
        query.filter = condition
        guard (0..<100).contains(bound) else {
            query.limit = 1
            query.count = true
            return try backend.list(scope, query, RecordAccess(rows: .everything, fields: [])).count ?? 0
        }
        query.limit = Int(bound) + 1
        return Int64(try backend.records(scope, query, rows: .everything).count)
    }
}
