extension Runtime {
    /// `GET /api/search?q=`: across every collection that the caller reads and that has searchable fields.
    ///
    /// `{"items": [{"collection", "entity", "record"}], "more": [collection]}`: up to `limit` (default 10, at most 50) records
    /// of each collection, newest change first, collections by name; `more` names those that have further ones, to be had by
    /// `GET /api/<collection>?q=`.
    func search(_ call: AuthorizedInvocation) throws -> Outcome {
        let request = try SearchParameters.read(call)
        var items: [UInt8] = []
        var more: [String] = []
        try tenants.store(of: call.tenant).read(call.scope) { backend in
            for entity in request.entities {
                guard let (query, access) = Self.query(request, entity, call) else { continue }
                let page = try backend.list(call.scope, query, access)
                let found = page.items.dropFirst().dropLast()
                if !items.isEmpty, !found.isEmpty { items.append(UInt8(ascii: ",")) }
                items += found
                if !found.isEmpty { noteReading(call, entity, access) }
                if page.next != nil { more.append(entity.definition.collection) }
            }
        }
        var writer = JSONWriter(capacity: items.count + 128)
        writer.object { writer in
            writer.key("items")
            writer.raw("[")
            writer.raw(items)
            writer.raw("]")
            writer.key("more")
            writer.array(more) { $0.string($1) }
        }
        return .json(body: writer.bytes)
    }

    /// The page of one collection; `nil` where the caller finds nothing.
    private static func query(
        _ request: SearchParameters,
        _ entity: EntityModel,
        _ call: AuthorizedInvocation
    ) -> (RecordQuery, RecordAccess)? {
        guard entity.definition.verbs.contains(.read),
            let access = call.scope.access.access(Permission.record(entity.id, .read))
        else { return nil }
        let fields = SearchableFields.of(entity, access, call.scope.access)
        guard !fields.isEmpty else { return nil }
        var query = RecordQuery(entity: entity.id)
        query.search = RecordQuery.Search(text: request.text, fields: fields)
        query.sort = [RecordQuery.SortKey(field: SystemField.updatedAt.rawValue, descending: true)]
        query.limit = request.limit
        var before = JSONWriter()
        before.raw("{\"collection\":")
        before.string(entity.definition.collection)
        before.raw(",\"entity\":")
        before.string(entity.id.raw)
        before.raw(",\"record\":")
        query.frame = (before.bytes, [UInt8(ascii: "}")])
        return (query, access)
    }
}

/// The query of a search, checked.
struct SearchParameters {
    /// What is searched for.
    let text: String
    /// Records of each collection.
    let limit: Int
    /// The entities searched, by collection.
    let entities: [EntityModel]

    /// - Throws: 422 naming every parameter that is missing, unknown or wrong.
    static func read(_ call: AuthorizedInvocation) throws -> SearchParameters {
        var findings: [Finding] = []
        var values: [String: String] = [:]
        for (name, value) in call.query {
            if !["q", "limit", "in"].contains(name) {
                findings.append(Finding(InputDecoder.shown(name), "unknown", "Takes q, limit and in only."))
            } else if values.updateValue(value, forKey: name) != nil {
                findings.append(Finding(name, "twice", "Stands twice."))
            }
        }
        let text = values["q"] ?? ""
        if !text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }) {
            findings.append(Finding("q", "required", "Must hold a word to search for."))
        } else if !SearchableFields.isShort(text) {
            findings.append(Finding("q", "max", SearchableFields.tooLong))
        }
        var limit = 10
        if let given = values["limit"] {
            if let number = Int(given), (1...50).contains(number) {
                limit = number
            } else {
                findings.append(Finding("limit", "range", "Must be 1 to 50."))
            }
        }
        let entities = try self.entities(values["in"], call.scope, &findings)
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return SearchParameters(text: text, limit: limit, entities: entities)
    }

    /// `?in=customers,sites`; all without it.
    private static func entities(
        _ names: String?,
        _ scope: TenantScope,
        _ findings: inout [Finding]
    ) throws -> [EntityModel] {
        guard let names else {
            return scope.model.entities.values.sorted { $0.definition.collection < $1.definition.collection }
        }
        var found: [EntityModel] = []
        for name in Set(names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)).sorted() {
            if let entity = scope.model.entity(collection: name),
                scope.access.access(Permission.record(entity.id, .read)) != nil
            {
                found.append(entity)
            } else {
                findings.append(Finding("in", "unknown", "There is no collection `\(InputDecoder.shown(name))`."))
            }
        }
        return found
    }
}
