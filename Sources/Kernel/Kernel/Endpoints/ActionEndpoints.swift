extension Runtime {
    /// `POST /api/<owner>/<action>`.
    func writeAction(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard case .action(let action) = call.target, case .write(let body) = action.body else {
            throw KernelError.notFound
        }
        try Self.refuseQuery(call)
        let input = Result {
            var decoder = InputDecoder()
            let values = decoder.input(try RequestBody.object(call.invocation, mayBeEmpty: true), fields: action.input)
            guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
            return ActionInput(values: values)
        }
        let ids = ids
        return try await write(call) { backend in
            var transaction = Transaction(scope: call.scope, backend: backend, ids: ids)
            let output = try body(&transaction, input.get())
            return try Self.answer(output, call.scope, backend)
        }
    }

    /// `GET /api/<owner>/<action>`, its input in the query.
    func readAction(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard case .action(let action) = call.target, case .read(let body) = action.body else {
            throw KernelError.notFound
        }
        var decoder = InputDecoder()
        let members = call.query.map { pair in
            let type = action.input.first { $0.id == pair.name }?.type
            return JSONValue.Member(pair.name, Self.json(pair.value, type))
        }
        let values = decoder.input(.object(members), fields: action.input)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        return try tenants.store(of: call.tenant).read(call.scope) { backend in
            let output = try body(Snapshot(scope: call.scope, backend: backend), ActionInput(values: values))
            return try Self.answer(output, call.scope, backend)
        }
    }

    private static func json(_ text: String, _ type: FieldType?) -> JSONValue {
        switch type {
        case .int, .duration, .bool: (try? JSONReader.read(Array(text.utf8))) ?? .string(text)
        default: .string(text)
        }
    }

    private static func answer(
        _ output: ActionOutput,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Outcome {
        switch output {
        case .nothing: return Outcome(status: 204)
        case .json(let text): return .json(body: Array(text.utf8))
        case .record(let id, let record, let created):
            guard let entity = scope.model.entities[id],
                let found = try backend.record(scope, entity, record, rows: .everything, bin: false)
            else { throw KernelError.notFound }
            return try answer(scope, entity, found, created ? 201 : 200, [], backend)
        }
    }
}
