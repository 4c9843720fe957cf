extension Runtime {
    /// `POST /api/<collection>`.
    func create(_ call: AuthorizedInvocation) async throws -> Outcome {
        try await change(call) { .create(try RequestBody.object(call.invocation)) }
    }

    /// `PATCH /api/<collection>/{id}` (RFC 7396).
    func update(_ call: AuthorizedInvocation) async throws -> Outcome {
        let id = try call.recordID()
        return try await change(call) {
            let version = try Preconditions.requiredVersion(call)
            let types = ["application/json", "application/merge-patch+json"]
            return .update(id, version: version, try RequestBody.object(call.invocation, types: types))
        }
    }

    /// `POST /api/<collection>/{id}/moves/<move>`.
    func move(_ call: AuthorizedInvocation) async throws -> Outcome {
        let id = try call.recordID()
        let name = Naming.snake(call.parameter("move"))
        return try await change(call) {
            let version = try Preconditions.version(call)
            return .move(id, name, version: version, try RequestBody.object(call.invocation, mayBeEmpty: true))
        }
    }

    /// `DELETE /api/<collection>/{id}`.
    func delete(_ call: AuthorizedInvocation) async throws -> Outcome {
        let id = try call.recordID()
        return try await change(call) { .delete(id, version: try Preconditions.requiredVersion(call)) }
    }

    /// `POST /api/<collection>/{id}/restore`.
    func restore(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let id = try call.recordID()
        let ids = ids
        let outcome = try await write(call) { backend in
            let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
            return try Self.answer(call.scope, entity, writer.restore(entity, id: id), 200, [], backend)
        }
        afterWrite(call, entity)
        return outcome
    }

    /// One operation as a request of its own, answered with the record as the caller may see it.
    ///
    /// What is wrong with the request is told from inside the write, so that an idempotency key keeps that answer too.
    private func change(
        _ call: AuthorizedInvocation,
        _ read: () throws -> RecordOperation
    ) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let prepared = Result {
            let operation = try read()
            return (status: operation.status, run: try operation.prepared(entity, call.scope))
        }
        let ids = ids
        let outcome = try await write(call) { backend in
            let (status, run) = try prepared.get()
            let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
            guard let record = try run(writer) else { return Outcome(status: status) }
            let location = Outcome.Header("Location", "/api/\(entity.definition.collection)/\(record.id.raw)")
            return try Self.answer(call.scope, entity, record, status, status == 201 ? [location] : [], backend)
        }
        afterWrite(call, entity)
        return outcome
    }

    /// The record after a write, masked; a record that the write moved out of the caller's rows answers its id and version only.
    static func answer(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        _ status: Int,
        _ headers: [Outcome.Header],
        _ backend: any SnapshotBackend
    ) throws -> Outcome {
        .json(status, try body(scope, entity, record, backend), headers + [Preconditions.tag(record.version)])
    }

    /// The record after a write as JSON.
    static func body(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ record: Record,
        _ backend: any SnapshotBackend
    ) throws -> [UInt8] {
        if let read = scope.access.access(entity.permission(.read)),
            let seen = try backend.render(scope, entity, record.id, read, fields: nil, expand: [], bin: false)
        {
            return seen.json
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(record.id.raw)
            writer.key("version")
            writer.int(record.version)
        }
        return writer.bytes
    }

    /// Members decide what everybody may do; what is remembered of them is dropped when one may have changed.
    func afterWrite(_ call: AuthorizedInvocation, _ entity: EntityModel) {
        if entity.id.owner == ScopePathValidator.member.owner { call.tenant.forgetMembers() }
    }

    static func refuseQuery(_ call: AuthorizedInvocation) throws {
        guard let first = call.query.first else { return }
        throw KernelError.invalid([Finding(InputDecoder.shown(first.name), "unknown", "This takes no parameters.")])
    }
}
