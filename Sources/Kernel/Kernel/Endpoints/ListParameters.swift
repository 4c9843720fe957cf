/// The query of a list, checked against the entity and what the caller may read.
///
/// All findings at once.
struct ListParameters {
    private let entity: EntityModel
    private let model: TenantModel
    private let access: RecordAccess
    private let principalAccess: PrincipalAccess
    private var findings: [Finding] = []
    private var conditions: [ExpressionNode] = []
    private var query: RecordQuery

    private init(_ call: AuthorizedInvocation, _ entity: EntityModel) {
        self.entity = entity
        model = call.scope.model
        access = call.access
        principalAccess = call.scope.access
        query = RecordQuery(entity: entity.id)
    }

    /// - Throws: 422 naming every parameter that is unknown or wrong; 403 for the bin without its permission.
    static func read(_ call: AuthorizedInvocation, _ entity: EntityModel) throws -> RecordQuery {
        var parameters = ListParameters(call, entity)
        var seen: Set<String> = []
        for (name, value) in call.query {
            guard seen.insert(name).inserted else {
                parameters.report(name, "twice", "Stands twice.")
                continue
            }
            try parameters.take(name, value)
        }
        guard parameters.findings.isEmpty else { throw KernelError.invalid(parameters.findings) }
        let conditions = parameters.conditions
        parameters.query.filter = conditions.count > 1 ? .and(conditions) : conditions.first
        return parameters.query
    }

    private mutating func report(_ path: String, _ code: String, _ message: String) {
        findings.append(Finding(InputDecoder.shown(path), code, message))
    }

    private mutating func take(_ name: String, _ value: String) throws {
        switch name {
        case "where": try condition(value)
        case "q": search(value)
        case "sort": sort(value)
        case "limit": limit(value)
        case "after": if value.isEmpty { report(name, "format", "Must be a cursor.") } else { query.after = value }
        case "fields": query.fields = FieldNames.read(value, of: entity, access, into: &findings)
        case "expand": query.expand = ExpandNames.read(value, of: entity, access, principalAccess, into: &findings)
        case "count": if let flag = flag(name, value) { query.count = flag }
        case "deleted": if let flag = flag(name, value) { try bin(flag) }
        default: try equality(name, value)
        }
    }

    private mutating func search(_ text: String) {
        let fields = SearchableFields.of(entity, access, principalAccess)
        guard !fields.isEmpty else { return report("q", "unsupported", "These records have no searchable field.") }
        guard SearchableFields.isShort(text) else { return report("q", "max", SearchableFields.tooLong) }
        query.search = RecordQuery.Search(text: text, fields: fields)
    }

    private mutating func flag(_ name: String, _ value: String) -> Bool? {
        if value == "true" || value == "false" { return value == "true" }
        report(name, "format", "Must be true or false.")
        return nil
    }

    private mutating func bin(_ wanted: Bool) throws {
        let permission = Permission.record(entity.id, .delete)
        guard wanted else { return }
        guard entity.definition.verbs.contains(.delete) else {
            return report("deleted", "no_bin", "These records have no bin.")
        }
        guard principalAccess.access(permission) != nil else { throw KernelError.forbidden(permission) }
        query.bin = true
    }

    private mutating func limit(_ value: String) {
        guard value.utf8.allSatisfy({ (48...57).contains($0) }), let limit = Int(value), (1...500).contains(limit)
        else {
            return report("limit", "range", "Must be 1 to 500.")
        }
        query.limit = limit
    }

    private mutating func sort(_ value: String) {
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            let descending = part.first == "-"
            let name = String(descending ? part.dropFirst() : part)
            guard isReadable(name) else {
                report("sort", "unknown", unknown(name))
                continue
            }
            guard Sortable.contains(name, of: entity) else {
                report("sort", "type", "`\(name)` has no order.")
                continue
            }
            if query.sort.contains(where: { $0.field == name }) {
                report("sort", "twice", "`\(name)` stands twice.")
            } else if query.sort.count == 4 {
                report("sort", "too_many", "At most 4 keys.")
            }
            query.sort.append(RecordQuery.SortKey(field: name, descending: descending))
        }
    }

    private mutating func condition(_ text: String) throws {
        do {
            conditions.append(try ExpressionCompiler.filter(text, in: context))
        } catch  where !error.findings.isEmpty {
            findings += error.findings
        }
    }

    private var context: CheckingContext {
        let model = model
        let own = entity.id
        let access = access
        let principalAccess = principalAccess
        let readable = ReadableNames(
            entity: { principalAccess.access(Permission.record($0, .read)) != nil },
            field: { entity, field in
                let reach = entity == own ? access : principalAccess.access(Permission.record(entity, .read))
                return ReadableField.isReadable(field, of: model.entities[entity], reach, principalAccess)
            }
        )
        return CheckingContext(model: model, entity: entity, readable: readable)
    }

    /// `?<field>=v`: read as an input of the field would be, or as its text form.
    private mutating func equality(_ name: String, _ text: String) throws {
        guard isReadable(name) else {
            let known = "where, q, sort, limit, after, fields, expand, count, deleted"
            return report(name, "unknown", "\(unknown(name)) Known are the readable fields and \(known).")
        }
        guard let path = EqualityFilter.path(name, of: entity) else {
            return report(name, "type", "`\(name)` cannot be compared with a value; use `where`.")
        }
        if text.isEmpty || text == "null" {
            conditions.append(.compare(.equal, .path(path), .literal(.null)))
        } else if let value = EqualityFilter.value(text, of: name, entity, into: &findings) {
            conditions.append(.compare(.equal, .path(path), .literal(value)))
        }
    }

    private func isReadable(_ name: String) -> Bool {
        if let system = SystemField(rawValue: name) { return system != .state || entity.startState != nil }
        return ReadableField.isReadable(name, of: entity, access, principalAccess)
    }

    private func unknown(_ name: String) -> String {
        let readable = entity.fields.map(\.id).filter {
            ReadableField.isReadable($0, of: entity, access, principalAccess)
        }
        let hint =
            DidYouMean.question(for: name, in: readable + SystemField.allCases.map(\.rawValue))
        return "There is no field `\(InputDecoder.shown(name))`.\(hint)"
    }
}

/// Whether a declared field is there for a caller: exists, within the grant, and its own permission held.
enum ReadableField {
    static func isReadable(
        _ name: String,
        of entity: EntityModel?,
        _ access: RecordAccess?,
        _ principal: PrincipalAccess
    ) -> Bool {
        guard let field = entity?.field(name)?.definition, let access, access.reaches(name), !field.secret else {
            return false
        }
        return field.readNeeds.map { principal.access($0) != nil } ?? true
    }
}

/// Fields that have an order.
enum Sortable {
    static func contains(_ name: String, of entity: EntityModel) -> Bool {
        if SystemField(rawValue: name) != nil { return true }
        return switch entity.field(name)?.type {
        case .choices, .references, .list, .geo, nil: false
        default: true
        }
    }
}

/// Fields whose words `?q=` finds for a caller.
enum SearchableFields {
    /// The longest text that is searched for, in characters.
    static let limit = 200
    static let tooLong = "Must have at most \(limit) characters."

    static func isShort(_ text: String) -> Bool {
        text.unicodeScalars.count <= limit
    }

    /// The searchable fields that the caller reads in some rows.
    static func of(_ entity: EntityModel, _ access: RecordAccess, _ principal: PrincipalAccess) -> Set<String> {
        let found = entity.fields.filter { field in
            let definition = field.definition
            return definition.searchable && !definition.secret && access.reachesSomewhere(field.id)
                && (definition.readNeeds.map { principal.access($0) != nil } ?? true)
        }
        return Set(found.map(\.id))
    }
}
