extension Runtime {
    /// `POST /api/<collection>`.
    func create(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let access = call.access
        let input = Result { try Self.createInput(call, entity) }
        return try await change(call, entity) { writer in
            let (id, values) = try input.get()
            let record = try writer.create(entity, id: id, values: values, access: access)
            let location = Outcome.Header("Location", "/api/\(entity.definition.collection)/\(record.id.raw)")
            return (record, 201, [location])
        }
    }

    private static func createInput(
        _ call: AuthorizedInvocation,
        _ entity: EntityModel
    ) throws -> (RecordID?, [String: Value]) {
        let json = try RequestBody.object(call.invocation)
        let fields = known(call, entity)
        var decoder = InputDecoder()
        let id = decoder.newID(json)
        let values = try values(of: json, fields, &decoder, allowed: ["id"]) { decoder, values in
            for field in fields
            where field.required && field.defaultValue.isNull && json[field.id] ?? .null == .null
                && values[field.id] == nil
            {
                decoder.report(field.id, "required", "\(field.title.text()) is missing.")
            }
        }
        return (id, values)
    }

    /// Fields that exist for the caller: those it may read or write.
    ///
    /// Others look like names that nobody declared.
    private static func known(_ call: AuthorizedInvocation, _ entity: EntityModel) -> [FieldDefinition] {
        let read = call.scope.access.access(Permission.record(entity.id, .read))
        return entity.fields.map(\.definition).filter { field in
            call.access.reachesSomewhere(field.id) || (read?.reachesSomewhere(field.id) ?? false)
        }
    }

    /// Declared fields of a body; system fields are 422 `read_only`.
    private static func values(
        of json: JSONValue,
        _ fields: [FieldDefinition],
        _ decoder: inout InputDecoder,
        allowed: Set<String> = [],
        complete: (inout InputDecoder, [String: Value]) -> Void = { _, _ in }
    ) throws -> [String: Value] {
        let names = Set(SystemField.allCases.map(\.rawValue)).union(["deleted_at"]).subtracting(allowed)
        let members = json.members ?? []
        let readOnly = members.filter { names.contains($0.name) }.map { member in
            Finding(
                member.name,
                "read_only",
                member.name == "state" ? "The state changes by moves only." : "The kernel keeps this."
            )
        }
        let declared = members.filter { !names.contains($0.name) && !allowed.contains($0.name) }
        let values = decoder.object(.object(declared), fields: fields)
        if !decoder.findings.isEmpty { complete(&decoder, values) }
        guard readOnly.isEmpty || !decoder.findings.isEmpty else {
            throw KernelError(.readOnly, "Some fields cannot be written.", findings: readOnly)
        }
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings + readOnly) }
        return values
    }

    /// `PATCH /api/<collection>/{id}` (RFC 7396).
    func update(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let id = try call.recordID()
        let fields = Self.known(call, entity)
        let input = Result {
            let version = try Preconditions.requiredVersion(call)
            let types = ["application/json", "application/merge-patch+json"]
            return (version, try RequestBody.object(call.invocation, types: types))
        }
        return try await change(call, entity) { writer in
            let (version, patch) = try input.get()
            var decoder = InputDecoder()
            let whole = try MergePatch.complete(patch, with: writer.readable(entity, id), of: entity)
            let values = try Self.values(of: whole, fields, &decoder)
            return (try writer.update(entity, id: id, version: version, values: values), 200, [])
        }
    }

    /// `POST /api/<collection>/{id}/moves/<move>`.
    func move(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let id = try call.recordID()
        let name = call.parameter("move").map { $0 == "-" ? "_" : String($0) }.joined()
        let input = Result {
            (try Preconditions.version(call), try RequestBody.object(call.invocation, mayBeEmpty: true))
        }
        return try await change(call, entity) { writer in
            let (version, json) = try input.get()
            return (try writer.move(entity, id: id, name, version: version, input: json), 200, [])
        }
    }

    /// `POST /api/<collection>/{id}/restore`.
    func restore(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let id = try call.recordID()
        return try await change(call, entity) { writer in
            (try writer.restore(entity, id: id), 200, [])
        }
    }

    /// `DELETE /api/<collection>/{id}`.
    func delete(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        try Self.refuseQuery(call)
        let id = try call.recordID()
        let version = Result { try Preconditions.requiredVersion(call) }
        let ids = ids
        let outcome = try await write(call) { backend in
            let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
            try writer.delete(entity, id: id, version: version.get())
            return Outcome(status: 204)
        }
        afterWrite(call, entity)
        return outcome
    }

    /// A write that answers with the record as the caller may see it.
    private func change(
        _ call: AuthorizedInvocation,
        _ entity: EntityModel,
        _ body: @escaping @Sendable (RecordWriter) throws -> (Record, Int, [Outcome.Header])
    ) async throws -> Outcome {
        let ids = ids
        let outcome = try await write(call) { backend in
            let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
            let (record, status, headers) = try body(writer)
            return try Self.answer(call.scope, entity, record, status, headers, backend)
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
        let tag = Preconditions.tag(record.version)
        if let read = scope.access.access(Permission.record(entity.id, .read)),
            let seen = try backend.render(scope, entity, record.id, read, fields: nil, expand: [], bin: false)
        {
            return .json(status, seen.json, headers + [tag])
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(record.id.raw)
            writer.key("version")
            writer.int(record.version)
        }
        return .json(status, writer.bytes, headers + [tag])
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
