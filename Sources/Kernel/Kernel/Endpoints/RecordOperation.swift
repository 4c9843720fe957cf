/// One change of a record as a caller asks for it.
///
/// The single routes, each operation of a bulk and each row of an import run it, so that all check alike: the verb, its
/// permission, the body, then what the writer checks.
enum RecordOperation: Sendable {
    /// The fields, and `id` where the client makes it.
    case create(JSONValue)
    /// A merge patch on a version.
    case update(RecordID, version: Int64, JSONValue)
    /// To the bin, at a version.
    case delete(RecordID, version: Int64)
    /// Along a move by its id, at a version where one is sent.
    case move(RecordID, String, version: Int64?, JSONValue)

    /// What runs in the transaction and answers the record as it became; `nil` where it is gone.
    typealias Prepared = @Sendable (RecordWriter) throws -> Record?

    /// The status of the operation's success.
    var status: Int {
        switch self {
        case .create: 201
        case .update, .move: 200
        case .delete: 204
        }
    }

    /// Checks what needs no data, before the transaction begins.
    func prepared(_ entity: EntityModel, _ scope: TenantScope) throws -> Prepared {
        switch self {
        case .create(let body):
            let access = try Self.access(.create, entity, scope)
            let (id, values) = try RecordInput.new(body, entity, access, scope)
            return { try $0.create(entity, id: id, values: values, access: access) }
        case .update(let id, let version, let patch):
            let access = try Self.access(.update, entity, scope)
            let fields = RecordInput.known(entity, access, scope)
            let isWhole = !MergePatch.needsRecord(patch, of: entity)
            return { writer in
                let record = isWhole ? nil : try writer.readable(entity, id)
                let whole = try MergePatch.complete(patch, with: record, of: entity)
                var decoder = InputDecoder()
                let values = try RecordInput.values(of: whole, fields, &decoder)
                return try writer.update(entity, id: id, version: version, values: values)
            }
        case .delete(let id, let version):
            _ = try Self.access(.delete, entity, scope)
            return { writer in
                try writer.delete(entity, id: id, version: version)
                return nil
            }
        case .move(let id, let name, let version, let input):
            return { try $0.move(entity, id: id, name, version: version, input: input) }
        }
    }

    static func access(_ verb: RecordVerb, _ entity: EntityModel, _ scope: TenantScope) throws -> RecordAccess {
        guard entity.definition.verbs.contains(verb) else { throw KernelError.verbsOnly(of: entity) }
        let permission = entity.permission(verb)
        guard let access = scope.access.access(permission) else { throw KernelError.forbidden(permission) }
        return access
    }
}

/// Bodies of creates and updates as typed values.
enum RecordInput {
    /// A new record's id, where given, and its values.
    static func new(
        _ json: JSONValue,
        _ entity: EntityModel,
        _ access: RecordAccess,
        _ scope: TenantScope
    ) throws -> (RecordID?, [String: Value]) {
        let fields = known(entity, access, scope)
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
    static func known(_ entity: EntityModel, _ access: RecordAccess, _ scope: TenantScope) -> [FieldDefinition] {
        let read = scope.access.access(entity.permission(.read))
        return entity.fields.map(\.definition).filter { field in
            access.reachesSomewhere(field.id) || (read?.reachesSomewhere(field.id) ?? false)
        }
    }

    /// Declared fields of a body; system fields are 422 `read_only`.
    static func values(
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
}
