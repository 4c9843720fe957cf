extension Runtime {
    /// `POST /api/<owner>/<action>`.
    func writeAction(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard case .action(let action) = call.target else { throw KernelError.notFound }
        try Self.refuseQuery(call)
        let input = Result { try Self.input(RequestBody.object(call.invocation, mayBeEmpty: true), of: action) }
        guard case .write(let body) = action.body else { return try run(action, input.get(), call) }
        let ids = ids
        let authority = Self.authority(call, action)
        let watch = readWatch(call)
        return try await write(call) { backend in
            let scope = call.scope
            var transaction = Transaction(scope: scope, backend: backend, ids: ids, authority: authority, watch: watch)
            let output = try body(&transaction, input.get())
            return try Self.answer(output, call.scope, backend)
        }
    }

    /// Reads an action's input; the id of a record to be made is read as records read theirs.
    private static func input(_ json: JSONValue, of action: ActionDefinition) throws -> ActionInput {
        var decoder = InputDecoder()
        guard action.takesID else {
            let values = decoder.input(json, fields: action.input)
            guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
            return ActionInput(values: values)
        }
        let id = decoder.newID(json)
        let rest = JSONValue.object((json.members ?? []).filter { $0.name != "id" })
        let values = decoder.input(rest, fields: action.input)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        return ActionInput(values: values, id: id)
    }

    private static func authority(_ call: AuthorizedInvocation, _ action: ActionDefinition) -> ActionAuthority {
        ActionAuthority(owner: action.owner, permission: action.permission.id, access: call.access)
    }

    /// `GET /api/<owner>/<action>`, its input in the query.
    func readAction(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard case .action(let action) = call.target else { throw KernelError.notFound }
        var decoder = InputDecoder()
        let members = call.query.map { pair in
            let type = action.input.first { $0.id == pair.name }?.type
            return JSONValue.Member(pair.name, Self.json(pair.value, type))
        }
        let values = decoder.input(.object(members), fields: action.input)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        return try run(action, ActionInput(values: values), call)
    }

    private func run(_ action: ActionDefinition, _ input: ActionInput, _ call: AuthorizedInvocation) throws -> Outcome {
        guard case .read(let body) = action.body else { throw KernelError.notFound }
        let authority = Self.authority(call, action)
        return try tenants.store(of: call.tenant).read(call.scope) { backend in
            let snapshot = Snapshot(scope: call.scope, backend: backend, authority: authority, watch: readWatch(call))
            return try Self.answer(body(snapshot, input), call.scope, backend)
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
            let location = Outcome.Header("Location", "/api/\(entity.definition.collection)/\(record.raw)")
            return try answer(scope, entity, found, created ? 201 : 200, created ? [location] : [], backend)
        }
    }
}
