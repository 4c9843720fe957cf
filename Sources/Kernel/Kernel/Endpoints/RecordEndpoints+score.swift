extension Runtime {
    /// `GET /api/<collection>/{id}/score`: which factor gave what.
    ///
    /// For those who may read the score; 404 for them who may not, and for records that are not scored.
    func score(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        let entity = try call.entity()
        let id = try call.recordID()
        guard let scoring = entity.scoring else { throw KernelError.notFound }
        return try tenants.store(of: call.tenant).read(call.scope) { backend in
            let snapshot = Snapshot(scope: call.scope, backend: backend, watch: readWatch(call))
            guard try snapshot.shows(ScoringDefinition.score, of: entity.id, id),
                let record = try backend.record(call.scope, entity, id, rows: call.access.rows, bin: false)
            else { throw KernelError.notFound }
            let evaluator = ExpressionEvaluator(ContextLookup.context(of: record, input: [:], call.scope, backend))
            return .json(body: try scoring.explanation(evaluator))
        }
    }
}
