extension Runtime {
    /// `GET /api/<collection>`.
    func list(_ call: AuthorizedInvocation) throws -> Outcome {
        let entity = try call.entity()
        let query = try ListParameters.read(call, entity)
        let access = try readAccess(call, query, entity)
        return try tenants.store(of: call.tenant).read(call.scope) { backend in
            let end = try backend.journalEnd(call.scope)
            let tag = ListTag.make(call, query, journalEnd: end, version: parts.version)
            if let tag, Preconditions.noneMatches(call.invocation, tag: tag) {
                return Outcome(status: 304, headers: [Outcome.Header("ETag", tag)])
            }
            let page = try backend.list(call.scope, query, access)
            if page.items.count > 2 {
                noteReading(call, entity, access, shown: query.fields)
                noteExpanding(call, entity, query.expand)
            }
            var outcome = Self.page(page)
            if let tag { outcome.headers.append(Outcome.Header("ETag", tag)) }
            return outcome
        }
    }

    func readAccess(
        _ call: AuthorizedInvocation,
        _ query: RecordQuery,
        _ entity: EntityModel
    ) throws -> RecordAccess {
        guard query.bin else { return call.access }
        guard let bin = call.scope.access.bin(entity.id) else {
            throw KernelError.forbidden(Permission.record(entity.id, .delete))
        }
        return bin
    }

    static func page(_ page: RenderedPage) -> Outcome {
        var writer = JSONWriter(capacity: page.items.count + 128)
        writer.object { writer in
            writer.key("items")
            writer.raw(page.items)
            writer.key("next")
            if let next = page.next { writer.string(next) } else { writer.null() }
            if let count = page.count {
                writer.key("count")
                writer.int(count)
            }
        }
        return .json(body: writer.bytes)
    }

    /// `GET /api/<collection>/{id}`.
    func get(_ call: AuthorizedInvocation) throws -> Outcome {
        let entity = try call.entity()
        let (fields, expand) = try Self.shape(call, entity)
        let id = try call.recordID()
        let shown = fields ?? entity.fieldsToShow
        let store = try tenants.store(of: call.tenant)
        // The version says nothing of what is computed from elsewhere.
        let mayBeUnchanged =
            fields == nil && expand.isEmpty && !entity.changesByItself && call.invocation.headers.ifNoneMatch != nil
        var isAsRead = false
        let look = { (backend: any SnapshotBackend) in
            if mayBeUnchanged { isAsRead = try backend.isAsRead(call.scope, entity, id) }
            return try backend.render(call.scope, entity, id, call.access, fields: shown, expand: expand, bin: false)
        }
        // What is shown in place of references may take more statements, and so does the question what was read before.
        let isOne = expand.isEmpty && !mayBeUnchanged
        let found = try isOne ? store.readOne(call.scope, look) : store.read(call.scope, look)
        guard let found else { throw KernelError.notFound }
        let tag = Preconditions.tag(found.version)
        if isAsRead, Preconditions.noneMatches(call.invocation, tag: tag.value) {
            return Outcome(status: 304, headers: [tag])
        }
        noteReading(call, entity, call.access, shown: shown)
        noteExpanding(call, entity, expand)
        return .json(body: found.json, [tag])
    }

    /// `?fields=` and `?expand=`, the only parameters of one record.
    private static func shape(_ call: AuthorizedInvocation, _ entity: EntityModel) throws -> (Set<String>?, [String]) {
        var fields: Set<String>?
        var expand: [String] = []
        var findings: [Finding] = []
        for (name, value) in call.query {
            switch name {
            case "fields": fields = FieldNames.read(value, of: entity, call.access, into: &findings)
            case "expand": expand = ExpandNames.read(value, of: entity, call.access, call.scope.access, into: &findings)
            default:
                findings.append(
                    Finding(InputDecoder.shown(name), "unknown", "One record takes fields and expand only.")
                )
            }
        }
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return (fields, expand)
    }

    /// `GET /api/<collection>/{id}/history`.
    func history(_ call: AuthorizedInvocation) throws -> Outcome {
        let entity = try call.entity()
        let id = try call.recordID()
        let (limit, after) = try PageParameters.read(call)
        let page = try tenants.store(of: call.tenant).read(call.scope) { backend -> RenderedPage? in
            let live = try backend.record(call.scope, entity, id, rows: call.access.rows, bin: false)
            let seen = try live ?? binned(call, entity, id, backend)
            guard seen != nil else { return nil }
            return try backend.history(call.scope, entity, id, call.access, limit: limit, after: after)
        }
        guard let page else { throw KernelError.notFound }
        noteReading(call, entity, call.access)
        return Self.page(page)
    }

    private func binned(
        _ call: AuthorizedInvocation,
        _ entity: EntityModel,
        _ id: RecordID,
        _ backend: any SnapshotBackend
    ) throws -> Record? {
        guard let bin = call.scope.access.bin(entity.id) else { return nil }
        return try backend.record(call.scope, entity, id, rows: bin.rows, bin: true)
    }
}

/// `?limit=` and `?after=` where there is nothing else to say.
enum PageParameters {
    static func read(_ call: AuthorizedInvocation) throws -> (limit: Int, after: String?) {
        var limit = 50
        var after: String?
        for (name, value) in call.query {
            switch name {
            case "limit":
                guard let number = Int(value), (1...500).contains(number) else {
                    throw KernelError.invalid([Finding("limit", "range", "Must be 1 to 500.")])
                }
                limit = number
            case "after": after = value
            default:
                throw KernelError.invalid([Finding(InputDecoder.shown(name), "unknown", "Takes limit and after only.")])
            }
        }
        return (limit, after)
    }
}
