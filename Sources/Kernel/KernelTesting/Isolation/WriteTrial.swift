import Kernel

/// What the owner may do must work, or refusals elsewhere would say nothing; and every accepted write must stand in the
/// journal, with who did it.
struct WriteTrial: Sendable {
    let ground: IsolationGround

    private struct Written: Hashable {
        let entity: String
        let record: String
        let action: String
    }

    func run(_ report: inout IsolationReport) async throws {
        let store = try ground.kernel.folder.open(ground.owner.world.tenant)
        let before = try store.verifyJournal().entries
        var written: [Written] = []
        for entity in ground.entities {
            if let id = await create(entity, &written, &report) {
                await update(entity, id, &written, &report)
                await remove(entity, id, &written, &report)
                await move(entity, id, &written, &report)
            }
        }
        let journaled = try entries(of: store, after: before)
        for write in Set(written) {
            let wanted = written.count { $0 == write }
            let found = journaled.count { $0 == write }
            guard wanted != found else { continue }
            report.failures.append(
                "\(write.entity) \(write.record): `\(write.action)` was answered \(wanted) times and journaled \(found) times"
            )
        }
        if let broken = try store.verifyJournal().broken { report.failures.append("the journal is broken: \(broken)") }
    }

    /// What the owner did, as the journal has it.
    private func entries(of store: any TenantStore, after seq: Int64) throws -> [Written] {
        try store.journalTail(limit: 10_000, after: seq).compactMap { bytes in
            let entry = try JSONReader.read(bytes)
            guard entry["principal"]?.text == ground.owner.member.id else { return nil }
            return Written(
                entity: entry["entity"]?.text ?? "",
                record: entry["record"]?.text ?? "",
                action: entry["action"]?.text ?? ""
            )
        }
    }

    private func ask(
        _ endpoint: Endpoint,
        _ method: String,
        _ path: String,
        json: String? = nil,
        version: String? = nil,
        expect: Set<Int>,
        _ report: inout IsolationReport
    ) async -> Answer {
        let request = TestRequest(
            method,
            path,
            token: ground.owner.token,
            json: json,
            headers: version.map { ["If-Match": $0] } ?? [:]
        )
        let one = IsolationCase(endpoint, "by the owner", request, expect: expect)
        return await ground.kernel.judge(one, in: .writes, &report)
    }

    private func create(
        _ entity: EntityModel,
        _ written: inout [Written],
        _ report: inout IsolationReport
    ) async -> String? {
        let world = ground.owner.world
        guard entity.definition.verbs.contains(.create) else { return world.first(entity.id)?.raw }
        let values = world.values(of: entity.creatable, in: entity.id, salt: 10)
        let path = "/api/\(entity.definition.collection)"
        let answer = await ask(.create, "POST", path, json: SampleValues.json(values), expect: [201], &report)
        guard answer.status == 201, let id = answer.json["id"]?.text else { return nil }
        written.append(Written(entity: entity.id.raw, record: id, action: "created"))
        return id
    }

    private func tag(_ entity: EntityModel, _ id: String) async -> String {
        let path = "/api/\(entity.definition.collection)/\(id)"
        return await ground.kernel.send("GET", path, token: ground.owner.token).header("ETag") ?? ""
    }

    private func update(
        _ entity: EntityModel,
        _ id: String,
        _ written: inout [Written],
        _ report: inout IsolationReport
    ) async {
        guard entity.definition.verbs.contains(.update) else { return }
        let world = ground.owner.world
        let values = world.samples.values(of: entity.changeable.filter { $0.type.target == nil }, salt: 11) { _ in nil }
        let changing = values.filter { if case .text = $0.value { true } else { false } }
        guard let (field, value) = changing.min(by: { $0.key < $1.key }) else { return }
        let path = "/api/\(entity.definition.collection)/\(id)"
        let before = await tag(entity, id)
        let json = SampleValues.json([field: value])
        let answer = await ask(.update, "PATCH", path, json: json, version: before, expect: [200], &report)
        guard answer.status == 200, answer.header("ETag") != before else { return }
        written.append(Written(entity: entity.id.raw, record: id, action: "updated"))
    }

    private func remove(
        _ entity: EntityModel,
        _ id: String,
        _ written: inout [Written],
        _ report: inout IsolationReport
    ) async {
        guard entity.definition.verbs.contains(.delete) else { return }
        let path = "/api/\(entity.definition.collection)/\(id)"
        let tag = await tag(entity, id)
        let gone = await ask(.delete, "DELETE", path, version: tag, expect: [204], &report)
        guard gone.status == 204 else { return }
        written.append(Written(entity: entity.id.raw, record: id, action: "deleted"))
        let back = await ask(.restore, "POST", path + "/restore", expect: [200], &report)
        if back.status == 200 { written.append(Written(entity: entity.id.raw, record: id, action: "restored")) }
    }

    /// Guards may refuse; what they let through is journaled.
    private func move(
        _ entity: EntityModel,
        _ id: String,
        _ written: inout [Written],
        _ report: inout IsolationReport
    ) async {
        let world = ground.owner.world
        for move in entity.definition.moves {
            let input = world.samples.values(of: move.input, salt: 12) { world.first($0) }
            let path = "/api/\(entity.definition.collection)/\(id)/moves/\(RouteRequests.hyphens(move.id))"
            let answer = await ask(
                .move,
                "POST",
                path,
                json: SampleValues.json(input),
                expect: [200, 409, 422],
                &report
            )
            guard answer.status == 200 else { continue }
            written.append(Written(entity: entity.id.raw, record: id, action: "moved.\(move.id)"))
        }
    }
}
