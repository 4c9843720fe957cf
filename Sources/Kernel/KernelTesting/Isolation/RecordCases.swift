import Kernel

/// Requests about records that must look as if they were not there, whatever hides them: another tenant, or a row filter.
struct RecordCases: Sendable {
    let ground: IsolationGround
    /// Who asks.
    let asker: IsolationGround.Person
    /// Whose records must stay hidden.
    let hidden: RecordWorld
    /// For the report.
    let name: String
    /// What the asker may get for lack of a grant: 403 where grants differ by verb.
    let refusals: Set<Int>
    /// What the asker may never be told.
    let secrets: [String]

    /// The verb that a route needs, for 405 where an entity does not have it.
    private func refused(_ entity: EntityModel, _ verb: RecordVerb) -> Set<Int> {
        entity.definition.verbs.contains(verb) ? refusals : [405]
    }

    private func make(
        _ endpoint: Endpoint,
        _ what: String,
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        json: String? = nil,
        version: Int64? = nil,
        expect statuses: Set<Int>,
        check: @escaping @Sendable (Answer) -> String? = IsolationCase.looksMissing
    ) -> IsolationCase {
        let request = TestRequest(
            method,
            path,
            query: query,
            token: asker.token,
            json: json,
            headers: version.map { ["If-Match": "\"\($0)\""] } ?? [:]
        )
        let wanted = query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return IsolationCase(endpoint, "\(name), \(what) \(wanted)", request, expect: statuses, check: check)
            .hiding(secrets)
    }

    /// A hidden id in the path of every route that takes one.
    func paths(_ endpoint: Endpoint, _ entity: EntityModel) -> [IsolationCase] {
        let ids = [hidden.first(entity.id), hidden.binned[entity.id]].compactMap { $0 }
        return ids.flatMap { id -> [IsolationCase] in
            let path = "/api/\(entity.definition.collection)/\(id.raw)"
            switch endpoint {
            case .get:
                let expand = expandable(entity)
                let plain = make(.get, "hidden id", "GET", path, expect: refused(entity, .read))
                return expand.isEmpty
                    ? [plain]
                    : [plain, make(.get, "hidden id", "GET", path, query: expand, expect: refused(entity, .read))]
            case .score:
                return [make(.score, "hidden id", "GET", path + "/score", expect: refused(entity, .read))]
            case .history:
                return [make(.history, "hidden id", "GET", path + "/history", expect: refused(entity, .read))]
            case .update:
                return [Int64(1), 2].map { version in
                    let expect = refused(entity, .update)
                    return make(.update, "hidden id", "PATCH", path, json: "{}", version: version, expect: expect)
                }
            case .delete:
                return [Int64(1), 2].map { version in
                    make(.delete, "hidden id", "DELETE", path, version: version, expect: refused(entity, .delete))
                }
            case .restore:
                return [make(.restore, "hidden id", "POST", path + "/restore", expect: refused(entity, .delete))]
            case .move: return moves(entity, path)
            case .contract:
                let expect = refused(entity, .read)
                return [make(.contract, "hidden id", "POST", path + "/contracts/any", json: "{}", expect: expect)]
            default: return []
            }
        }
    }

    private func moves(_ entity: EntityModel, _ path: String) -> [IsolationCase] {
        entity.definition.moves.map { move in
            let input = asker.world.samples.values(of: move.input, salt: 3) { asker.world.first($0) }
            return make(
                .move,
                "hidden id",
                "POST",
                "\(path)/moves/\(RouteRequests.hyphens(move.id))",
                json: SampleValues.json(input),
                expect: refusals
            )
        }
    }

    private func expandable(_ entity: EntityModel) -> [(name: String, value: String)] {
        let names = entity.referring.filter { !$0.secret && $0.readNeeds == nil }.prefix(8).map(\.id)
        return names.isEmpty ? [] : [("expand", names.joined(separator: ","))]
    }

    /// A hidden id or text in every filter; the page must be empty and count nothing.
    func filters(_ entity: EntityModel) -> [IsolationCase] {
        guard entity.definition.verbs.contains(.read) else { return [] }
        let path = "/api/\(entity.definition.collection)"
        var queries: [[(name: String, value: String)]] = []
        for id in [hidden.first(entity.id), hidden.binned[entity.id]].compactMap({ $0 }) {
            queries += [[("id", id.raw)], [("where", "id = '\(id.raw)'")]]
        }
        for field in entity.referring {
            guard let id = field.type.target.flatMap(hidden.first) else { continue }
            queries += [[(field.id, id.raw)], [("where", "\(field.id) = '\(id.raw)'")]]
            if field.type.isMany { queries.append([("where", "'\(id.raw)' in \(field.id)")]) }
        }
        for field in ["owner", "created_by"] { queries.append([(field, hidden.member.id)]) }
        for field in entity.fields.map(\.definition) where field.type.isText && !field.secret {
            queries.append([("where", "contains(\(field.id), '\(hidden.samples.marker)')")])
        }
        if entity.fields.contains(where: { $0.definition.searchable && !$0.definition.secret }) {
            queries.append([("q", hidden.samples.marker)])
        }
        let bins = entity.definition.verbs.contains(.delete) ? ["false", "true"] : ["false"]
        return queries.flatMap { query in
            bins.map { bin in
                let all = query + [("count", "true"), ("deleted", bin)]
                let expect: Set<Int> = [200, 422]
                return make(
                    .list,
                    "hidden value in a filter",
                    "GET",
                    path,
                    query: all,
                    expect: expect.union(refusals.subtracting([404])),
                    check: IsolationCase.isEmpty
                )
            }
        }
    }

    /// A word that only hidden records have, searched for everywhere.
    func search() -> IsolationCase {
        make(
            .search,
            "hidden word",
            "GET",
            "/api/search",
            query: [("q", hidden.samples.marker)],
            expect: [200],
            check: { $0.items.isEmpty ? nil : "a hidden record was found: \($0.text)" }
        )
    }

    /// Every order, every expansion, the bin: whole pages that must hold nothing hidden.
    func pages(_ entity: EntityModel) -> [IsolationCase] {
        guard entity.definition.verbs.contains(.read) else {
            return [make(.list, "page", "GET", "/api/\(entity.definition.collection)", expect: [405])]
        }
        let path = "/api/\(entity.definition.collection)"
        var queries: [[(name: String, value: String)]] = [[], expandable(entity)]
        if entity.definition.verbs.contains(.delete) { queries.append([("deleted", "true")]) }
        for name in entity.fields.map(\.id) + SystemField.allCases.map(\.rawValue) {
            queries += [[("sort", name)], [("sort", "-\(name)")]]
        }
        if let cursor = ground.cursors[entity.id] { queries.append([("after", cursor)]) }
        return queries.map { query in
            let all = query + [("limit", "500"), ("count", "true")]
            return make(
                .list,
                "page",
                "GET",
                path,
                query: all,
                expect: refusals.subtracting([404]).union(query.isEmpty ? [200] : [200, 422]),
                check: { _ in nil }
            )
        }
    }

    /// A hidden id in every reference that a create or an update may send.
    func bodies(_ endpoint: Endpoint, _ entity: EntityModel, version: Int64?) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection)"
        let isCreate = endpoint == .create
        let verb: RecordVerb = isCreate ? .create : .update
        let fields = isCreate ? entity.creatable : entity.changeable
        let base = asker.world.values(of: entity.creatable, in: entity.id, salt: 4)
        guard entity.definition.verbs.contains(verb) else {
            return isCreate ? [make(.create, "create", "POST", path, json: "{}", expect: [405])] : []
        }
        guard isCreate || asker.world.first(entity.id) != nil else { return [] }
        return fields.flatMap { field in
            attacks(field).map { place, value in
                let values = (isCreate ? base : [:]).merging([field.id: value]) { _, new in new }
                return make(
                    endpoint,
                    "hidden id in `\(place)`",
                    isCreate ? "POST" : "PATCH",
                    isCreate ? path : "\(path)/\(asker.world.first(entity.id)?.raw ?? "")",
                    json: SampleValues.json(values),
                    version: isCreate ? nil : version,
                    expect: refusals.subtracting([404]).union([422]),
                    check: { Self.isFound(at: field.id, $0) }
                )
            }
        }
    }

    /// Every write with something hidden in it once more, as an operation of a bulk.
    func bulks(_ entity: EntityModel, version: Int64?) -> [IsolationCase] {
        let paths = [Endpoint.update, .delete, .move].flatMap { self.paths($0, entity) }
        let bodies = bodies(.create, entity, version: nil) + bodies(.update, entity, version: version)
        return (paths + bodies).flatMap { $0.asBulk(entity) }
    }

    /// The refusal must be about the reference, not about something else in the body.
    private static func isFound(at field: String, _ answer: Answer) -> String? {
        guard answer.status == 422, case .array(let errors)? = answer.json["errors"] else { return nil }
        let isNamed = errors.contains { $0["path"]?.text?.hasPrefix(field) ?? false }
        return isNamed ? nil : "refused for another reason: \(answer.text)"
    }

    /// Values of a field that name something hidden, those inside sub-records too.
    private func attacks(_ field: FieldDefinition) -> [(place: String, value: Value)] {
        if case .list(let members) = field.type {
            return members.flatMap { member -> [(place: String, value: Value)] in
                let own = asker.world.samples.values(of: members, salt: 4) { asker.world.first($0) }
                return attacks(member).map { place, value -> (place: String, value: Value) in
                    ("\(field.id).\(place)", .list([own.merging([member.id: value]) { _, new in new }]))
                }
            }
        }
        guard let id = field.type.target.flatMap(hidden.first) else { return [] }
        return [(field.id, field.type.isMany ? .references([id]) : .reference(id))]
    }

    /// A hidden id in every reference that an action takes.
    func actions(read: Bool) -> [IsolationCase] {
        ground.actions.filter { $0.action.isRead == read }.flatMap { path, action -> [IsolationCase] in
            let own = asker.world.samples.values(of: action.input, salt: 5) { asker.world.first($0) }
            let hiddenValues = action.input.flatMap(attacks).map { place, value in
                own.merging([String(place.prefix { $0 != "." }): value]) { _, new in new }
            }
            let harmless = (values: own, expect: Set([200, 201, 204, 403, 404, 409, 422]))
            let all = [harmless] + hiddenValues.map { (values: $0, expect: Set([403, 404, 409, 422])) }
            return all.map { values, expect in
                make(
                    read ? .readAction : .writeAction,
                    "hidden id in an input",
                    read ? "GET" : "POST",
                    "/api/\(path)",
                    query: read ? Self.query(values) : [],
                    json: read ? nil : SampleValues.json(values),
                    expect: expect
                )
            }
        }
    }

    private static func query(_ values: [String: Value]) -> [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { name, value in
            var writer = JSONWriter()
            writer.value(value)
            let json = (try? JSONReader.read(writer.bytes)) ?? .null
            return (name, json.text ?? String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}

extension FieldType {
    /// Whether it holds several ids.
    var isMany: Bool {
        if case .references = self { true } else { false }
    }
}
