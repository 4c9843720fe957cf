import Kernel

/// Inside one tenant: what a member whose grants reach some rows gets of the others.
struct RowTrial: Sendable {
    let ground: IsolationGround

    func run(_ report: inout IsolationReport) async throws {
        for (scope, person) in ground.scoped {
            try await run(scope, person, &report)
        }
        if let own = ground.scoped.first(where: { $0.scope == .own })?.person {
            try await bridges(own, &report)
        }
    }

    private func run(
        _ scope: Scope,
        _ person: IsolationGround.Person,
        _ report: inout IsolationReport
    ) async throws {
        let others = ([ground.owner, ground.masked] + ground.scoped.map(\.person)).filter { $0.member != person.member }
        let cases = RecordCases(
            ground: ground,
            asker: person,
            hidden: ground.owner.world,
            name: "rows of others, scope \(scope.rawValue)",
            refusals: [403, 404],
            secrets: others.flatMap(\.world.secrets) + ground.foreignSecrets
        )
        for entity in ground.entities {
            if ground.reads(entity, in: scope) { await controls(entity, person, scope, &report) }
            let version = try person.world.first(entity.id).map { try ground.version(of: $0, entity) }
            let endpoints: [Endpoint] = [.get, .history, .score, .update, .delete, .restore, .move]
            let all =
                endpoints.flatMap { cases.paths($0, entity) } + cases.pages(entity) + cases.filters(entity)
                + cases.bodies(.create, entity, version: nil) + cases.bodies(.update, entity, version: version)
                + cases.bulks(entity, version: version) + cases.exports(entity) + cases.imports(entity)
            for one in all { await ground.kernel.judge(one, in: .rows, &report) }
        }
        for one in [cases.search()] + cases.actions(read: true) + cases.actions(read: false) {
            await ground.kernel.judge(one, in: .rows, &report)
        }
    }

    /// The own record is reached, and the page counts what it shows: a filter that hides everything would pass otherwise.
    private func controls(
        _ entity: EntityModel,
        _ person: IsolationGround.Person,
        _ scope: Scope,
        _ report: inout IsolationReport
    ) async {
        guard let own = person.world.first(entity.id) else { return }
        let path = "/api/\(entity.definition.collection)"
        let name = "own row, scope \(scope.rawValue)"
        let get = TestRequest("GET", "\(path)/\(own.raw)", token: person.token)
        // The role's grants name no field, so that they open no secret.
        let secrets = entity.fields.map(\.definition).filter { $0.secret && $0.readNeeds == nil }.map(\.id)
        let one = IsolationCase(.get, name, get, expect: [200]) { answer in
            secrets.first { answer.json[$0] != nil }.map { "the secret `\($0)` is told" }
        }
        await ground.kernel.judge(one, in: .rows, &report)
        let query = [(name: "limit", value: "500"), (name: "count", value: "true")]
        let list = TestRequest("GET", path, query: query, token: person.token)
        var page = IsolationCase(.list, name, list, expect: [200]) { answer in
            answer.json["count"] == .number("\(answer.items.count)")
                ? nil : "the count is not that of the rows shown: \(answer.text.suffix(80))"
        }
        page.scenario.mustContain = [own.raw]
        await ground.kernel.judge(page, in: .rows, &report)
    }

    /// A record of one's own that names hidden ones: their ids stand in it, what they hold must not come along.
    private func bridges(_ person: IsolationGround.Person, _ report: inout IsolationReport) async throws {
        let hidden = ground.owner.world
        for entity in ground.entities where entity.definition.scopes[.own] == "owner" && ground.reads(entity, in: .own)
        {
            let fields = entity.referring.filter { field in
                !field.isLinked && field.writing != .never && field.type.target.flatMap(hidden.first) != nil
            }
            guard !fields.isEmpty, person.world.first(entity.id) != nil else { continue }
            let values = hidden.values(of: entity.creatable, in: entity.id, salt: 7, texts: person.world.samples)
            let id = try await ground.kernel.write(in: hidden.tenant, as: .user(try person.member.recordID)) { writer in
                let all = RecordAccess(rows: .everything, fields: nil)
                return try writer.create(entity, id: nil, values: values, access: all).id
            }
            for one in bridgeCases(entity, id, fields, person) {
                await ground.kernel.judge(one, in: .rows, &report)
            }
        }
    }

    private func bridgeCases(
        _ entity: EntityModel,
        _ id: RecordID,
        _ fields: [FieldDefinition],
        _ person: IsolationGround.Person
    ) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection)"
        let name = "own row that names hidden ones"
        let marker = ground.owner.world.samples.marker
        let expand = [(name: "expand", value: fields.prefix(8).map(\.id).joined(separator: ","))]
        let token = person.token
        var cases = [
            IsolationCase(.get, name, TestRequest("GET", "\(path)/\(id)", token: token), expect: [200]),
            IsolationCase(
                .get,
                name,
                TestRequest("GET", "\(path)/\(id)", query: expand, token: token),
                expect: [200, 422]
            ),
            IsolationCase(.list, name, TestRequest("GET", path, query: expand, token: token), expect: [200, 422]),
            IsolationCase(.history, name, TestRequest("GET", "\(path)/\(id)/history", token: token), expect: [200]),
        ]
        for field in fields {
            guard case .reference(let target, _, _) = field.type, let model = ground.model.entities[target] else {
                continue
            }
            for inner in model.fields where inner.type.isText {
                let filter = "contains(\(field.id).\(inner.id), '\(marker)')"
                let query = [(name: "where", value: filter), (name: "count", value: "true")]
                let request = TestRequest("GET", path, query: query, token: token)
                cases.append(
                    IsolationCase(
                        .list,
                        "\(name), \(filter)",
                        request,
                        expect: [200, 422],
                        check: IsolationCase.isEmpty
                    )
                )
            }
        }
        return cases.map { $0.hiding([marker]) }
    }
}
